package io.ranvier.backend.cpu;

import io.ranvier.type.Span;

/// One of the `stride²` parts into which the input gradient of a convolution falls apart: the
/// pixels `(top + rowStep·q, left + columnStep·r)` of each image. They all read the same taps, the
/// others fall between the strides; so each part is a convolution of the output gradient by a part
/// of the kernel, without strides or holes.
///
/// @param down the rows of that convolution, whose taps are the kernel's `lastRow`, `lastRow −
///   tapRows`, …
/// @param across its columns, likewise
record Phase(
    Grid down,
    Grid across,
    int top,
    int left,
    int rowStep,
    int columnStep,
    int lastRow,
    int lastColumn,
    int tapRows,
    int tapColumns) {

  /// All phases of a shape: of their taps, each of the kernel's belongs to one.
  static Phase[] of(Convolution shape) {
    Span rows = shape.window().height();
    Span columns = shape.window().width();
    Phase[] phases = new Phase[rows.stride() * columns.stride()];
    for (int i = 0; i < phases.length; i++) {
      int top = i / columns.stride();
      int left = i % columns.stride();
      int lastRow = last(rows, top);
      int lastColumn = last(columns, left);
      phases[i] =
          new Phase(
              grid(rows, shape.height(), top, lastRow),
              grid(columns, shape.width(), left, lastColumn),
              top,
              left,
              rows.stride(),
              columns.stride(),
              lastRow,
              lastColumn,
              step(rows),
              step(columns));
    }
    return phases;
  }

  /// The last tap that input elements `first`, `first + stride`, … read, or −1 if they read none.
  private static int last(Span span, int first) {
    for (int tap = span.size() - 1; tap >= 0; tap--) {
      if ((first + span.before() - tap * span.dilation()) % span.stride() == 0) return tap;
    }
    return -1;
  }

  /// From one tap of a phase to the next: the least number whose dilation is a multiple of the
  /// stride.
  private static int step(Span span) {
    int step = 1;
    while (step * span.dilation() % span.stride() != 0) step++;
    return step;
  }

  private static Grid grid(Span span, int source, int first, int last) {
    int outputs = Math.max(0, (source - first + span.stride() - 1) / span.stride());
    int taps = last / step(span) + 1;
    if (last < 0) {
      return new Grid(span.positions(source), outputs, 0, 1, 0, 1, 1);
    }
    int before = (last * span.dilation() - span.before() - first) / span.stride();
    int dilation = step(span) * span.dilation() / span.stride();
    return new Grid(span.positions(source), outputs, taps, 1, before, dilation, 1);
  }

  /// Whether this is all of the image.
  boolean whole() {
    return rowStep == 1 && columnStep == 1;
  }

  int taps() {
    return down.taps() * across.taps();
  }

  /// The kernel's tap that is number `tap` here.
  int kernelTap(int tap, Convolution shape) {
    int row = lastRow - tap / across.taps() * tapRows;
    int column = lastColumn - tap % across.taps() * tapColumns;
    return row * shape.window().width().size() + column;
  }

  /// Which pixel of all images is number `pixel` of this phase.
  long pixel(Convolution shape, int pixel) {
    int column = pixel % across.outputs();
    int row = pixel / across.outputs();
    int image = row / down.outputs();
    long y = (long) image * shape.height() + top + (long) row % down.outputs() * rowStep;
    return y * shape.width() + left + (long) column * columnStep;
  }
}
