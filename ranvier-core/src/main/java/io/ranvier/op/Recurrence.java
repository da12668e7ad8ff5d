package io.ranvier.op;

import static io.ranvier.op.Ops.*;

import io.ranvier.graph.Value;
import io.ranvier.type.Shape;
import io.ranvier.type.TensorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/// What unrolled recurrences have in common: the order of their steps, and what each puts out.
final class Recurrence {
  private final int length;
  private final boolean reverse;
  private final Value[][] outputs;

  /// @param outputs how many values each step puts out
  Recurrence(int length, boolean reverse, int outputs) {
    this.length = length;
    this.reverse = reverse;
    this.outputs = new Value[outputs][length];
  }

  /// Checks `x: [t, n, gates · hidden]`, `h: [n, hidden]` and `w: [gates · hidden, hidden]`.
  static void check(String name, TensorType x, TensorType h, TensorType w, int gates) {
    Op.require(
        x.rank() == 3 && h.rank() == 2 && x.dtype().isFloating(),
        "%s wants x: [t, n, features] and h: [n, hidden], got %s and %s",
        name,
        x,
        h);
    Op.require(x.dim(0) >= 1, "%s: a sequence has at least one step, got %s", name, x);
    int hidden = h.dim(1);
    var steps = x.withShape(x.dim(0), h.dim(0), gates * hidden);
    Op.require(x.equals(steps), "%s: x is %s, not %s", name, x, steps);
    Op.require(h.dtype() == x.dtype(), "%s: x is %s, but h is %s", name, x, h);
    var weight = x.withShape(gates * hidden, hidden);
    Op.require(w.equals(weight), "%s: the weight is %s, not %s", name, w, weight);
  }

  /// The places of the steps, in the order in which they are taken.
  List<Integer> order() {
    return IntStream.range(0, length).map(k -> reverse ? length - 1 - k : k).boxed().toList();
  }

  /// Place `t` of `x: [t, n, features]`: `[n, features]`.
  static Value step(Value x, int t) {
    return reshape(slice(x, 0, t, 1), x.shape().without(List.of(0)));
  }

  /// What the step at place `t` puts out, each `[n, features]`.
  void put(int t, Value... values) {
    for (int i = 0; i < values.length; i++) outputs[i][t] = values[i];
  }

  /// What all steps have put out, each `[t, n, features]`.
  List<Value> outputs() {
    return Arrays.stream(outputs).map(Recurrence::stack).toList();
  }

  private static Value stack(Value[] steps) {
    var one = steps[0].shape();
    var shape = Shape.of(1, one.dim(0), one.dim(1));
    return concat(Arrays.stream(steps).map(step -> reshape(step, shape)).toList(), 0);
  }

  /// The cotangent of `w` in `z[t] = … + h · wᵀ`: all steps' products and their sum at once.
  ///
  /// @param dz `[t, n, gates · hidden]`
  /// @param first `[n, hidden]`, before the first step
  /// @param hs `[t, n, hidden]`, after each step
  static Value weightGradient(Value dz, Value first, Value hs, boolean reverse) {
    int length = hs.shape().dim(0);
    int rows = length * hs.shape().dim(1);
    var before = new ArrayList<Value>();
    before.add(reshape(first, hs.shape().with(0, 1)));
    if (length > 1) before.add(slice(hs, 0, reverse ? 1 : 0, length - 1));
    if (reverse) Collections.reverse(before);
    var h = reshape(concat(before, 0), Shape.of(rows, hs.shape().dim(2)));
    return matmul(reshape(dz, Shape.of(rows, dz.shape().dim(2))), h, true, false);
  }
}
