package io.ranvier.data.augment;

import io.ranvier.data.Augmentation;
import io.ranvier.data.Example;
import io.ranvier.data.random.CounterRandom;

/// A change of where things are in a picture. Boxes, masks and key points move along: a box becomes
/// the smallest one around where its outline has gone, as far as the picture shows it.
///
/// Pictures are sampled once for each geometry, by [Sampling#DEFAULT] unless [#sampled] says other.
public interface Geometry extends Augmentation {

  /// Where the places of a picture of this size go.
  Mapping draw(int width, int height, CounterRandom random);

  @Override
  default Example apply(Example example, CounterRandom random) {
    return sampled(Sampling.DEFAULT).apply(example, random);
  }

  /// This with the picture made by `sampling`.
  default Augmentation sampled(Sampling sampling) {
    return sampling.of(this);
  }

  /// To `height × width`, whatever the proportions.
  static Geometry resize(int height, int width) {
    Arguments.requireSize("resize", height, width);
    return (oldWidth, oldHeight, _) -> new Region(0, 0, oldWidth, oldHeight, width, height);
  }

  /// The shorter side to `side`, the longer one in proportion, rounded down.
  static Geometry resizeShorter(int side) {
    Arguments.requireSize("resizeShorter", side, side);
    return (width, height, _) ->
        width <= height
            ? new Region(0, 0, width, height, side, (int) ((long) side * height / width))
            : new Region(0, 0, width, height, (int) ((long) side * width / height), side);
  }

  /// The largest part in the middle that has the proportions of `height × width`, resized to it.
  static Geometry cover(int height, int width) {
    Arguments.requireSize("cover", height, width);
    return (oldWidth, oldHeight, _) -> {
      double scale = Math.min((double) oldHeight / height, (double) oldWidth / width);
      int cutWidth = Math.clamp(Math.round(scale * width), 1, oldWidth);
      int cutHeight = Math.clamp(Math.round(scale * height), 1, oldHeight);
      int left = middle(oldWidth, cutWidth);
      int top = middle(oldHeight, cutHeight);
      return new Region(left, top, cutWidth, cutHeight, width, height);
    };
  }

  /// The `height × width` in the middle; what a smaller picture lacks is border.
  static Geometry centerCrop(int height, int width) {
    Arguments.requireSize("centerCrop", height, width);
    return (oldWidth, oldHeight, _) ->
        Region.cut(middle(oldWidth, width), middle(oldHeight, height), width, height);
  }

  /// Where the middle `size` of `old` pixels begin: halves are rounded as PyTorch does.
  private static int middle(int old, int size) {
    return old < size ? -((size - old) / 2) : (int) Math.rint((old - size) / 2.0);
  }

  /// With so many more columns and rows on each side.
  static Geometry pad(int left, int top, int right, int bottom) {
    if (Math.min(Math.min(left, top), Math.min(right, bottom)) < 0) {
      throw new IllegalArgumentException(
          "pad: left, top, right, bottom are %d, %d, %d, %d, and must be at least 0"
              .formatted(left, top, right, bottom));
    }
    return (width, height, _) ->
        Region.cut(-left, -top, left + width + right, top + height + bottom);
  }
}
