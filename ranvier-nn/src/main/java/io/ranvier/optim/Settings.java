package io.ranvier.optim;

/// Checks of what people set, with one message for all.
final class Settings {
  private Settings() {}

  /// `value`, which must be in `[low, high)`.
  static double within(String rule, String name, double value, double low, double high) {
    if (value >= low && value < high) return value;
    var range =
        high == Double.POSITIVE_INFINITY
            ? "at least " + low + ", and finite"
            : "in [%s, %s)".formatted(low, high);
    throw new IllegalArgumentException(
        "%s: %s is %s, and must be %s".formatted(rule, name, value, range));
  }

  /// `value`, which must not be negative.
  static double notNegative(String rule, String name, double value) {
    return within(rule, name, value, 0, Double.POSITIVE_INFINITY);
  }
}
