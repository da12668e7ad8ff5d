package io.ranvier.data.augment;

import java.util.Arrays;

/// A filter that is the same along rows and columns; beyond the border the picture is mirrored.
final class Blur {
  /// `[2 radius + 1]`.
  private final float[] weights;

  private Blur(float[] weights) {
    this.weights = weights;
  }

  /// `exp(−x² / (2 sigma²))` for `x` of `−radius` to `radius`, scaled to a sum of 1.
  static Blur gaussian(double sigma, int radius) {
    var bell = new double[2 * radius + 1];
    double sum = 0;
    for (int i = 0; i < bell.length; i++) {
      double x = (i - radius) / sigma;
      bell[i] = StrictMath.exp(-x * x / 2);
      sum += bell[i];
    }
    var weights = new float[bell.length];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) (bell[i] / sum);
    }
    return new Blur(weights);
  }

  /// Writes the plane `[height, width]` that begins at `offset` of `in` to the same place of `out`,
  /// which must be another array.
  void apply(float[] in, float[] out, int offset, int height, int width) {
    int radius = weights.length / 2;
    // A row with what lies beyond its ends.
    var row = new float[width + 2 * radius];
    for (int y = 0; y < height; y++) {
      Arrays.fill(row, 0);
      for (int tap = 0; tap < weights.length; tap++) {
        int from = offset + Border.REFLECT.index(y + tap - radius, height) * width;
        add(weights[tap], in, from, row, radius, width);
      }
      for (int x = 1; x <= radius; x++) {
        row[radius - x] = row[radius + Border.REFLECT.index(-x, width)];
        row[radius + width - 1 + x] = row[radius + Border.REFLECT.index(width - 1 + x, width)];
      }
      int to = offset + y * width;
      Arrays.fill(out, to, to + width, 0);
      for (int tap = 0; tap < weights.length; tap++) {
        add(weights[tap], row, tap, out, to, width);
      }
    }
  }

  private static void add(float weight, float[] in, int from, float[] out, int to, int count) {
    for (int i = 0; i < count; i++) {
      out[to + i] += weight * in[from + i];
    }
  }
}
