package io.ranvier.op;

import static io.ranvier.op.Ops.*;

import io.ranvier.graph.Node;
import io.ranvier.graph.Value;
import io.ranvier.type.Shape;
import io.ranvier.type.TensorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The steps of a recurrent network over a sequence, of one [Kind].
///
/// Inputs: `x: [t, n, gates · hidden]`, what the steps' inputs and all biases contribute, computed
/// for all steps at once; the states before the first step, each `[n, hidden]`; then the weights:
/// `w: [gates · hidden, hidden]`, and what else the kind has. Outputs, each `[t, n, hidden]`: the
/// states after each step, then what the gradient reads again.
///
/// @param reverse whether the last step comes first
public record Recurrence(Kind kind, boolean reverse) implements Composite {

  /// What a step computes of `x`, the state `h` before it, and `w`; names in formulas with an index
  /// are parts along the features, and `σ` is the sigmoid.
  public enum Kind {
    /// `h ← tanh(x + h · wᵀ)` (Elman, 1990, "Finding structure in time").
    TANH(new SimpleStep(false)),

    /// `h ← max(x + h · wᵀ, 0)` (Le et al., 2015, "A simple way to initialize recurrent networks of
    /// rectified linear units").
    RELU(new SimpleStep(true)),

    /// Long short-term memory (Hochreiter and Schmidhuber, 1997; the forget gate of Gers et al.,
    /// 2000), whose states are `h` and `c`. With `z = x + h · wᵀ`, cut into four:
    ///
    ///     i = σ(z₀)   f = σ(z₁)   g = tanh(z₂)   o = σ(z₃)
    ///     c ← f · c + i · g
    ///     h ← o · tanh c
    LSTM(new LstmStep()),

    /// Gated recurrent unit (Cho et al., 2014), with the reset behind the product, as PyTorch and
    /// cuDNN have it. With `u = h · wᵀ`, cut into three like `x`, and a second weight `b: [hidden]`:
    ///
    ///     r = σ(x₀ + u₀)   z = σ(x₁ + u₁)   m = u₂ + b   n = tanh(x₂ + r · m)
    ///     h ← n + z · (h − n)
    GRU(new GruStep()),

    /// Minimal gated unit (Zhou et al., 2016, "Minimal gated unit for recurrent neural networks").
    /// With `x` and the rows of `w` cut into two:
    ///
    ///     f = σ(x₀ + h · w₀ᵀ)   n = tanh(x₁ + (f · h) · w₁ᵀ)
    ///     h ← h + f · (n − h)
    MGU(new MguStep());

    @SuppressWarnings("ImmutableEnumChecker") // records of booleans
    private final RecurrentStep step;

    Kind(RecurrentStep step) {
      this.step = step;
    }

    /// How many times the width of the state `x` and `w` have.
    public int gates() {
      return step.gates();
    }

    /// How many states there are: two where a cell stands beside `h`, else one.
    public int states() {
      return step.states();
    }

    private int outputs() {
      return step.states() + step.kept();
    }

    /// `lstm`
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    var x = inputs.get(0);
    var h = inputs.get(1);
    check(x, h, inputs);
    return outputs(x.withShape(x.dim(0), x.dim(1), h.dim(1)));
  }

  private List<TensorType> outputs(TensorType y) {
    return IntStream.range(0, kind.outputs()).mapToObj(_ -> y).toList();
  }

  private void check(TensorType x, TensorType h, List<TensorType> inputs) {
    Op.require(
        x.rank() == 3 && h.rank() == 2 && x.dtype().isFloating(),
        "%s wants x: [t, n, features] and h: [n, hidden], got %s and %s",
        kind,
        x,
        h);
    Op.require(x.dim(0) >= 1, "%s: a sequence has at least one step, got %s", kind, x);
    int hidden = h.dim(1);
    var steps = x.withShape(x.dim(0), h.dim(0), kind.gates() * hidden);
    Op.require(x.equals(steps), "%s: x is %s, not %s", kind, x, steps);
    Op.require(h.dtype() == x.dtype(), "%s: x is %s, but h is %s", kind, x, h);
    for (var state : inputs.subList(2, 1 + kind.states())) {
      Op.require(state.equals(h), "%s: the cells are %s, not %s", kind, state, h);
    }
    var wanted = kind.step.weights(h);
    var weights = inputs.subList(1 + kind.states(), inputs.size());
    Op.require(weights.equals(wanted), "%s: the weights are %s, not %s", kind, weights, wanted);
  }

  @Override
  public List<Value> decompose(List<Value> inputs) {
    var x = inputs.getFirst();
    var states = inputs.subList(1, 1 + kind.states());
    var weights = inputs.subList(1 + kind.states(), inputs.size());
    var sequence = new Sequence(x.shape().dim(0), kind.outputs());
    for (int t : order(x.shape().dim(0))) {
      var made = kind.step.forward(at(x, t), states, weights);
      sequence.put(t, made);
      states = made.subList(0, kind.states());
    }
    return sequence.stacked();
  }

