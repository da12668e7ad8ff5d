package io.ranvier.data.augment;

import io.ranvier.data.Batch;
import io.ranvier.data.random.CounterRandom;
import io.ranvier.tensor.Tensor;
import io.ranvier.type.DType;
import io.ranvier.type.Shape;

/// The pictures of a batch, each with another one of it as its partner.
final class Pairs {
  private final Batch batch;
  private final int[] partners;

  Pairs(Batch batch, CounterRandom random) {
    this.batch = batch;
    partners = random.permutation(batch.size());
  }

  int partner(int picture) {
    return partners[picture];
  }

  /// A draw of the distribution Beta(alpha, alpha): what of a pair is the picture itself.
  static double share(double alpha, CounterRandom random) {
    if (alpha > 1) {
      // Ulrich 1984.
      double radius = Math.sqrt(1 - StrictMath.pow(random.nextDouble(), 2 / (2 * alpha - 1)));
      return (1 + radius * StrictMath.cos(2 * Math.PI * random.nextDouble())) / 2;
    }
    // Jöhnk 1964.
    while (true) {
      double x = StrictMath.pow(random.nextDouble(), 1 / alpha);
      double y = StrictMath.pow(random.nextDouble(), 1 / alpha);
      if (x + y <= 1 && x + y > 0) {
        return x / (x + y);
      }
    }
  }

  /// `share · row + (1 − share) · partner` for each row of `rows: [b, …]`.
  float[] blend(float[] rows, double share) {
    int size = rows.length / partners.length;
    var blended = new float[rows.length];
    float own = (float) share;
    float other = 1 - own;
    for (int i = 0; i < partners.length; i++) {
      int from = partners[i] * size;
      for (int at = i * size; at < (i + 1) * size; at++, from++) {
        blended[at] = own * rows[at] + other * rows[from];
      }
    }
    return blended;
  }

  /// A batch of `inputs` whose targets are blended: `[b, classes]`.
  Batch batch(float[] inputs, double share, int classes) {
    float[] targets = blend(probabilities(classes), share);
    return new Batch(
        Tensor.of(batch.input().shape(), inputs),
        Tensor.of(Shape.of(partners.length, classes), targets));
  }

  /// How likely each class is: `[b, classes]`, 0 and 1 where the targets are labels.
  private float[] probabilities(int classes) {
    var target = batch.target();
    if (target.dtype() != DType.I32) {
      if (target.shape().rank() != 2 || target.dim(1) != classes) {
        throw new IllegalArgumentException(
            "targets of %s for %d classes: wants labels or [b, %d]"
                .formatted(target.shape(), classes, classes));
      }
      return target.toFloats();
    }
    int[] labels = target.toInts();
    var probabilities = new float[labels.length * classes];
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] < 0 || labels[i] >= classes) {
        throw new IllegalArgumentException(
            "label %d of picture %d: must be in [0, %d)".formatted(labels[i], i, classes));
      }
      probabilities[i * classes + labels[i]] = 1;
    }
    return probabilities;
  }
}
