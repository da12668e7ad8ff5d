package io.ranvier.data;

import java.util.Collection;
import java.util.Optional;

/// What is where in a picture: a rectangle between places as [Point] counts them, so that pixel
/// `(x, y)` alone is the box from `(x, y)` to `(x + 1, y + 1)`. It may be as thin as a line or a
/// point: data sets hold such boxes.
///
/// @param label the class of what is there
public record Box(int label, double left, double top, double right, double bottom) {

  public Box {
    double[] sides = {left, top, right, bottom};
    for (double side : sides) {
      if (!Double.isFinite(side)) {
        throw new IllegalArgumentException("a side of a box at %s: wants a number".formatted(side));
      }
    }
    if (left > right || top > bottom) {
      throw new IllegalArgumentException(
          "a box from (%s, %s) to (%s, %s): wants left <= right and top <= bottom"
              .formatted(left, top, right, bottom));
    }
  }

  /// The smallest box around `points`, at least one.
  public static Box around(int label, Collection<Point> points) {
    return new Box(
        label,
        points.stream().mapToDouble(Point::x).min().orElseThrow(),
        points.stream().mapToDouble(Point::y).min().orElseThrow(),
        points.stream().mapToDouble(Point::x).max().orElseThrow(),
        points.stream().mapToDouble(Point::y).max().orElseThrow());
  }

  /// What of the box a picture shows; nothing if that is less than `visible` of its area, or none.
  public Optional<Box> within(int width, int height, double visible) {
    double share = share(left, right, width) * share(top, bottom, height);
    if (share == 0 || share < visible) {
      return Optional.empty();
    }
    return Optional.of(
        new Box(
            label,
            Math.max(0, left),
            Math.max(0, top),
            Math.min(width, right),
            Math.min(height, bottom)));
  }

  /// How much of an interval lies in `[0, size]`; of one without length, all or nothing.
  private static double share(double low, double high, int size) {
    if (low == high) {
      return low >= 0 && high <= size ? 1 : 0;
    }
    return Math.max(0, Math.min(size, high) - Math.max(0, low)) / (high - low);
  }
}
