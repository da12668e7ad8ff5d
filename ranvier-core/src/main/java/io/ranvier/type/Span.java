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
