package io.ranvier.data.augment;

import io.ranvier.data.random.CounterRandom;

/// What a number is drawn from: uniform in `[low, high)`, or `low` where both are the same.
public record Range(double low, double high) {

  public Range {
    if (!Double.isFinite(low) || !Double.isFinite(high) || low > high) {
      throw new IllegalArgumentException(
          "a range from %s to %s: wants finite numbers, low <= high".formatted(low, high));
    }
  }

  /// `[middle − reach, middle + reach)`.
  public static Range around(double middle, double reach) {
    return new Range(middle - reach, middle + reach);
  }

  double draw(CounterRandom random) {
    return random.between(low, high);
  }

  /// Such that the logarithm is uniform: halves are as likely as doubles. `low` must be above 0.
  ///
  /// The functions are those of [StrictMath], which have the same bits on every machine.
  double drawLog(CounterRandom random) {
    return StrictMath.exp(random.between(StrictMath.log(low), StrictMath.log(high)));
  }
}
