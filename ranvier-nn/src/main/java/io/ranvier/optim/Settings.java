package io.ranvier.optim;

import io.ranvier.nn.Layer;
import io.ranvier.nn.Parameter;
import io.ranvier.nn.Variables;
import io.ranvier.type.DType;
import java.util.List;

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

  /// `value`, which must be in `[low, high]`.
  static double closed(String rule, String name, double value, double low, double high) {
    if (value >= low && value <= high) return value;
    throw new IllegalArgumentException(
        "%s: %s is %s, and must be in [%s, %s]".formatted(rule, name, value, low, high));
  }

  /// `value`, which must be above 0 and finite.
  static double positive(String rule, String name, double value) {
    if (value > 0 && value < Double.POSITIVE_INFINITY) return value;
    throw new IllegalArgumentException(
        "%s: %s is %s, and must be above 0, and finite".formatted(rule, name, value));
  }

  /// The parameters of `model`, of which there must be some, in floating point that computes.
  static List<Parameter> parameters(String rule, Layer model) {
    var parameters = List.copyOf(Variables.parameters(model).values());
    if (parameters.isEmpty()) {
      throw new IllegalArgumentException(
          rule + ": no parameters in the fields of " + model.getClass().getName());
    }
    for (var p : parameters) {
      var dtype = p.type().dtype();
      if (dtype == DType.F32 || dtype == DType.F64) continue;
      throw new IllegalArgumentException(
          "%s: %s is %s, and must be f32 or f64".formatted(rule, p.name(), dtype));
    }
    return parameters;
  }

  /// `value`, which must be at least `low`.
  static int atLeast(String rule, String name, int value, int low) {
    if (value >= low) return value;
    throw new IllegalArgumentException(
        "%s: %s is %d, and must be at least %d".formatted(rule, name, value, low));
  }
}
