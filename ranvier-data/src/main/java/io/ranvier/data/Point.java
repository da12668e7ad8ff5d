package io.ranvier.data;

/// A place in a picture: `(0, 0)` is its upper left corner, `(x + 0.5, y + 0.5)` the centre of
/// pixel `(x, y)`. A key point that a transform has moved out of the picture stays in the list, so
/// that the others keep their numbers.
public record Point(double x, double y) {

  public Point {
    if (!Double.isFinite(x) || !Double.isFinite(y)) {
      throw new IllegalArgumentException(
          "a point at (%s, %s): wants finite numbers".formatted(x, y));
    }
  }
}
