package io.ranvier.type;

import java.util.List;

/// A sliding window over the two spatial axes of a picture: what convolution and pooling share.
///
///     window(3).stride(2).padding(1)      // 3 × 3, every second position, one ring of padding
///     window(1, 7).padding(0, 3)          // height, width
public record Window(Span height, Span width) {

  /// A square window with stride 1, no padding and no dilation.
  public static Window window(int size) {
    return window(size, size);
  }

  /// A window of `height` by `width` taps with stride 1, no padding and no dilation.
  public static Window window(int height, int width) {
    return new Window(Span.span(height), Span.span(width));
  }

  public Window stride(int stride) {
    return stride(stride, stride);
  }

  public Window stride(int high, int wide) {
    return new Window(height.stride(high), width.stride(wide));
  }

  /// `padding` elements on each of the four sides.
  public Window padding(int padding) {
    return padding(padding, padding);
  }

  /// `high` elements above and below, `wide` elements left and right.
  public Window padding(int high, int wide) {
    return padding(high, high, wide, wide);
  }

  public Window padding(int top, int bottom, int left, int right) {
    return new Window(height.padding(top, bottom), width.padding(left, right));
  }

  public Window dilation(int dilation) {
    return dilation(dilation, dilation);
  }

  public Window dilation(int high, int wide) {
    return new Window(height.dilation(high), width.dilation(wide));
  }

  /// With the padding that keeps height and width; the stride must be 1.
  public Window same() {
    return new Window(height.same(), width.same());
  }

  /// The two spans: height, width.
  public List<Span> spans() {
    return List.of(height, width);
  }

  /// The number of taps.
  public int taps() {
    return Math.multiplyExact(height.size(), width.size());
  }

  /// What comes out of `x: [n, c, h, w]` with `channels` channels: `[n, channels, h′, w′]`.
  public Shape output(Shape x, int channels) {
    return Shape.of(x.dim(0), channels, height.positions(x.dim(2)), width.positions(x.dim(3)));
  }

  /// `3x3`, or `3x3 stride 2 padding 1` where these are not 1 and 0.
  @Override
  public String toString() {
    var text = new StringBuilder(height.size() + "x" + width.size());
    append(text, " stride ", "" + height.stride(), "" + width.stride(), "1");
    append(
        text,
        " padding ",
        height.before() + (height.before() == height.after() ? "" : ":" + height.after()),
        width.before() + (width.before() == width.after() ? "" : ":" + width.after()),
        "0");
    append(text, " dilation ", "" + height.dilation(), "" + width.dilation(), "1");
    return text.toString();
  }

  private static void append(
      StringBuilder to, String what, String high, String wide, String usual) {
    if (high.equals(usual) && wide.equals(usual)) return;
    to.append(what).append(high.equals(wide) ? high : high + "x" + wide);
  }
}
