package io.ranvier.data.augment;

import io.ranvier.data.Augmentation;
import io.ranvier.data.Example;
import io.ranvier.data.random.CounterRandom;

/// Adds to each level a number of a normal distribution; the sum is kept in 0 to 255.
///
/// @param std its standard deviation, in levels
public record GaussianNoise(double std) implements Augmentation {

  public GaussianNoise {
    Arguments.requireIn("gaussianNoise", "std", std, 0, 255);
  }

  @Override
  public Example apply(Example example, CounterRandom random) {
    var picture = example.picture();
    float[] levels = picture.levels().clone();
    for (int i = 0; i < levels.length; i++) {
      levels[i] = Colors.clamp((float) (levels[i] + std * random.nextGaussian()));
    }
    return example.withPicture(picture.withLevels(levels));
  }
}
