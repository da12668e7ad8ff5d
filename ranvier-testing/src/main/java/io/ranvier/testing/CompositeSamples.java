package io.ranvier.testing;

import static io.ranvier.testing.Input.any;
import static io.ranvier.testing.Input.fixed;
import static io.ranvier.testing.Input.integers;
import static io.ranvier.testing.Input.signed;
import static io.ranvier.testing.Input.uniform;

import io.ranvier.graph.Node;
import io.ranvier.graph.Value;
import io.ranvier.op.BatchNorm;
import io.ranvier.op.CrossEntropy;
import io.ranvier.op.Custom;
import io.ranvier.op.Ops;
import io.ranvier.op.Recurrence;
import io.ranvier.type.DType;
import io.ranvier.type.TensorType;
import java.util.ArrayList;
import java.util.List;

/// Operations that are small graphs of others.
final class CompositeSamples {
  private static final double EPSILON = 1e-5;

  private CompositeSamples() {}

  static List<Sample> all() {
    var samples = new ArrayList<Sample>();
    samples.addAll(softmaxes());
    samples.addAll(losses());
    samples.addAll(normalizations());
    samples.addAll(activations());
    samples.addAll(recurrences());
    return samples;
  }

  private static List<Sample> softmaxes() {
    var large = fixed(TensorType.of(DType.F32, 2, 3), 900, 901, 899, -900, -901, -899);
    return List.of(
        Sample.of("softmax", uniform(-3, 3, 5, 7), x -> Ops.softmax(x, 1)),
        Sample.of("softmax, first axis", uniform(-3, 3, 5, 7), x -> Ops.softmax(x, 0)),
        Sample.of("softmax, middle axis", uniform(-3, 3, 2, 5, 3), x -> Ops.softmax(x, 1)),
        Sample.of("softmax, large", large, x -> Ops.softmax(x, 1)),
        Sample.of("softmax, no rows", any(0, 4), x -> Ops.softmax(x, 1)),
        Sample.of("logSoftmax", uniform(-3, 3, 5, 7), x -> Ops.logSoftmax(x, 1)),
        Sample.of("logSoftmax, first axis", uniform(-3, 3, 5, 7), x -> Ops.logSoftmax(x, 0)),
        Sample.of("logSoftmax, large", large, x -> Ops.logSoftmax(x, 1)),
        Sample.of("logSoftmax, no rows", any(0, 4), x -> Ops.logSoftmax(x, 1)));
  }

  private static List<Sample> losses() {
    var labels = integers(DType.I32, 0, 7, 5);
    return List.of(
        Sample.of("crossEntropy", uniform(-3, 3, 5, 7), labels, Ops::crossEntropy),
        Sample.of(
            "crossEntropy, one class", any(3, 1), integers(DType.I32, 0, 1, 3), Ops::crossEntropy),
        Sample.of(
            "crossEntropy, no rows", any(0, 4), integers(DType.I32, 0, 4, 0), Ops::crossEntropy),
        Sample.of(
            "crossEntropy.inputGrad",
            List.of(uniform(-3, 3, 5, 7), labels, any(5)),
            in -> List.of(new Node(new CrossEntropy.InputGrad(), in).output(0))));
  }

  private static List<Sample> normalizations() {
    return List.of(
        batchNorm("batchNorm, pictures", any(3, 4, 3, 5), 4),
        batchNorm("batchNorm, rows", any(9, 5), 5),
        batchNorm("batchNorm, rank 3", any(4, 3, 5), 3),
        batchNorm("batchNorm, no channels", any(4, 0, 5), 0),
        moments("batchNorm.moments, pictures", any(3, 4, 3, 5)),
        moments("batchNorm.moments, large pictures", any(2, 3, 9, 19)),
        moments("batchNorm.moments, rows", any(9, 5)),
        moments("batchNorm.moments, no channels", any(4, 0, 5)),
        Sample.of(
            "batchNorm, y alone",
            List.of(any(3, 4, 3, 5), uniform(0.5, 2, 4), any(4)),
            in -> Ops.batchNorm(in.get(0), in.get(1), in.get(2), EPSILON).subList(0, 1)),
        Sample.of(
            "batchNorm.inputGrad",
            List.of(
                any(3, 4, 3, 5), uniform(0.5, 2, 4), any(4), uniform(0.5, 2, 4), any(3, 4, 3, 5)),
            in -> new Node(new BatchNorm.InputGrad(EPSILON), in).outputs()));
  }

  private static Sample moments(String name, Input x) {
    return Sample.of(name, List.of(x), in -> new Node(new BatchNorm.Moments(), in).outputs());
  }

  private static Sample batchNorm(String name, Input x, int channels) {
    return Sample.of(
        name,
        List.of(x, uniform(0.5, 2, channels), any(channels)),
        in -> Ops.batchNorm(in.get(0), in.get(1), in.get(2), EPSILON));
  }

  private static List<Sample> recurrences() {
    var samples = new ArrayList<Sample>();
    for (var kind : Recurrence.Kind.values()) {
      var name = "recurrence, " + kind;
      samples.add(recurrence(name, kind, 3, false));
      samples.add(recurrence(name + ", reverse", kind, 3, true));
      samples.add(recurrence(name + ", one step", kind, 1, true));
      samples.add(
          Sample.of(
              name + ", last states alone",
              inputs(kind, 3),
              in ->
                  Ops.recurrence(kind, false, in).subList(0, kind.states()).stream()
                      .map(y -> Ops.slice(y, 0, 2, 1))
                      .toList()));
      samples.add(inputGrad(name + ", inputGrad", kind));
    }
    return samples;
  }

  private static Sample recurrence(String name, Recurrence.Kind kind, int steps, boolean reverse) {
    return Sample.of(name, inputs(kind, steps), in -> Ops.recurrence(kind, reverse, in));
  }

  private static List<Input> inputs(Recurrence.Kind kind, int steps) {
    var inputs = new ArrayList<Input>();
    inputs.add(any(steps, 2, 5 * kind.gates()));
    for (int i = 0; i < kind.states(); i++) inputs.add(any(2, 5));
    inputs.add(any(5 * kind.gates(), 5));
    if (kind == Recurrence.Kind.GRU) inputs.add(any(5));
    return inputs;
  }

  private static Sample inputGrad(String name, Recurrence.Kind kind) {
    var forward = inputs(kind, 3);
    var inputs = new ArrayList<>(forward.subList(1, forward.size()));
    var types = forward.stream().map(Input::type).toList();
    int outputs = new Recurrence(kind, false).infer(types).size();
    // At zero, the gradient through a rectifier jumps.
    for (int i = 0; i < outputs + kind.states(); i++) inputs.add(signed(0.1, 1, 3, 2, 5));
    return Sample.of(
        name, inputs, in -> new Node(new Recurrence.InputGrad(kind, false), in).outputs());
  }

  private static List<Sample> activations() {
    return List.of(
        Sample.of("gelu", uniform(-4, 4, 5, 7), Ops::gelu),
        Sample.of("gelu, empty", any(0, 7), Ops::gelu),
        Sample.of("custom", uniform(-3, 3, 5, 7), x -> Node.of(new Mish(), x)));
  }

  /// `y = x · tanh(ln(1 + eˣ))` (Misra, 2019): an operation as a user would bring it.
  record Mish() implements Custom {
    @Override
    public List<Value> decompose(List<Value> inputs) {
      var x = inputs.getFirst();
      return List.of(Ops.mul(x, Ops.tanh(Ops.log1p(Ops.exp(x)))));
    }
  }
}
