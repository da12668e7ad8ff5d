package io.ranvier.data.augment;

import io.ranvier.data.Augmentation;
import io.ranvier.data.Example;
import io.ranvier.data.random.CounterRandom;

/// Blurs by a Gaussian whose standard deviation is drawn; beyond its border the picture is
/// mirrored.
///
/// @param kernelSize how many pixels it sees along each side, odd
/// @param sigma in pixels, above 0
public record GaussianBlur(int kernelSize, Range sigma) implements Augmentation {

  public GaussianBlur {
    if (kernelSize < 1 || kernelSize % 2 == 0) {
      throw new IllegalArgumentException(
          "gaussianBlur: kernelSize is %d, and must be odd and at least 1".formatted(kernelSize));
    }
    Arguments.requirePositive("gaussianBlur", "the lowest sigma", sigma.low());
  }

  /// With a standard deviation between 0.1 and 2 pixels.
  public GaussianBlur(int kernelSize) {
    this(kernelSize, new Range(0.1, 2));
  }

  @Override
  public Example apply(Example example, CounterRandom random) {
    var picture = example.picture();
    var blur = Blur.gaussian(sigma.draw(random), kernelSize / 2);
    var levels = new float[picture.levels().length];
    int plane = picture.height() * picture.width();
    for (int channel = 0; channel < picture.channels(); channel++) {
      blur.apply(picture.levels(), levels, channel * plane, picture.height(), picture.width());
    }
    return example.withPicture(picture.withLevels(levels));
  }
}