  /// The places of the steps, in the order in which they are taken.
  private List<Integer> order(int length) {
    return IntStream.range(0, length).map(k -> reverse ? length - 1 - k : k).boxed().toList();
  }

  /// Place `t` of `x: [t, n, features]`: `[n, features]`.
  private static Value at(Value x, int t) {
    return reshape(slice(x, 0, t, 1), x.shape().without(List.of(0)));
  }

  /// What the steps put out, place by place.
  private static final class Sequence {
    private final Value[][] values;

    Sequence(int length, int outputs) {
      values = new Value[outputs][length];
    }

    void put(int t, List<Value> outputs) {
      for (int i = 0; i < outputs.size(); i++) values[i][t] = outputs.get(i);
    }

    /// Each output of all steps: `[t, n, features]`.
    List<Value> stacked() {
      return Arrays.stream(values).map(Sequence::stack).toList();
    }

    private static Value stack(Value[] steps) {
      var one = steps[0].shape();
      var shape = Shape.of(1, one.dim(0), one.dim(1));
      return concat(Arrays.stream(steps).map(step -> reshape(step, shape)).toList(), 0);
    }
  }

  @Override
  public Optional<List<@Nullable Value>> gradient(Node y, List<@Nullable Value> dys) {
    int states = kind.states();
    // Of what is kept for the gradient alone there is no gradient by hand.
    if (dys.subList(states, dys.size()).stream().anyMatch(dy -> dy != null)) {
      return Optional.empty();
    }
    var inputs = new ArrayList<>(y.inputs().subList(1, y.inputs().size()));
    inputs.addAll(y.outputs());
    for (var dy : dys.subList(0, states)) inputs.add(dy == null ? zeros(y.output(0)) : dy);
    return Optional.of(List.copyOf(new Node(new InputGrad(kind, reverse), inputs).outputs()));
  }

  private static Value zeros(Value like) {
    return fill(0, like.type());
  }

  /// The cotangents of all inputs of a [Recurrence], from its inputs without `x`, its outputs, and
  /// the cotangents of its states. The sums over steps that make up those of the weights are single
  /// products.
  public record InputGrad(Kind kind, boolean reverse) implements Composite {

    @Override
    public List<TensorType> infer(List<TensorType> inputs) {
      var h = inputs.getFirst();
      var y = inputs.getLast();
      var types = new ArrayList<TensorType>();
      types.add(y.withShape(y.dim(0), y.dim(1), kind.gates() * y.dim(2)));
      for (int i = 0; i < kind.states(); i++) types.add(h);
      types.addAll(kind.step.weights(h));
      return types;
    }

    @Override
    public List<Value> decompose(List<Value> inputs) {
      int states = kind.states();
      int outputs = inputs.size() - states - kind.outputs();
      var start = inputs.subList(0, states);
      var weights = inputs.subList(states, outputs);
      var made = inputs.subList(outputs, outputs + kind.outputs());
      var dys = inputs.subList(outputs + kind.outputs(), inputs.size());

      int length = made.getFirst().shape().dim(0);
      var order = new Recurrence(kind, reverse).order(length);
      var sequence = new Sequence(length, 2);
      var dstates = start.stream().map(Recurrence::zeros).toList();
      for (int k = length - 1; k >= 0; k--) {
        int t = order.get(k);
        var before = k == 0 ? start : all(made.subList(0, states), order.get(k - 1));
        var sums = new ArrayList<Value>();
        for (int i = 0; i < states; i++) sums.add(add(at(dys.get(i), t), dstates.get(i)));
        var back = kind.step.backward(all(made, t), before, weights, sums);
        sequence.put(t, List.of(back.dx(), back.dproduct()));
        dstates = back.dstates();
      }
      var stacked = sequence.stacked();
      var rows = new Rows(length * start.getFirst().shape().dim(0));
      var h = rows.of(before(start.getFirst(), made.getFirst()));
      var dweights =
          kind.step.weightGradients(
              rows.of(stacked.get(1)), h, made.stream().map(rows::of).toList());
      return Stream.of(List.of(stacked.getFirst()), dstates, dweights)
          .flatMap(List::stream)
          .toList();
    }

    private static List<Value> all(List<Value> values, int t) {
      return values.stream().map(value -> at(value, t)).toList();
    }

    /// The state before each step.
    private Value before(Value first, Value after) {
      int length = after.shape().dim(0);
      var start = reshape(first, after.shape().with(0, 1));
      if (length == 1) return start;
      var others = slice(after, 0, reverse ? 1 : 0, length - 1);
      return concat(reverse ? List.of(others, start) : List.of(start, others), 0);
    }

    /// All steps of all examples, one below the other.
    private record Rows(int count) {
      Value of(Value x) {
        return reshape(x, Shape.of(count, x.shape().dim(2)));
      }
    }
  }
}
