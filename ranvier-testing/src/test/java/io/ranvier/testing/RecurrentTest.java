package io.ranvier.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ranvier.nn.Mode;
import io.ranvier.nn.Parameter;
import io.ranvier.nn.Recurrent;
import io.ranvier.nn.RecurrentCell;
import io.ranvier.nn.Variables;
import io.ranvier.op.Recurrence.Kind;
import io.ranvier.tensor.Tensor;
import io.ranvier.testing.TorchParity.Given;
import io.ranvier.type.DType;
import io.ranvier.type.TensorType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Recurrent networks: against PyTorch, or the formula of the paper where it has none.
final class RecurrentTest {
  private static final int STEPS = 4;

  @TestFactory
  Stream<DynamicTest> agreesWithTorch() {
    var functions = new HashMap<String, Function<Given, Tensor>>();
    for (var kind : Kind.values()) {
      var name = kind.toString();
      functions.put(name, given -> run(given, kind, 1, 1));
      if (kind == Kind.MGU) continue;
      functions.put(name + " plain", given -> run(given, kind, 1, 1));
      functions.put(name + " both", given -> run(given, kind, 1, 2));
      functions.put(name + " layers", given -> run(given, kind, 2, 1));
      functions.put(name + " layers both lengths", given -> run(given, kind, 2, 2, 2, 4, 1));
      functions.put(name + " cell", given -> step(given, kind));
    }
    functions.put("lstm projected", given -> run(given, Kind.LSTM, 1, 1));
    functions.put("lstm layers both projected", given -> run(given, Kind.LSTM, 2, 2));
    functions.put("lstm peepholes", given -> run(given, Kind.LSTM, 1, 1));
    return TorchParity.tests("recurrent", functions);
  }

  private static Tensor run(Given given, Kind kind, int layers, int directions, int... lengths) {
    var cells = new ArrayList<RecurrentCell>();
    for (int i = 0; i < layers * directions; i++) {
      cells.add(cell(given, kind, "_l" + i / directions + (i % directions == 1 ? "_reverse" : "")));
    }
    var made =
        new Recurrent(cells, directions, Optional.empty())
            .run(given.get("x"), states(given), lengths);
    return row(Stream.concat(Stream.of(made.output()), made.states().stream()));
  }

  private static Tensor step(Given given, Kind kind) {
    return row(cell(given, kind, "").step(given.get("x"), states(given)).stream());
  }

  private static List<Tensor> states(Given given) {
    return Stream.of("h0", "c0").filter(given::has).map(given::get).toList();
  }

  private static Tensor row(Stream<Tensor> parts) {
    return Tensor.concat(parts.map(part -> part.reshape(-1)).toList(), 0);
  }

  private static RecurrentCell cell(Given given, Kind kind, String end) {
    Function<String, Optional<Parameter>> maybe =
        name -> given.has(name + end) ? Optional.of(given.parameter(name + end)) : Optional.empty();
    return new RecurrentCell(
        kind,
        given.parameter("weight_ih" + end),
        given.parameter("weight_hh" + end),
        maybe.apply("bias_ih"),
        maybe.apply("bias_hh"),
        maybe.apply("weight_hr"),
        maybe.apply("weight_peephole"));
  }

  @Test
  void parametersAreCalledAsInPyTorch() {
    var lstm = Recurrent.lstm(3, 4).projected(2).layers(2).bidirectional();
    assertThat(Variables.parameters(lstm).values().stream().map(Parameter::toString))
        .containsExactly(
            "weight_ih_l0: f32[16, 3]",
            "weight_hh_l0: f32[16, 2]",
            "bias_ih_l0: f32[16]",
            "bias_hh_l0: f32[16]",
            "weight_hr_l0: f32[2, 4]",
            "weight_ih_l0_reverse: f32[16, 3]",
            "weight_hh_l0_reverse: f32[16, 2]",
            "bias_ih_l0_reverse: f32[16]",
            "bias_hh_l0_reverse: f32[16]",
            "weight_hr_l0_reverse: f32[2, 4]",
            "weight_ih_l1: f32[16, 4]",
            "weight_hh_l1: f32[16, 2]",
            "bias_ih_l1: f32[16]",
            "bias_hh_l1: f32[16]",
            "weight_hr_l1: f32[2, 4]",
            "weight_ih_l1_reverse: f32[16, 4]",
            "weight_hh_l1_reverse: f32[16, 2]",
            "bias_ih_l1_reverse: f32[16]",
            "bias_hh_l1_reverse: f32[16]",
            "weight_hr_l1_reverse: f32[2, 4]");
  }

  @Test
  void whatIsBehindTheEndHasNoInfluence() {
    var gru = Recurrent.gru(3, 4).bidirectional();
    var x = drawn(2, STEPS, 3);
    var spoilt = x.toFloats();
    for (int i = 2 * 3; i < STEPS * 3; i++) spoilt[i] = Float.NaN;
    var first = gradient(gru, x);
    var second = gradient(gru, Tensor.of(x.shape(), spoilt));
    assertThat(second).isEqualTo(first);
  }

  private static Map<String, List<Float>> gradient(Recurrent model, Tensor x) {
    var run = model.run(x, List.of(), 2, STEPS);
    var loss = run.output().square().sum().add(run.states().getFirst().sum());
    var gradients = new HashMap<String, List<Float>>();
    var parameters = List.copyOf(Variables.parameters(model).values());
    var all = loss.gradients(parameters.stream().map(Parameter::value).toList());
    for (int i = 0; i < all.size(); i++) {
      var numbers = new ArrayList<Float>();
      for (float number : all.get(i).toFloats()) numbers.add(number);
      gradients.put(parameters.get(i).name(), numbers);
    }
    return gradients;
  }

  @Test
  void aSequenceCanBeTakenInPieces() {
    for (var kind : Kind.values()) {
      var model = Recurrent.of(kind, 3, 4).layers(2);
      var x = drawn(2, STEPS, 3);
      var whole = model.run(x, List.of());
      var first = model.run(x.slice(1, 0, 3), List.of());
      var second = model.run(x.slice(1, 3, 1), first.states());
      close(kind, second.output(), whole.output().slice(1, 3, 1));
      for (int i = 0; i < kind.states(); i++) {
        close(kind, second.states().get(i), whole.states().get(i));
      }
    }
  }

  private static void close(Kind kind, Tensor actual, Tensor expected) {
    assertThat(actual.toFloats())
        .as("%s", kind)
        .containsExactly(expected.toFloats(), within(1e-6f));
  }

  @Test
  void dropoutFallsBetweenLayersInTrainingAlone() throws Exception {
    var model = Recurrent.rnn(3, 64).layers(2).dropout(0.5);
    var x = drawn(1, 1, 3);
    var states = model.run(x, List.of());
    assertThat(model.run(x, List.of()).output().toFloats())
        .containsExactly(states.output().toFloats());
    var trained = Mode.training(() -> model.run(x, List.of()));
    int hidden = 64;
    assertThat(trained.states().getFirst().slice(0, 0, 1).toFloats())
        .as("the first layer is not dropped")
        .containsExactly(states.states().getFirst().slice(0, 0, 1).toFloats());
    assertThat(trained.output().reshape(hidden).toFloats())
        .isNotEqualTo(states.output().reshape(hidden).toFloats());
  }

  private static Tensor drawn(int... dims) {
    return Tensor.uniform(Tensor.key(7, 0), TensorType.of(DType.F32, dims)).sub(0.5).eval();
  }
}
