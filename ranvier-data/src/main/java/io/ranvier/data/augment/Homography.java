package io.ranvier.data.augment;

import io.ranvier.data.Point;
import java.util.List;

/// A map of the plane that keeps lines straight: `(x, y)` to `((a x + b y + c) / w, (d x + e y + f)
/// / w)` with `w = g x + h y + i`. Affine where `g = h = 0` and `i = 1`.
public record Homography(
    double a, double b, double c, double d, double e, double f, double g, double h, double i) {

  /// Every point where it is.
  public static final Homography IDENTITY = affine(1, 0, 0, 0, 1, 0);

  /// `(x, y)` to `(a x + b y + c, d x + e y + f)`.
  public static Homography affine(double a, double b, double c, double d, double e, double f) {
    return new Homography(a, b, c, d, e, f, 0, 0, 1);
  }

  public static Homography translation(double x, double y) {
    return affine(1, 0, x, 0, 1, y);
  }

  public static Homography scaling(double x, double y) {
    return affine(x, 0, 0, 0, y, 0);
  }

  /// Clockwise about the origin, as one sees a picture, whose `y` points down. Right angles are
  /// exact.
  public static Homography rotation(double degrees) {
    double cos = cos(degrees);
    double sin = cos(degrees - 90);
    return affine(cos, -sin, 0, sin, cos, 0);
  }

  private static double cos(double degrees) {
    if (degrees % 90 == 0) {
      return degrees % 180 != 0 ? 0 : degrees % 360 == 0 ? 1 : -1;
    }
    return StrictMath.cos(StrictMath.toRadians(degrees));
  }

  /// `(x, y)` to `(u, y − u tan vertical)` with `u = x − y tan horizontal`, angles in degrees.
  public static Homography shear(double horizontal, double vertical) {
    double x = StrictMath.tan(StrictMath.toRadians(horizontal));
    double y = StrictMath.tan(StrictMath.toRadians(vertical));
    return affine(1, -x, 0, -y, 1 + x * y, 0);
  }

  /// What takes four corners to four others: both in the same order around a convex quadrilateral.
  public static Homography between(List<Point> from, List<Point> to) {
    return fromSquare(to).times(fromSquare(from).inverse());
  }

  /// The unit square to a quadrilateral (Heckbert 1989): (0, 0), (1, 0), (1, 1), (0, 1) to
  /// `corners`.
  private static Homography fromSquare(List<Point> corners) {
    if (corners.size() != 4) {
      throw new IllegalArgumentException(
          "a quadrilateral of %d corners: wants 4".formatted(corners.size()));
    }
    var p0 = corners.get(0);
    var p1 = corners.get(1);
    var p2 = corners.get(2);
    var p3 = corners.get(3);
    double dx1 = p1.x() - p2.x();
    double dx2 = p3.x() - p2.x();
    double dx3 = p0.x() - p1.x() + p2.x() - p3.x();
    double dy1 = p1.y() - p2.y();
    double dy2 = p3.y() - p2.y();
    double dy3 = p0.y() - p1.y() + p2.y() - p3.y();
    double area = dx1 * dy2 - dx2 * dy1;
    double g = (dx3 * dy2 - dx2 * dy3) / area;
    double h = (dx1 * dy3 - dx3 * dy1) / area;
    return new Homography(
        p1.x() - p0.x() + g * p1.x(),
        p3.x() - p0.x() + h * p3.x(),
        p0.x(),
        p1.y() - p0.y() + g * p1.y(),
        p3.y() - p0.y() + h * p3.y(),
        p0.y(),
        g,
        h,
        1);
  }

  /// `first`, then this.
  public Homography times(Homography first) {
    var o = first;
    return new Homography(
        a * o.a + b * o.d + c * o.g,
        a * o.b + b * o.e + c * o.h,
        a * o.c + b * o.f + c * o.i,
        d * o.a + e * o.d + f * o.g,
        d * o.b + e * o.e + f * o.h,
        d * o.c + e * o.f + f * o.i,
        g * o.a + h * o.d + i * o.g,
        g * o.b + h * o.e + i * o.h,
        g * o.c + h * o.f + i * o.i);
  }

  /// This with `(x, y)` in the place of the origin.
  public Homography about(double x, double y) {
    return translation(x, y).times(this).times(translation(-x, -y));
  }

  /// What takes every point back.
  public Homography inverse() {
    double determinant = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
    if (determinant == 0 || !Double.isFinite(determinant)) {
      throw new IllegalArgumentException(
          "a homography of determinant %s: wants one that can be inverted".formatted(determinant));
    }
    return new Homography(
        (e * i - f * h) / determinant,
        (c * h - b * i) / determinant,
        (b * f - c * e) / determinant,
        (f * g - d * i) / determinant,
        (a * i - c * g) / determinant,
        (c * d - a * f) / determinant,
        (d * h - e * g) / determinant,
        (b * g - a * h) / determinant,
        (a * e - b * d) / determinant);
  }

  public Point apply(double x, double y) {
    double w = g * x + h * y + i;
    return new Point((a * x + b * y + c) / w, (d * x + e * y + f) / w);
  }

  /// [#apply] to `(x + 0.5, y)` for each `x` of a row.
  void row(double y, double[] xs, double[] ys) {
    if (g == 0 && h == 0 && i == 1) {
      affineRow(y, xs, ys);
      return;
    }
    for (int column = 0; column < xs.length; column++) {
      double x = column + 0.5;
      double w = g * x + h * y + i;
      xs[column] = (a * x + b * y + c) / w;
      ys[column] = (d * x + e * y + f) / w;
    }
  }

  private void affineRow(double y, double[] xs, double[] ys) {
    for (int column = 0; column < xs.length; column++) {
      double x = column + 0.5;
      xs[column] = a * x + b * y + c;
      ys[column] = d * x + e * y + f;
    }
  }

  /// Whether the centres of pixels go to the centres of pixels, each to another.
  boolean isMotionOfGrid() {
    boolean upright = Math.abs(a) == 1 && Math.abs(e) == 1 && b == 0 && d == 0;
    boolean turned = Math.abs(b) == 1 && Math.abs(d) == 1 && a == 0 && e == 0;
    var centre = apply(0.5, 0.5);
    return (upright || turned)
        && g == 0
        && h == 0
        && i == 1
        && (centre.x() - 0.5) % 1 == 0
        && (centre.y() - 0.5) % 1 == 0;
  }
}
