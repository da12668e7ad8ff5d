package io.ranvier.op;

import static io.ranvier.op.Ops.*;

import io.ranvier.graph.Value;
import io.ranvier.type.TensorType;
import java.util.List;

/// One step of a [Recurrence], and the way back through it. Values are `[n, features]`.
sealed interface RecurrentStep permits SimpleStep, LstmStep, GruStep, MguStep {
  /// How many times the width of the state `x` and `w` have.
  int gates();

  /// How many states there are.
  int states();

  /// How many values of the width of the state a step keeps for the way back.
  int kept();

  /// The types of the weights beside a state `h: [n, hidden]`.
  default List<TensorType> weights(TensorType h) {
    return List.of(h.withShape(gates() * h.dim(1), h.dim(1)));
  }

  /// The states after the step, then what it keeps.
  ///
  /// @param x `[n, gates · hidden]`
  List<Value> forward(Value x, List<Value> states, List<Value> weights);

  /// @param made what [#forward] put out
  /// @param before the states before the step
  /// @param dstates the cotangents of the states after it
  Back backward(List<Value> made, List<Value> before, List<Value> weights, List<Value> dstates);

  /// What comes back from a step.
  ///
  /// @param dx the cotangent of `x`
  /// @param dproduct that of what the weights made of the state; often the same
  /// @param dstates those of the states before the step
  record Back(Value dx, Value dproduct, List<Value> dstates) {}

  /// The cotangents of the weights, from those of their products and the states before, of all
  /// steps at once.
  ///
  /// @param dproduct `[t · n, gates · hidden]`
  /// @param h `[t · n, hidden]`, before each step
  /// @param made what the steps put out, each `[t · n, hidden]`
  default List<Value> weightGradients(Value dproduct, Value h, List<Value> made) {
    return List.of(matmul(dproduct, h, true, false));
  }

  /// Part `k` of `x` along its features, as wide as the state.
  static Value part(Value x, int k, int hidden) {
    return slice(x, 1, k * hidden, hidden);
  }

  static int hidden(List<Value> states) {
    return states.getFirst().shape().dim(1);
  }

  /// `dy · y · (1 − y)`, the way back through a sigmoid.
  static Value throughSigmoid(Value dy, Value y) {
    return mul(dy, mul(y, sub(fill(1, y.type()), y)));
  }

  /// `dy · (1 − y²)`, the way back through a hyperbolic tangent.
  static Value throughTanh(Value dy, Value y) {
    return mul(dy, sub(fill(1, y.type()), mul(y, y)));
  }
}
