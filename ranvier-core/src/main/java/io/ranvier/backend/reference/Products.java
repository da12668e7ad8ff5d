package io.ranvier.backend.reference;

import io.ranvier.backend.Layout;
import io.ranvier.op.Conv2d;
import io.ranvier.op.MatMul;
import io.ranvier.type.Span;

/// Sums of products: of matrices, and of pictures with kernels.
final class Products {
  private Products() {}

  static void matmul(View a, View b, View y, MatMul op) {
    int rank = y.shape().rank();
    int inner = a.shape().dim(op.transposeA() ? -2 : -1);
    long stepA = a.layout().stride(op.transposeA() ? rank - 2 : rank - 1);
    long stepB = b.layout().stride(op.transposeB() ? rank - 1 : rank - 2);
    var rows = a.layout().strides();
    rows[rank - 2] = a.layout().stride(op.transposeA() ? rank - 1 : rank - 2);
    rows[rank - 1] = 0;
    var columns = b.layout().strides();
    columns[rank - 1] = b.layout().stride(op.transposeB() ? rank - 2 : rank - 1);
    columns[rank - 2] = 0;
    var walk =
        new Walk(
            y.shape(),
            Layout.of(a.layout().offset(), rows),
            Layout.of(b.layout().offset(), columns),
            y.layout());
    while (walk.next()) {
      double sum = 0;
      for (int i = 0; i < inner; i++) {
        sum += a.number(walk.at(0) + i * stepA) * b.number(walk.at(1) + i * stepB);
      }
      y.put(walk.at(2), sum);
    }
  }

  static void conv2d(View x, View k, View y, Conv2d op) {
    y.fill(0);
    var taps =
        new Taps(op, x, k, y, (i, j, o) -> y.put(o, y.number(o) + x.number(i) * k.number(j)));
    taps.each();
  }

  static void inputGrad(View dy, View k, View dx, Conv2d op) {
    dx.fill(0);
    var taps =
        new Taps(op, dx, k, dy, (i, j, o) -> dx.put(i, dx.number(i) + dy.number(o) * k.number(j)));
    taps.each();
  }

  static void kernelGrad(View dy, View x, View dk, Conv2d op) {
    dk.fill(0);
    var taps =
        new Taps(op, x, dk, dy, (i, j, o) -> dk.put(j, dk.number(j) + dy.number(o) * x.number(i)));
    taps.each();
  }

  /// The trilinear form `Σ x·k·y` that the three convolutions are the derivatives of: visits each
  /// of its terms.
  private record Taps(Conv2d op, View x, View k, View y, Term term) {

    /// What is done for one term, at these places of `x`, `k` and `y`.
    @FunctionalInterface
    interface Term {
      void at(long x, long k, long y);
    }

    void each() {
      int outPerGroup = y.shape().dim(1) / op.groups();
      int inPerGroup = k.shape().dim(1);
      var walk = new Walk(y.shape(), y.layout());
      while (walk.next()) {
        int out = walk.index(1);
        long plane =
            x.layout().offset()
                + walk.index(0) * x.layout().stride(0)
                + (long) (out / outPerGroup) * inPerGroup * x.layout().stride(1);
        long kernel = k.layout().offset() + out * k.layout().stride(0);
        for (int c = 0; c < inPerGroup; c++) {
          window(walk, plane + c * x.layout().stride(1), kernel + c * k.layout().stride(1));
        }
      }
    }

    private void window(Walk place, long plane, long kernel) {
      var height = op.window().height();
      var width = op.window().width();
      for (int i = 0; i < height.size(); i++) {
        int row = source(height, place.index(2), i);
        if (row < 0 || row >= x.shape().dim(2)) continue;
        for (int j = 0; j < width.size(); j++) {
          int column = source(width, place.index(3), j);
          if (column < 0 || column >= x.shape().dim(3)) continue;
          term.at(
              plane + row * x.layout().stride(2) + column * x.layout().stride(3),
              kernel + i * k.layout().stride(2) + j * k.layout().stride(3),
              place.at(0));
        }
      }
    }

    private static int source(Span span, int position, int tap) {
      return position * span.stride() + tap * span.dilation() - span.before();
    }
  }
}
