package io.ranvier.data.digits;

import java.util.Arrays;

/// The path of a pen as straight pieces, in the plane of the picture.
final class Trace {
  private static final int PIECES = 5;

  private double[] ends = new double[4 * 128];
  private int count;

  int pieces() {
    return count;
  }

  double x0(int piece) {
    return ends[4 * piece];
  }

  double y0(int piece) {
    return ends[4 * piece + 1];
  }

  double x1(int piece) {
    return ends[4 * piece + 2];
  }

  double y1(int piece) {
    return ends[4 * piece + 3];
  }

  /// Adds the Catmull–Rom spline through the points `(xs[i], ys[i])`.
  void spline(double[] xs, double[] ys) {
    int last = xs.length - 1;
    for (int i = 0; i < last; i++) {
      int before = Math.max(i - 1, 0);
      int after = Math.min(i + 2, last);
      double x = xs[i];
      double y = ys[i];
      for (int step = 1; step <= PIECES; step++) {
        double t = (double) step / PIECES;
        double nextX = catmullRom(xs[before], xs[i], xs[i + 1], xs[after], t);
        double nextY = catmullRom(ys[before], ys[i], ys[i + 1], ys[after], t);
        add(x, y, nextX, nextY);
        x = nextX;
        y = nextY;
      }
    }
  }

  private static double catmullRom(double a, double b, double c, double d, double t) {
    return b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
  }

  private void add(double x0, double y0, double x1, double y1) {
    if (4 * count == ends.length) {
      ends = Arrays.copyOf(ends, 2 * ends.length);
    }
    ends[4 * count] = x0;
    ends[4 * count + 1] = y0;
    ends[4 * count + 2] = x1;
    ends[4 * count + 3] = y1;
    count++;
  }

  /// Scales the trace to a box of `side` and moves its centre of mass to `(x, y)`.
  void place(double side, double x, double y) {
    double left = Double.POSITIVE_INFINITY;
    double right = Double.NEGATIVE_INFINITY;
    double top = Double.POSITIVE_INFINITY;
    double bottom = Double.NEGATIVE_INFINITY;
    double mass = 0;
    double massX = 0;
    double massY = 0;
    for (int i = 0; i < count; i++) {
      left = Math.min(left, Math.min(x0(i), x1(i)));
      right = Math.max(right, Math.max(x0(i), x1(i)));
      top = Math.min(top, Math.min(y0(i), y1(i)));
      bottom = Math.max(bottom, Math.max(y0(i), y1(i)));
      double dx = x1(i) - x0(i);
      double dy = y1(i) - y0(i);
      double length = Math.sqrt(dx * dx + dy * dy);
      mass += length;
      massX += length * (x0(i) + x1(i)) / 2;
      massY += length * (y0(i) + y1(i)) / 2;
    }
    double scale = side / Math.max(right - left, bottom - top);
    for (int i = 0; i < 4 * count; i += 2) {
      ends[i] = (ends[i] - massX / mass) * scale + x;
      ends[i + 1] = (ends[i + 1] - massY / mass) * scale + y;
    }
  }
}
