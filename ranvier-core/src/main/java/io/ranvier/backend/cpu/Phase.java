package io.ranvier.backend.cpu;

import io.ranvier.type.Span;
import java.util.ArrayList;
import java.util.List;

/// One of the `stride²` parts into which a convolution and its input gradient fall apart: the
/// pixels of the input that lie on one [Lattice], as far apart as the strides. They all meet the
/// same taps, the others fall between the strides. So a convolution is the sum of as many
/// convolutions without strides, each of one lattice by one part of the kernel; and the input
/// gradient on a lattice is a convolution of the output gradient without strides or holes.
///
/// @param lattice the pixels of the input
/// @param down the rows of that convolution, forward or backward, whose tap `i` is the kernel's
///   `firstRow + i·tapRows`
/// @param across its columns, likewise
record Phase(
    Lattice lattice,
    Grid down,
    Grid across,
    int firstRow,
    int firstColumn,
    int tapRows,
    int tapColumns) {

  /// One axis of a phase.
  private record Axis(int first, int stride, Grid grid, int firstTap, int tapStep) {

    /// Of the convolution: element `first + stride·i` of the source is number i.
    static Axis forward(Span span, int source, int first) {
      int tap = 0;
      while (tap < span.size() && !meets(span, tap, first)) tap++;
      int elements = Math.max(0, Math.ceilDiv(source - first, span.stride()));
      int taps = Math.ceilDiv(span.size() - tap, step(span));
      int before = (first + span.before() - tap * span.dilation()) / span.stride();
      int dilation = step(span) * span.dilation() / span.stride();
      var grid = new Grid(elements, span.positions(source), taps, 1, before, dilation, 1);
      return new Axis(first, span.stride(), grid, tap, step(span));
    }

    /// Of the input gradient, whose taps are in reverse.
    static Axis backward(Span span, int source, int first) {
      int tap = span.size() - 1;
      while (tap >= 0 && !meets(span, tap, first)) tap--;
      int outputs = Math.max(0, Math.ceilDiv(source - first, span.stride()));
      int positions = span.positions(source);
      if (tap < 0) {
        return new Axis(
            first, span.stride(), new Grid(positions, outputs, 0, 1, 0, 1, 1), tap, -step(span));
      }
      int before = (tap * span.dilation() - span.before() - first) / span.stride();
      int dilation = step(span) * span.dilation() / span.stride();
      var grid = new Grid(positions, outputs, tap / step(span) + 1, 1, before, dilation, 1);
      return new Axis(first, span.stride(), grid, tap, -step(span));
    }

    /// Whether a tap reads elements `first`, `first + stride`, ….
    private static boolean meets(Span span, int tap, int first) {
      return (first + span.before() - tap * span.dilation()) % span.stride() == 0;
    }

    /// From one tap of a phase to the next: the least number whose dilation is a multiple of the
    /// stride.
    private static int step(Span span) {
      int step = 1;
      while (step * span.dilation() % span.stride() != 0) step++;
      return step;
    }
  }

  /// All phases of a convolution: of their taps, each of the kernel's belongs to one.
  static List<Phase> forward(Convolution shape) {
    return phases(shape, Axis::forward);
  }

  /// All phases of its input gradient.
  static List<Phase> backward(Convolution shape) {
    return phases(shape, Axis::backward);
  }

  private interface Direction {
    Axis of(Span span, int source, int first);
  }

  private static List<Phase> phases(Convolution shape, Direction direction) {
    Span rows = shape.window().height();
    Span columns = shape.window().width();
    var phases = new ArrayList<Phase>(rows.stride() * columns.stride());
    for (int top = 0; top < rows.stride(); top++) {
      Axis down = direction.of(rows, shape.height(), top);
      for (int left = 0; left < columns.stride(); left++) {
        Axis across = direction.of(columns, shape.width(), left);
        phases.add(of(shape, down, across));
      }
    }
    return phases;
  }

  private static Phase of(Convolution shape, Axis down, Axis across) {
    var lattice =
        new Lattice(
            shape.height(), shape.width(), down.first, across.first, down.stride, across.stride);
    return new Phase(
        lattice,
        down.grid,
        across.grid,
        down.firstTap,
        across.firstTap,
        down.tapStep,
        across.tapStep);
  }

  /// Whether this is all of the image.
  boolean whole() {
    return lattice.rowStep() == 1 && lattice.columnStep() == 1;
  }

  int taps() {
    return down.taps() * across.taps();
  }

  /// The kernel's tap that is number `tap` here.
  int kernelTap(int tap, Convolution shape) {
    int row = firstRow + tap / across.taps() * tapRows;
    int column = firstColumn + tap % across.taps() * tapColumns;
    return row * shape.window().width().size() + column;
  }

  /// Which pixel of all images is number `pixel` of the input gradient here.
  long pixel(int pixel) {
    int row = pixel / across.outputs();
    int image = row / down.outputs();
    return lattice.pixel(image, row % down.outputs(), pixel % across.outputs());
  }
}
