package io.ranvier.data.augment;

import io.ranvier.data.random.CounterRandom;

/// A random turn, shift, change of size and shear about the picture's centre. Parallels stay
/// parallel.
///
///     new RandomAffine(15).translate(0.1, 0.1).scale(0.9, 1.1)
///
/// @param degrees clockwise
/// @param translateX shifts are within this share of the width, in `[0, 1]`
/// @param translateY likewise of the height
/// @param scale of both sides, above 0
/// @param shearX in degrees, within ±90
/// @param shearY likewise
public record RandomAffine(
    Range degrees, double translateX, double translateY, Range scale, Range shearX, Range shearY)
    implements Geometry {
  private static final Range NONE = new Range(0, 0);

  public RandomAffine {
    Arguments.requireIn("randomAffine", "translateX", translateX, 0, 1);
    Arguments.requireIn("randomAffine", "translateY", translateY, 0, 1);
    Arguments.requirePositive("randomAffine", "the lowest scale", scale.low());
    for (var shear : new Range[] {shearX, shearY}) {
      Arguments.requireIn("randomAffine", "the lowest shear", shear.low(), -89.9, 89.9);
      Arguments.requireIn("randomAffine", "the highest shear", shear.high(), -89.9, 89.9);
    }
  }

  /// Turns within `±degrees`, and nothing else.
  public RandomAffine(double degrees) {
    Arguments.requireIn("randomAffine", "degrees", degrees, 0, 360);
    this(Range.around(0, degrees), 0, 0, new Range(1, 1), NONE, NONE);
  }

  public RandomAffine degrees(double low, double high) {
    return new RandomAffine(new Range(low, high), translateX, translateY, scale, shearX, shearY);
  }

  public RandomAffine translate(double x, double y) {
    return new RandomAffine(degrees, x, y, scale, shearX, shearY);
  }

  public RandomAffine scale(double low, double high) {
    return new RandomAffine(degrees, translateX, translateY, new Range(low, high), shearX, shearY);
  }

  /// Along the rows within `±x` degrees, along the columns within `±y`.
  public RandomAffine shear(double x, double y) {
    return new RandomAffine(
        degrees, translateX, translateY, scale, Range.around(0, x), Range.around(0, y));
  }

  @Override
  public Mapping draw(int width, int height, CounterRandom random) {
    var turn = Homography.rotation(degrees.draw(random));
    // Whole pixels, so that a shift alone is exact.
    double x = Math.rint(random.between(-translateX, translateX) * width);
    double y = Math.rint(random.between(-translateY, translateY) * height);
    double size = scale.draw(random);
    var shear = Homography.shear(shearX.draw(random), shearY.draw(random));
    var matrix =
        Homography.translation(x, y)
            .times(
                turn.times(shear)
                    .times(Homography.scaling(size, size))
                    .about(width / 2.0, height / 2.0));
    return new Projection(width, height, matrix);
  }
}
