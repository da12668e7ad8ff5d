package io.ranvier.type;

import java.util.List;

/// A sliding window over the three spatial axes of a volume: depth, and the plane of height and
/// width.
///
///     volume(3).stride(2).padding(1)
///     volume(1, 3, 3).padding(0, 1, 1)    // depth, height, width
public record Volume(Span depth, Window plane) {

  /// A cube with stride 1, no padding and no dilation.
  public static Volume volume(int size) {
    return volume(size, size, size);
  }

  public static Volume volume(int depth, int height, int width) {
    return new Volume(Span.span(depth), Window.window(height, width));
  }

  public Volume stride(int stride) {
    return stride(stride, stride, stride);
  }

  public Volume stride(int deep, int high, int wide) {
    return new Volume(depth.stride(deep), plane.stride(high, wide));
  }

  /// `padding` elements on each of the six sides.
  public Volume padding(int padding) {
    return padding(padding, padding, padding);
  }

  public Volume padding(int deep, int high, int wide) {
    return new Volume(depth.padding(deep), plane.padding(high, wide));
  }

  public Volume dilation(int dilation) {
    return dilation(dilation, dilation, dilation);
  }

  public Volume dilation(int deep, int high, int wide) {
    return new Volume(depth.dilation(deep), plane.dilation(high, wide));
  }

  /// With the padding that keeps depth, height and width; the stride must be 1.
  public Volume same() {
    return new Volume(depth.same(), plane.same());
  }

  /// The three spans: depth, height, width.
  public List<Span> spans() {
    return List.of(depth, plane.height(), plane.width());
  }
}
