package io.ranvier.type;

/// A sliding window along one axis: `size` taps, `dilation` apart, moved by `stride` over an input
/// with `before` and `after` elements of padding at its ends.
public record Span(int size, int stride, int before, int after, int dilation) {

  public Span {
    if (size < 1 || stride < 1 || dilation < 1 || before < 0 || after < 0) {
      throw new IllegalArgumentException(
          "window: size %d, stride %d, padding %d and %d, dilation %d; "
                  .formatted(size, stride, before, after, dilation)
              + "size, stride and dilation start at 1, padding at 0");
    }
  }

  /// `size` taps with stride 1, no padding and no dilation.
  ///
  ///     span(3).stride(2).padding(1)
  public static Span span(int size) {
    return new Span(size, 1, 0, 0, 1);
  }

  public Span stride(int stride) {
    return new Span(size, stride, before, after, dilation);
  }

  /// `padding` elements at each end.
  public Span padding(int padding) {
    return padding(padding, padding);
  }

  public Span padding(int before, int after) {
    return new Span(size, stride, before, after, dilation);
  }

  public Span dilation(int dilation) {
    return new Span(size, stride, before, after, dilation);
  }

  /// With the padding that gives as many positions as there are elements; where it is odd, the one
  /// more stands behind.
  public Span same() {
    if (stride != 1) {
      throw new IllegalArgumentException(
          "window: stride is %d, and must be 1 for as many positions as elements"
              .formatted(stride));
    }
    int padding = extent() - 1;
    return padding(padding / 2, padding - padding / 2);
  }

  /// With as much more padding behind `input` elements as the position takes that would see the
  /// rest of them, if there is a rest: the ceil mode of pooling. A position that begins in the
  /// padding behind is none.
  public Span ceil(int input) {
    int positions = positions(input);
    long start = (long) positions * stride - before;
    boolean rest = ((long) input + before + after - extent()) % stride != 0;
    if (!rest || start >= input) return this;
    return padding(before, Math.toIntExact(start + extent() - input));
  }

  /// From the first tap to the last: `dilation · (size − 1) + 1`.
  public int extent() {
    return dilation * (size - 1) + 1;
  }

  /// How many positions the window takes over `input` elements, or a [ShapeException] if it does
  /// not fit even once.
  public int positions(int input) {
    long room = (long) input + before + after - extent();
    if (room < 0) {
      throw new ShapeException(
          "a window of extent %d does not fit %d elements with padding %d and %d"
              .formatted(extent(), input, before, after));
    }
    return Math.toIntExact(room / stride + 1);
  }

  /// Which element `tap` sees at `position`; below 0 and from the input's extent on, padding.
  public int place(int position, int tap) {
    return position * stride + tap * dilation - before;
  }

  /// Whether the window sees at least one of `input` elements, not padding alone, at each of its
  /// positions.
  public boolean alwaysSees(int input) {
    if (before == 0 && after == 0) return true;
    for (int i = positions(input) - 1; i >= 0; i--) {
      int first = i * stride - before;
      int inside = first < 0 ? Math.ceilDiv(-first, dilation) * dilation + first : first;
      if (inside >= input || inside >= first + extent()) return false;
    }
    return true;
  }
}
