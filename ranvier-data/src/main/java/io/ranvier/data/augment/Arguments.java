package io.ranvier.data.augment;

/// What several augmentations ask of their arguments.
final class Arguments {
  private Arguments() {}

  static void requireSize(String who, int height, int width) {
    if (height < 1 || width < 1) {
      throw new IllegalArgumentException(
          "%s: height and width are %d and %d, and must be at least 1"
              .formatted(who, height, width));
    }
  }

  static void requireAtLeast(String who, String what, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(
          "%s: %s is %d, and must be at least %d".formatted(who, what, value, least));
    }
  }

  static void requireNotNegative(String who, String what, double value) {
    if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "%s: %s is %s, and must be at least 0 and finite".formatted(who, what, value));
    }
  }

  static void requireIn(String who, String what, double value, double low, double high) {
    if (!(value >= low && value <= high)) {
      throw new IllegalArgumentException(
          "%s: %s is %s, and must be in [%s, %s]".formatted(who, what, value, low, high));
    }
  }

  static void requirePositive(String who, String what, double value) {
    if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "%s: %s is %s, and must be above 0 and finite".formatted(who, what, value));
    }
  }
}
