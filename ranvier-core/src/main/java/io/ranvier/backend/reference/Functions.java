package io.ranvier.backend.reference;

/// Functions of one number that the JDK lacks.
final class Functions {
  /// From here on, `erf x` rounds to 1.
  private static final double ERF_SATURATES = 6;

  private Functions() {}

  /// The error function, by a series without cancellation: `erf x = 2/√π · e^(−x²) · Σ 2ⁿ x²ⁿ⁺¹ /
  /// (1·3·5 … (2n + 1))` (Abramowitz and Stegun, 1964, 7.1.6).
  static double erf(double x) {
    if (Double.isNaN(x) || Math.abs(x) >= ERF_SATURATES) return Math.signum(x);
    double sum = 0;
    double term = x;
    for (int n = 1; sum + term != sum; n++) {
      sum += term;
      term *= 2 * x * x / (2 * n + 1);
    }
    return 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * sum;
  }

  static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }
}
