package io.ranvier.tensor;

import io.ranvier.autograd.Rebuilt;
import io.ranvier.graph.Value;
import io.ranvier.op.Op;
import io.ranvier.type.DType;

/// Numerical differentiation by central differences: `(f(x + h) − f(x − h)) / 2h`.
final class Differences {
  /// The cube root of a type's precision balances rounding, which grows as `h` shrinks, against the
  /// curve's bend, which grows as its square.
  private static final double STEP_F32 = 5e-3;

  private static final double STEP_F64 = 6e-6;

  private Differences() {}

  static Tensor gradient(Tensor y, Tensor x) {
    Op.require(
        y.shape().size() == 1, "the gradient of a scalar only: got %s; take its sum or mean", y);
    Op.require(
        x.dtype() == DType.F32 || x.dtype() == DType.F64,
        "numerical gradients are of f32 and f64, not of %s",
        x.type());
    var rebuilt = new Rebuilt(y.value(), x.value());
    var numbers = x.toDoubles();
    var gradient = new double[numbers.length];
    for (int i = 0; i < numbers.length; i++) gradient[i] = derivative(rebuilt, x, numbers, i);
    return Tensor.of(x.shape(), gradient).cast(x.dtype());
  }

  private static double derivative(Rebuilt rebuilt, Tensor x, double[] numbers, int i) {
    double h = (x.dtype() == DType.F32 ? STEP_F32 : STEP_F64) * Math.max(1, Math.abs(numbers[i]));
    double above = rounded(numbers[i] + h, x.dtype());
    double below = rounded(numbers[i] - h, x.dtype());
    var high = Tensor.of(rebuilt.with(with(x, numbers, i, above)));
    var low = Tensor.of(rebuilt.with(with(x, numbers, i, below)));
    Tensor.eval(high, low);
    return (high.item() - low.item()) / (above - below);
  }

  /// The number that the type has for it.
  private static double rounded(double number, DType dtype) {
    return dtype == DType.F32 ? (float) number : number;
  }

  private static Value with(Tensor x, double[] numbers, int i, double number) {
    var moved = numbers.clone();
    moved[i] = number;
    return Tensor.of(x.shape(), moved).cast(x.dtype()).eval().value();
  }
}
