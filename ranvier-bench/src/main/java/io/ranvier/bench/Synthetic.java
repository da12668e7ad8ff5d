package io.ranvier.bench;

import io.ranvier.tensor.Tensor;
import io.ranvier.type.Shape;
import java.util.SplittableRandom;

/// Data that nobody has to download: the same each time.
final class Synthetic {
  private static final long SEED = 1;

  private Synthetic() {}

  /// Uniform in `[0, 1)`.
  static float[] numbers(Shape shape) {
    var random = new SplittableRandom(SEED);
    var numbers = new float[Math.toIntExact(shape.size())];
    for (int i = 0; i < numbers.length; i++) numbers[i] = (float) random.nextDouble();
    return numbers;
  }

  static Tensor uniform(Shape shape) {
    return Tensor.of(shape, numbers(shape));
  }

  /// Below `classes`, one for each of `n` examples.
  static Tensor labels(int n, int classes) {
    var random = new SplittableRandom(SEED);
    var labels = new int[n];
    for (int i = 0; i < n; i++) labels[i] = random.nextInt(classes);
    return Tensor.of(Shape.of(n), labels);
  }
}
