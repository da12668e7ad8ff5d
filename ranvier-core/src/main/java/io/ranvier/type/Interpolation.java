package io.ranvier.type;

/// How numbers between the elements of a grid are found.
///
/// Output position `i` lies at `(i + ½) · in / out − ½` of the input; with aligned corners, at `i ·
/// (in − 1) / (out − 1)`, so that the outermost elements stay where they are. Antialiasing
/// stretches the kernel when a picture shrinks, so that every input counts.
///
/// @param alignCorners only [Kind#LINEAR], [Kind#CUBIC], and [Kind#NEAREST] where a grid is sampled
/// @param antialias only [Kind#LINEAR] and [Kind#CUBIC]
public record Interpolation(Kind kind, boolean alignCorners, boolean antialias) {

  /// The kernel.
  public enum Kind {
    /// The element at `⌊i · in / out⌋`.
    NEAREST,
    /// The element at `⌊(i + ½) · in / out⌋`.
    NEAREST_EXACT,
    /// Between two neighbours along each axis: bilinear for pictures, trilinear for volumes.
    LINEAR,
    /// Between four neighbours along each axis by Keys' kernel, with `a = −¾`, or `a = −½` when
    /// antialiasing (Keys, 1981, "Cubic convolution interpolation for digital image processing").
    CUBIC,
    /// The mean of what an output element covers.
    AREA
  }

  public static final Interpolation NEAREST = new Interpolation(Kind.NEAREST, false, false);
  public static final Interpolation NEAREST_EXACT =
      new Interpolation(Kind.NEAREST_EXACT, false, false);
  public static final Interpolation LINEAR = new Interpolation(Kind.LINEAR, false, false);
  public static final Interpolation CUBIC = new Interpolation(Kind.CUBIC, false, false);
  public static final Interpolation AREA = new Interpolation(Kind.AREA, false, false);

  public Interpolation {
    boolean weighs = kind == Kind.LINEAR || kind == Kind.CUBIC;
    boolean aligns = weighs || kind == Kind.NEAREST;
    if (alignCorners && !aligns || antialias && !weighs) {
      throw new IllegalArgumentException(
          "interpolation: kind is %s; LINEAR and CUBIC alone align corners (and NEAREST, which samples a grid) or avoid aliases"
              .formatted(kind));
    }
  }

  public Interpolation aligned() {
    return new Interpolation(kind, true, antialias);
  }

  public Interpolation antialiased() {
    return new Interpolation(kind, alignCorners, true);
  }
}
