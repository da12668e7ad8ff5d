package io.ranvier.data.augment;

/// How levels between the centres of pixels are found.
public enum Interpolation {
  /// The pixel whose area holds the place.
  NEAREST,

  /// The nearest 2 × 2, by a triangle.
  BILINEAR,

  /// The nearest 4 × 4, by a cubic (Keys 1981), with `a = −0.75`, or `−0.5` where it is
  /// antialiased, as PyTorch has it. May leave the range of levels.
  BICUBIC,

  /// The mean of the pixels that a new one covers any of. For resizing; where a picture turns, it
  /// is [#BILINEAR].
  AREA
}
