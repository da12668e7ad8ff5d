package io.ranvier.optim;

import io.ranvier.tensor.Tensor;
import io.ranvier.type.DType;

/// What running averages of gradients have in common.
final class Averages {
  private Averages() {}

  /// `settled(beta · average + (1 − beta) · x)`
  static Tensor moved(Tensor average, double beta, Tensor x) {
    return settled(average.mul(beta).add(x.mul(1 - beta)));
  }

  /// `1 − betaᵗ`, by which an average of `t` numbers that began at 0 is too small; exact where
  /// `betaᵗ` is close to 1.
  static Tensor correction(double beta, Tensor count) {
    // With a beta of 0, the average is the last number.
    if (beta == 0) return Tensor.fill(1, count.type());
    return count.mul(Math.log(beta)).expm1().neg();
  }

  /// `x` with what is negligible rounded away: numbers below `2⁻¹⁰⁰` (`2⁻⁹⁰⁰` in `float64`) become
  /// 0 or stay at a few times that.
  ///
  /// An average that no gradient feeds any more, such as that of a unit that has died, would decay
  /// until it is subnormal and then stay so, and arithmetic on subnormal numbers is several times
  /// slower.
  static Tensor settled(Tensor x) {
    // Beside the pivot, what is below its last binary place is lost.
    double pivot = Math.scalb(1.0, x.dtype() == DType.F64 ? -848 : -77);
    return x.add(pivot).sub(pivot);
  }
}
