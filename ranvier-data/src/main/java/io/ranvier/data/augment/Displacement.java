package io.ranvier.data.augment;

import io.ranvier.data.Box;
import io.ranvier.data.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What moves each pixel by itself: at `(x, y)` of the new picture shows what is at `(x + dx[y, x],
/// y + dy[y, x])` of the old one, which is of the same size.
public final class Displacement implements Mapping {
  /// Three or four do, more where pixels are crowded together.
  private static final int ITERATIONS = 60;

  /// Pixels.
  private static final double PRECISION = 1e-9;

  /// Of a step: less does not lead anywhere.
  private static final double SMALLEST_PART = 1e-4;

  /// How much smaller than its picture an area may be until it counts as folded.
  private static final double FLAT = 1e-4;

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

  /// The solution of `place = q + d(q)`, by Newton's method with steps that shrink until they lead
  /// nearer; where the field folds the picture, one of the solutions or the nearest place found.
  @Override
  public Point forward(Point place) {
    var found = guess(place.x(), place.y(), place);
    for (int i = 0; i < ITERATIONS && found.error() > PRECISION; i++) {
      var next = nearer(found, place);
      if (next.isEmpty()) {
        break;
      }
      found = next.get();
    }
    return new Point(found.x, found.y);
  }

  private Optional<Guess> nearer(Guess guess, Point goal) {
    double[] step = guess.step();
    for (double part = 1; part > SMALLEST_PART; part /= 2) {
      var next = guess(guess.x - part * step[0], guess.y - part * step[1], goal);
      if (next.error() < guess.error()) {
        return Optional.of(next);
      }
    }
    return Optional.empty();
  }

  private Guess guess(double x, double y, Point goal) {
    var fieldX = at(dx, x, y);
    var fieldY = at(dy, x, y);
    return new Guess(
        x, y, x + fieldX.value - goal.x(), y + fieldY.value - goal.y(), fieldX, fieldY);
  }

  /// A place of the new picture that shows what is `(missX, missY)` beside the goal.
  private record Guess(double x, double y, double missX, double missY, Slope fieldX, Slope fieldY) {

    double error() {
      return Math.hypot(missX, missY);
    }

    /// Newton's; in a fold, where it would lead astray, the miss itself.
    double[] step() {
      double xx = 1 + fieldX.alongX;
      double yy = 1 + fieldY.alongY;
      double determinant = xx * yy - fieldX.alongY * fieldY.alongX;
      if (determinant < FLAT) {
        return new double[] {missX, missY};
      }
      return new double[] {
        (yy * missX - fieldX.alongY * missY) / determinant,
        (xx * missY - fieldY.alongX * missX) / determinant
      };
    }
  }

  /// A field at a place, and how it changes there.
  private record Slope(double value, double alongX, double alongY) {}

  /// Between the centres of the field's pixels bilinear, beyond the outermost as there.
  private Slope at(float[] field, double x, double y) {
    double column = Math.clamp(x - 0.5, 0.0, width - 1.0);
    double row = Math.clamp(y - 0.5, 0.0, height - 1.0);
    int left = Math.clamp((int) column, 0, Math.max(0, width - 2));
    int top = Math.clamp((int) row, 0, Math.max(0, height - 2));
    int right = Math.min(left + 1, width - 1);
    int bottom = Math.min(top + 1, height - 1);
    double fx = column - left;
    double fy = row - top;
    double topLeft = field[top * width + left];
    double topRight = field[top * width + right];
    double bottomLeft = field[bottom * width + left];
    double bottomRight = field[bottom * width + right];
    return new Slope(
        (1 - fy) * ((1 - fx) * topLeft + fx * topRight)
            + fy * ((1 - fx) * bottomLeft + fx * bottomRight),
        column == x - 0.5 ? (1 - fy) * (topRight - topLeft) + fy * (bottomRight - bottomLeft) : 0,
        row == y - 0.5 ? (1 - fx) * (bottomLeft - topLeft) + fx * (bottomRight - topRight) : 0);
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
