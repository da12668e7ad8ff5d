package io.ranvier.data.augment;

import io.ranvier.data.Augmentation;

/// How a new picture is made from the places of an old one that a [Geometry] names.
///
///     new RandomAffine(15).sampled(Sampling.DEFAULT.interpolation(BICUBIC).fill(128))
///
/// @param antialias whether a resized picture is smoothed as much as it shrinks, as PIL does; of
///   [Interpolation#BILINEAR] and [Interpolation#BICUBIC]
/// @param fill the level outside of the old picture, where the border is [Border#CONSTANT]
/// @param maskFill likewise the class outside of a mask. Masks are never interpolated
/// @param visible boxes of which a smaller share than this is left are dropped
public record Sampling(
    Interpolation interpolation,
    boolean antialias,
    Border border,
    float fill,
    float maskFill,
    double visible) {

  /// Bilinear, antialiased, black around the picture; boxes are dropped below a tenth.
  public static final Sampling DEFAULT =
      new Sampling(Interpolation.BILINEAR, true, Border.CONSTANT, 0, 0, 0.1);

  public Sampling {
    if (!Float.isFinite(fill) || !Float.isFinite(maskFill)) {
      throw new IllegalArgumentException(
          "sampling: fill is %s and maskFill %s, and both must be finite"
              .formatted(fill, maskFill));
    }
    if (!(visible >= 0 && visible <= 1)) {
      throw new IllegalArgumentException(
          "sampling: visible is %s, and must be in [0, 1]".formatted(visible));
    }
  }

  public Sampling interpolation(Interpolation other) {
    return new Sampling(other, antialias, border, fill, maskFill, visible);
  }

  /// Without smoothing.
  public Sampling aliased() {
    return new Sampling(interpolation, false, border, fill, maskFill, visible);
  }

  public Sampling border(Border other) {
    return new Sampling(interpolation, antialias, other, fill, maskFill, visible);
  }

  public Sampling fill(double level) {
    return new Sampling(interpolation, antialias, border, (float) level, maskFill, visible);
  }

  public Sampling maskFill(int label) {
    return new Sampling(interpolation, antialias, border, fill, label, visible);
  }

  public Sampling visible(double share) {
    return new Sampling(interpolation, antialias, border, fill, maskFill, share);
  }

  /// `geometry` with the picture made so.
  Augmentation of(Geometry geometry) {
    return (example, random) -> {
      var picture = example.picture();
      return new Warp(geometry.draw(picture.width(), picture.height(), random), this)
          .apply(example);
    };
  }

  /// How a mask is made: each pixel is one that was there.
  Sampling ofMask() {
    return new Sampling(Interpolation.NEAREST, false, border, maskFill, maskFill, visible);
  }
}
