package io.ranvier.data;

/// How a pixel `p` of 0 to 255 becomes what a network reads: `(p / 255 − mean) / std`.
///
/// @param mean of the training pictures' pixels, in 0 to 1
/// @param std their standard deviation, likewise; positive
public record Normalisation(double mean, double std) {

  public Normalisation {
    if (!Double.isFinite(mean) || !Double.isFinite(std) || std <= 0) {
      throw new IllegalArgumentException(
          "normalisation by mean %s and std %s: wants finite numbers and std > 0"
              .formatted(mean, std));
    }
  }

  /// The mean and standard deviation of all pixels of `split`; the deviation is 1 where all pixels
  /// are alike.
  public static Normalisation of(Split split) {
    long[] histogram = split.histogram();
    double count = 0;
    double sum = 0;
    double squares = 0;
    for (int level = 0; level < histogram.length; level++) {
      double p = level / 255.0;
      count += histogram[level];
      sum += histogram[level] * p;
      squares += histogram[level] * p * p;
    }
    double mean = sum / count;
    double variance = squares / count - mean * mean;
    return new Normalisation(mean, variance > 1e-12 ? Math.sqrt(variance) : 1);
  }

  /// One pixel, 0 to 255.
  public float apply(double pixel) {
    return (float) ((pixel / 255 - mean) / std);
  }

  /// What becomes of each of the 256 levels.
  float[] table() {
    var table = new float[256];
    for (int level = 0; level < table.length; level++) {
      table[level] = apply(level);
    }
    return table;
  }
}
