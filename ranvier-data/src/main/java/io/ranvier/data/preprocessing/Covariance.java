package io.ranvier.data.preprocessing;

import java.util.stream.IntStream;

/// The covariance of features, `Σ (x − mean)(x − mean)ᵀ / (n − 1)`.
///
/// Rows of the result are computed by several threads; each number is summed in the order of the
/// examples, however many threads there are.
final class Covariance {
  /// How many rows of the result a thread computes at a time, and of how many examples: both stay
  /// in its second cache for some thousand features.
  private static final int ROWS = 16;

  private static final int EXAMPLES = 32;

  private final double[] centred;
  private final int features;
  private final double[] sums;

  private Covariance(double[] centred, int features) {
    this.centred = centred;
    this.features = features;
    this.sums = new double[features * features];
  }

  /// @param centred `[n, features]`, with mean 0
  /// @return `[features, features]`
  static double[] of(double[] centred, int features) {
    var covariance = new Covariance(centred, features);
    IntStream.range(0, Math.ceilDiv(features, ROWS)).parallel().forEach(covariance::addRows);
    return covariance.scaled();
  }

  /// Sums up the products of some features with all that come behind them.
  private void addRows(int block) {
    int examples = centred.length / features;
    int end = Math.min(features, (block + 1) * ROWS);
    for (int from = 0; from < examples; from += EXAMPLES) {
      int to = Math.min(examples, from + EXAMPLES);
      for (int row = block * ROWS; row < end; row++) {
        for (int example = from; example < to; example++) addProducts(row, example * features);
      }
    }
  }

  private void addProducts(int row, int example) {
    double x = centred[example + row];
    for (int i = row; i < features; i++) sums[row * features + i] += x * centred[example + i];
  }

  private double[] scaled() {
    double scale = 1.0 / (centred.length / features - 1);
    for (int i = 0; i < features; i++) {
      for (int j = i; j < features; j++) {
        sums[i * features + j] *= scale;
        sums[j * features + i] = sums[i * features + j];
      }
    }
    return sums;
  }
}
