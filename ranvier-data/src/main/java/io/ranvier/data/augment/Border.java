package io.ranvier.data.augment;

/// What stands around a picture.
public enum Border {
  /// One level.
  CONSTANT,

  /// `a a | a b c | c c`: the outermost pixel goes on.
  REPLICATE,

  /// `c b | a b c | b a`: mirrored at the outermost pixel, which is not repeated.
  REFLECT,

  /// `b a | a b c | c b`: mirrored at the border.
  SYMMETRIC,

  /// `b c | a b c | a b`: from the other side.
  CIRCULAR;

  /// Stands for a place that has no pixel.
  static final int OUTSIDE = -1;

  /// Which of `size` pixels shows at place `i`, or [#OUTSIDE].
  int index(int i, int size) {
    if (i >= 0 && i < size) {
      return i;
    }
    return switch (this) {
      case CONSTANT -> OUTSIDE;
      case REPLICATE -> Math.clamp(i, 0, size - 1);
      case REFLECT -> {
        int period = Math.max(1, 2 * (size - 1));
        int place = Math.floorMod(i, period);
        yield Math.min(place, period - place);
      }
      case SYMMETRIC -> {
        int place = Math.floorMod(i, 2 * size);
        yield Math.min(place, 2 * size - 1 - place);
      }
      case CIRCULAR -> Math.floorMod(i, size);
    };
  }
}
