package io.ranvier.nn;

import static io.ranvier.nn.Initializer.uniform;

import io.ranvier.op.Ops;
import io.ranvier.op.Recurrence.Kind;
import io.ranvier.tensor.Tensor;
import io.ranvier.type.Shape;
import io.ranvier.type.ShapeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// One step of a recurrent network: `x: [n, in]` and the states before it to the states after it,
/// each `[n, hidden]`. The kinds and their formulas are those of [Kind]; a long short-term memory
/// has the states `h` and `c`, every other kind `h` alone. [Recurrent] runs cells over sequences.
/// No [Layer], since it takes states beside its input; a model that has one in a field has its
/// parameters.
///
/// All parameters start uniform in `±1/√hidden`, as in PyTorch, whose names and order of gates they
/// have too: for the long short-term memory `i, f, g, o`, for the gated recurrent unit `r, z, n`,
/// for the minimal gated unit `f, n`.
///
/// @param weightIh `[gates · hidden, in]`, from the input
/// @param weightHh `[gates · hidden, size]`, from `h`, whose size is `hidden` where nothing
///   projects it
/// @param biasIh `[gates · hidden]`, or nothing
/// @param biasHh `[gates · hidden]`, or nothing
/// @param weightHr `[size, hidden]`, projects `h` of a long short-term memory (Sak et al., 2014),
///   or nothing
/// @param weightPeephole `[3, hidden]`, what the gates `i`, `f` and `o` of a long short-term memory
///   see of `c` (Gers and Schmidhuber, 2000), or nothing
public record RecurrentCell(
    Kind kind,
    Parameter weightIh,
    Parameter weightHh,
    Optional<Parameter> biasIh,
    Optional<Parameter> biasHh,
    Optional<Parameter> weightHr,
    Optional<Parameter> weightPeephole) {

  /// @param in features of an input
  /// @param hidden features of a state
  public RecurrentCell(Kind kind, int in, int hidden) {
    if (in < 1 || hidden < 1) {
      throw new IllegalArgumentException(
          "%s: %d features to a state of %d; both start at 1".formatted(kind, in, hidden));
    }
    int rows = kind.gates() * hidden;
    this(
        kind,
        parameter(hidden, rows, in),
        parameter(hidden, rows, hidden),
        Optional.of(parameter(hidden, rows)),
        Optional.of(parameter(hidden, rows)),
        Optional.empty(),
        Optional.empty());
  }

  public RecurrentCell {
    if (kind != Kind.LSTM && (weightHr.isPresent() || weightPeephole.isPresent())) {
      throw new IllegalArgumentException(
          "%s: projections and peepholes belong to a long short-term memory".formatted(kind));
    }
  }

  private static Parameter parameter(int hidden, int... dims) {
    double bound = 1 / Math.sqrt(hidden);
    return new Parameter(Shape.of(dims), uniform(-bound, bound));
  }

  public RecurrentCell withoutBias() {
    return new RecurrentCell(
        kind, weightIh, weightHh, Optional.empty(), Optional.empty(), weightHr, weightPeephole);
  }

  /// With `h` projected to `size` features, fewer than the state has.
  public RecurrentCell projected(int size) {
    int hidden = hidden();
    if (size < 1 || size >= hidden) {
      throw new IllegalArgumentException(
          "%s: a projection to %d features of a state of %d: wants at least 1, and fewer than that"
              .formatted(kind, size, hidden));
    }
    return new RecurrentCell(
        kind,
        weightIh,
        parameter(hidden, kind.gates() * hidden, size),
        biasIh,
        biasHh,
        Optional.of(parameter(hidden, size, hidden)),
        weightPeephole);
  }

  /// With gates that see `c`.
  public RecurrentCell peepholes() {
    return new RecurrentCell(
        kind,
        weightIh,
        weightHh,
        biasIh,
        biasHh,
        weightHr,
        Optional.of(parameter(hidden(), 3, hidden())));
  }

  /// Features of an input.
  int in() {
    return weightIh.type().dim(1);
  }

  int hidden() {
    return weightIh.type().dim(0) / kind.gates();
  }

  /// Features of `h`.
  int size() {
    return weightHh.type().dim(1);
  }

  /// The states before the first step of so many examples, if nothing else is said: zeros.
  public List<Tensor> zeros(int examples) {
    var states = new ArrayList<Tensor>();
    for (int i = 0; i < kind.states(); i++) {
      int size = i == 0 ? size() : hidden();
      states.add(Tensor.fill(0, weightIh.type().withShape(examples, size)));
    }
    return states;
  }

  /// The states after one step.
  ///
  /// @param x `[n, in]`
  /// @param states as many as the kind has
  public List<Tensor> step(Tensor x, List<Tensor> states) {
    return run(x.unsqueeze(0), states, false).stream().map(y -> y.squeeze(0)).toList();
  }

  /// The states after each step, `[t, n, features]`.
  ///
  /// @param x `[t, n, in]`
  /// @param reverse whether the last step comes first
  List<Tensor> run(Tensor x, List<Tensor> states, boolean reverse) {
    if (x.shape().rank() != 3 || x.shape().dim(2) != in()) {
      throw new ShapeException(
          "%s: wants steps of %d features, got %s".formatted(kind, in(), x.type()));
    }
    if (states.size() != kind.states()) {
      throw new IllegalArgumentException(
          "%s: has %d states, got %d".formatted(kind, kind.states(), states.size()));
    }
    // Their sum first: one pass over all steps, which the product finishes.
    var bias =
        Stream.of(biasIh.map(Parameter::value), biasHh.map(b -> enteringBias(b.value())))
            .flatMap(Optional::stream)
            .reduce(Tensor::add);
    var entering = Affine.of(x, weightIh.value(), bias);
    if (weightHr.isPresent() || weightPeephole.isPresent()) {
      return new UnrolledLstm(this).run(entering, states, reverse);
    }
    var inputs = new ArrayList<>(List.of(entering.value()));
    for (var state : states) inputs.add(state.value());
    inputs.add(weightHh.value().value());
    if (kind == Kind.GRU) inputs.add(resetBias().value());
    return Ops.recurrence(kind, reverse, inputs).subList(0, kind.states()).stream()
        .map(Tensor::of)
        .toList();
  }

  /// What of the second bias can be added to the inputs of all steps at once: all, but for the part
  /// that the reset gate multiplies.
  private Tensor enteringBias(Tensor bias) {
    if (kind != Kind.GRU) return bias;
    return bias.slice(0, 0, 2 * hidden()).pad(0, 0, hidden(), 0);
  }

  private Tensor resetBias() {
    return biasHh
        .map(bias -> bias.value().slice(0, 2 * hidden(), hidden()))
        .orElseGet(() -> Tensor.fill(0, weightIh.type().withShape(hidden())));
  }
}
