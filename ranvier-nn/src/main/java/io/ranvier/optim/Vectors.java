package io.ranvier.optim;

/// Arithmetic on all weights as one vector, in `double`.
final class Vectors {
  private Vectors() {}

  static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) sum += a[i] * b[i];
    return sum;
  }

  /// `a + t · b`
  static double[] sum(double[] a, double t, double[] b) {
    var y = new double[a.length];
    for (int i = 0; i < y.length; i++) y[i] = a[i] + t * b[i];
    return y;
  }

  /// `a ← a + t · b`
  static void add(double[] a, double t, double[] b) {
    for (int i = 0; i < a.length; i++) a[i] += t * b[i];
  }

  static double[] scaled(double[] a, double t) {
    var y = new double[a.length];
    for (int i = 0; i < y.length; i++) y[i] = t * a[i];
    return y;
  }

  /// The largest magnitude.
  static double largest(double[] a) {
    double largest = 0;
    for (double x : a) largest = Math.max(largest, Math.abs(x));
    return largest;
  }

  /// The sum of the magnitudes.
  static double norm1(double[] a) {
    double sum = 0;
    for (double x : a) sum += Math.abs(x);
    return sum;
  }
}
