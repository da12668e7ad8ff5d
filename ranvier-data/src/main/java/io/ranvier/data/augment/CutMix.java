package io.ranvier.data.augment;

import io.ranvier.data.Batch;
import io.ranvier.data.Mixing;
import io.ranvier.data.random.CounterRandom;

/// Puts a rectangle of another picture of the batch into each one (Yun et al. 2019). The targets
/// are mixed as the areas are. The rectangle is the same for the whole batch: as wide and high as
/// the picture times `√(1 − λ)`, with `λ` of the distribution Beta(alpha, alpha), around any pixel,
/// and cut off at the border.
///
/// @param alpha above 0; with 1, `λ` is uniform
public record CutMix(double alpha, int classes) implements Mixing {

  public CutMix {
    Arguments.requirePositive("cutMix", "alpha", alpha);
    Arguments.requireAtLeast("cutMix", "classes", classes, 1);
  }

  @Override
  public Batch apply(Batch batch, CounterRandom random) {
    double side = Math.sqrt(1 - Pairs.share(alpha, random));
    var pairs = new Pairs(batch, random);
    int channels = batch.input().dim(1);
    int height = batch.input().dim(2);
    int width = batch.input().dim(3);
    var cut =
        Rectangle.around(
            random.below(width),
            random.below(height),
            (int) (side * width),
            (int) (side * height),
            width,
            height);
    float[] old = batch.input().toFloats();
    float[] inputs = old.clone();
    int plane = height * width;
    for (int i = 0; i < batch.size(); i++) {
      for (int channel = 0; channel < channels; channel++) {
        int to = (i * channels + channel) * plane;
        int from = (pairs.partner(i) * channels + channel) * plane;
        for (int y = cut.top(); y < cut.bottom(); y++) {
          int at = y * width + cut.left();
          System.arraycopy(old, from + at, inputs, to + at, cut.right() - cut.left());
        }
      }
    }
    return pairs.batch(inputs, 1 - (double) cut.area() / plane, classes);
  }
}
