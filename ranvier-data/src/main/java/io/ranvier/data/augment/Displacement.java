package io.ranvier.data.augment;

import io.ranvier.data.Box;
import io.ranvier.data.Point;
import java.util.ArrayList;
import java.util.List;

/// What moves each pixel by itself: at `(x, y)` of the new picture shows what is at `(x + dx[y, x],
/// y + dy[y, x])` of the old one, which is of the same size.
public final class Displacement implements Mapping {
  /// Each makes the error smaller by as much as the field changes from pixel to pixel, usually less
  /// than half.
  private static final int ITERATIONS = 30;

  private final int width;
  private final int height;
  private final float[] dx;
  private final float[] dy;

  /// Takes over `dx` and `dy`, both `[height, width]`, in pixels.
  public Displacement(int width, int height, float[] dx, float[] dy) {
    Arguments.requireSize("displacement", height, width);
    if (dx.length != width * height || dy.length != dx.length) {
      throw new IllegalArgumentException(
          "displacements of %d and %d pixels for a picture of %d x %d: wants one for each"
              .formatted(dx.length, dy.length, width, height));
    }
    this.width = width;
    this.height = height;
    this.dx = dx;
    this.dy = dy;
  }

  @Override
  public int width() {
    return width;
  }

  @Override
  public int height() {
    return height;
  }

  /// The solution of `place = q + d(q)`, by iteration; one of them where the field folds the
  /// picture.
  @Override
  public Point forward(Point place) {
    double x = place.x();
    double y = place.y();
    for (int i = 0; i < ITERATIONS; i++) {
      double nextX = place.x() - at(dx, x, y);
      y = place.y() - at(dy, x, y);
      x = nextX;
    }
    return new Point(x, y);
  }

  /// The field between the centres of its pixels.
  private double at(float[] field, double x, double y) {
    double column = Math.clamp(x - 0.5, 0.0, width - 1.0);
    double row = Math.clamp(y - 0.5, 0.0, height - 1.0);
    int left = (int) column;
    int top = (int) row;
    int right = Math.min(left + 1, width - 1);
    int bottom = Math.min(top + 1, height - 1);
    double fx = column - left;
    double fy = row - top;
    return (1 - fy) * ((1 - fx) * field[top * width + left] + fx * field[top * width + right])
        + fy * ((1 - fx) * field[bottom * width + left] + fx * field[bottom * width + right]);
  }

  /// Its outline is followed pixel by pixel: it bends.
  @Override
  public Box forward(Box box) {
    List<Point> outline = new ArrayList<>();
    int across = 1 + (int) Math.ceil(box.right() - box.left());
    int down = 1 + (int) Math.ceil(box.bottom() - box.top());
    for (int i = 0; i <= across; i++) {
      double x = box.left() + (box.right() - box.left()) * i / across;
      outline.add(forward(new Point(x, box.top())));
      outline.add(forward(new Point(x, box.bottom())));
    }
    for (int i = 0; i <= down; i++) {
      double y = box.top() + (box.bottom() - box.top()) * i / down;
      outline.add(forward(new Point(box.left(), y)));
      outline.add(forward(new Point(box.right(), y)));
    }
    return Box.around(box.label(), outline);
  }

  /// As [Sampler.Sources] asks.
  void sources(int y, double[] columns, double[] rows) {
    for (int x = 0; x < width; x++) {
      columns[x] = x + dx[y * width + x];
      rows[x] = y + dy[y * width + x];
    }
  }
}
