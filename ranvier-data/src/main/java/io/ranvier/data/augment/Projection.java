package io.ranvier.data.augment;

import io.ranvier.data.Box;
import io.ranvier.data.Point;
import java.util.List;

/// What straight lines stay straight under: turns, shears, changes of perspective.
///
/// @param matrix takes the places of the old picture to those of the new one
/// @param inverse takes them back
public record Projection(int width, int height, Homography matrix, Homography inverse)
    implements Mapping {

  public Projection {
    Arguments.requireSize("projection", height, width);
  }

  /// @param matrix takes the places of the old picture to those of the new one
  public Projection(int width, int height, Homography matrix) {
    this(width, height, matrix, matrix.inverse());
  }

  /// Whether each pixel becomes a pixel, so that nothing lies between them.
  boolean keepsPixels() {
    return inverse.isMotionOfGrid();
  }

  @Override
  public Point forward(Point place) {
    return matrix.apply(place.x(), place.y());
  }

  @Override
  public Box forward(Box box) {
    return Box.around(
        box.label(),
        List.of(
            matrix.apply(box.left(), box.top()),
            matrix.apply(box.right(), box.top()),
            matrix.apply(box.right(), box.bottom()),
            matrix.apply(box.left(), box.bottom())));
  }

  /// As [Sampler.Sources] asks.
  void sources(int y, double[] columns, double[] rows) {
    inverse.row(y + 0.5, columns, rows);
    for (int x = 0; x < width; x++) {
      columns[x] -= 0.5;
      rows[x] -= 0.5;
    }
  }
}
