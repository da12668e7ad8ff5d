package io.ranvier.backend.reference;

import io.ranvier.op.AvgPool2d;
import io.ranvier.op.MaxPool2d;
import io.ranvier.type.Span;
import io.ranvier.type.Window;
import java.util.stream.IntStream;

/// Maxima and means under the positions of a window. Pictures are `[n, c, h, w]`.
final class Pooling {
  private Pooling() {}

  static void max(View x, View y, View index, MaxPool2d op) {
    var walk = new Walk(y.shape(), y.layout(), index.layout());
    while (walk.next()) {
      long plane = plane(x, walk);
      int[] best = null;
      for (int row : rows(op.window(), walk, x)) {
        for (int column : columns(op.window(), walk, x)) {
          if (best == null
              || x.isAbove(at(x, plane, row, column), at(x, plane, best[0], best[1]))) {
            best = new int[] {row, column};
          }
        }
      }
      if (best == null) throw new IllegalStateException(op + " sees nothing but padding");
      y.copy(walk.at(0), x, at(x, plane, best[0], best[1]));
      index.putInteger(walk.at(1), (long) best[0] * x.shape().dim(3) + best[1]);
    }
  }

  /// `y` from the places in `x`.
  static void collect(View x, View index, View y, MaxPool2d.Collect op) {
    var walk = new Walk(y.shape(), y.layout(), index.layout());
    while (walk.next()) y.copy(walk.at(0), x, picked(x, index, walk, op.name()));
  }

  /// Adds `dy` to `dx` at the places.
  static void scatter(View dy, View index, View dx, MaxPool2d.Scatter op) {
    dx.fill(0);
    var walk = new Walk(dy.shape(), dy.layout(), index.layout());
    while (walk.next()) {
      Indexing.add(dx, picked(dx, index, walk, op.name()), dy, walk.at(0));
    }
  }

  private static long picked(View x, View index, Walk walk, String name) {
    int width = x.shape().dim(3);
    long i = Indexing.checked(name, index.integer(walk.at(1)), (long) x.shape().dim(2) * width);
    return at(x, plane(x, walk), (int) (i / width), (int) (i % width));
  }

  static void mean(View x, View y, AvgPool2d op) {
    var walk = new Walk(y.shape(), y.layout());
    while (walk.next()) {
      long plane = plane(x, walk);
      double sum = 0;
      for (int row : rows(op.window(), walk, x)) {
        for (int column : columns(op.window(), walk, x)) sum += x.number(at(x, plane, row, column));
      }
      y.put(walk.at(0), sum / count(op, walk, x));
    }
  }

  static void meanGrad(View dy, View dx, AvgPool2d op) {
    dx.fill(0);
    var walk = new Walk(dy.shape(), dy.layout());
    while (walk.next()) {
      long plane = plane(dx, walk);
      double share = dy.number(walk.at(0)) / count(op, walk, dx);
      for (int row : rows(op.window(), walk, dx)) {
        for (int column : columns(op.window(), walk, dx)) {
          long at = at(dx, plane, row, column);
          dx.put(at, dx.number(at) + share);
        }
      }
    }
  }

  private static int count(AvgPool2d op, Walk walk, View x) {
    return op.countPadding()
        ? op.window().taps()
        : rows(op.window(), walk, x).length * columns(op.window(), walk, x).length;
  }

  private static int[] rows(Window window, Walk walk, View x) {
    return seen(window.height(), walk.index(2), x.shape().dim(2));
  }

  private static int[] columns(Window window, Walk walk, View x) {
    return seen(window.width(), walk.index(3), x.shape().dim(3));
  }

  /// What the window sees along one axis, without the padding.
  private static int[] seen(Span span, int position, int extent) {
    return IntStream.range(0, span.size())
        .map(tap -> position * span.stride() + tap * span.dilation() - span.before())
        .filter(i -> i >= 0 && i < extent)
        .toArray();
  }

  private static long plane(View x, Walk walk) {
    return x.layout().offset()
        + walk.index(0) * x.layout().stride(0)
        + walk.index(1) * x.layout().stride(1);
  }

  private static long at(View x, long plane, int row, int column) {
    return plane + row * x.layout().stride(2) + column * x.layout().stride(3);
  }
}
