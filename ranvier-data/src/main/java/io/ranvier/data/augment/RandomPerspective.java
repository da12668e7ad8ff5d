package io.ranvier.data.augment;

import io.ranvier.data.Point;
import io.ranvier.data.random.CounterRandom;
import java.util.List;

/// The picture as it would look from elsewhere: its corners move inwards, each by itself.
///
/// @param distortion how far at most, as a share of half the width and height, in `[0, 1]`
public record RandomPerspective(double distortion) implements Geometry {

  public RandomPerspective {
    Arguments.requireIn("randomPerspective", "distortion", distortion, 0, 1);
  }

  /// Up to half the way to the middle.
  public RandomPerspective() {
    this(0.5);
  }

  @Override
  public Mapping draw(int width, int height, CounterRandom random) {
    var corners =
        List.of(
            new Point(0, 0), new Point(width, 0), new Point(width, height), new Point(0, height));
    List<Point> moved;
    do {
      moved = corners.stream().map(corner -> inwards(corner, width, height, random)).toList();
    } while (!isConvex(moved));
    return new Projection(width, height, Homography.between(corners, moved));
  }

  private Point inwards(Point corner, int width, int height, CounterRandom random) {
    double x = random.between(0, distortion * width / 2);
    double y = random.between(0, distortion * height / 2);
    return new Point(corner.x() == 0 ? x : corner.x() - x, corner.y() == 0 ? y : corner.y() - y);
  }

  /// Whether all turns are to the right: nothing that is flat looks otherwise from anywhere.
  private static boolean isConvex(List<Point> corners) {
    for (int i = 0; i < 4; i++) {
      var a = corners.get(i);
      var b = corners.get((i + 1) % 4);
      var c = corners.get((i + 2) % 4);
      if ((b.x() - a.x()) * (c.y() - b.y()) <= (b.y() - a.y()) * (c.x() - b.x())) {
        return false;
      }
    }
    return true;
  }
}
