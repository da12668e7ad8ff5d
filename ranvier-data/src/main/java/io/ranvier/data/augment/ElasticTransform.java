package io.ranvier.data.augment;

import io.ranvier.data.random.CounterRandom;

/// Bends the picture as if it were printed on rubber (Simard et al. 2003): each pixel is displaced
/// by `alpha · (G ∗ u)`, with `u` uniform in `[−1, 1)` for each pixel and direction, and `G` a
/// Gaussian of standard deviation `sigma` pixels, cut off at 4.
///
/// A displacement's standard deviation is about `alpha / (sigma √(12 π))` pixels.
public record ElasticTransform(double alpha, double sigma) implements Geometry {

  public ElasticTransform {
    Arguments.requireNotNegative("elasticTransform", "alpha", alpha);
    Arguments.requirePositive("elasticTransform", "sigma", sigma);
  }

  @Override
  public Mapping draw(int width, int height, CounterRandom random) {
    return new Displacement(
        width, height, field(width, height, random), field(width, height, random));
  }

  private float[] field(int width, int height, CounterRandom random) {
    var noise = new float[width * height];
    for (int i = 0; i < noise.length; i++) {
      noise[i] = (float) (alpha * random.between(-1, 1));
    }
    var smooth = new float[noise.length];
    Blur.gaussian(sigma, (int) Math.ceil(4 * sigma)).apply(noise, smooth, 0, height, width);
    return smooth;
  }
}
