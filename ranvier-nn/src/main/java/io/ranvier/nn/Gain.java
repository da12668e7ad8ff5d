package io.ranvier.nn;

/// By how much weights must be larger to make up for what an activation takes from the variance.
public final class Gain {
  /// Nothing follows, or a sigmoid.
  public static final double LINEAR = 1;

  public static final double TANH = 5.0 / 3;
  public static final double RELU = Math.sqrt(2);

  private Gain() {}

  /// Of the function with slope 1 above zero and `slope` below: `√(2 / (1 + slope²))`.
  public static double leakyRelu(double slope) {
    return Math.sqrt(2 / (1 + slope * slope));
  }
}
