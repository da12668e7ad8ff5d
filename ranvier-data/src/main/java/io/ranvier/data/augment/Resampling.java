package io.ranvier.data.augment;

import io.ranvier.data.Raster;
import io.ranvier.type.Interpolation;
import io.ranvier.type.Taps;

/// How a row of pixels becomes one of another length: each new pixel is a weighted mean of `taps`
/// neighbours. Columns and rows are resized one after the other, with weights that are computed
/// once.
final class Resampling {
  private final int taps;

  /// The first of the neighbours of each new pixel.
  private final int[] first;

  /// `[size, taps]`.
  private final float[] weights;

  private Resampling(Taps all) {
    taps = all.width();
    first = all.first();
    double[] exact = all.weights();
    weights = new float[exact.length];
    for (int i = 0; i < weights.length; i++) weights[i] = (float) exact[i];
  }

  /// The region of `source`, resized.
  static Raster resize(Raster source, Region region, Sampling sampling) {
    if (region.left() < 0
        || region.top() < 0
        || region.left() + region.regionWidth() > source.width()
        || region.top() + region.regionHeight() > source.height()) {
      throw new IllegalArgumentException(
          "%s of a picture of %d x %d: what is resized must lie within"
              .formatted(region, source.width(), source.height()));
    }
    var rows = of(sampling, region.regionHeight(), region.height());
    var columns = of(sampling, region.regionWidth(), region.width());
    var levels = new float[source.channels() * region.height() * region.width()];
    // One row at a time, which stays in the cache. Rows first: that loop runs along the memory.
    var row = new float[region.regionWidth()];
    for (int channel = 0; channel < source.channels(); channel++) {
      int origin = (channel * source.height() + region.top()) * source.width() + region.left();
      for (int y = 0; y < region.height(); y++) {
        rows.blend(y, source.levels(), origin, source.width(), row);
        columns.shrink(row, levels, (channel * region.height() + y) * region.width());
      }
    }
    return new Raster(source.channels(), region.height(), region.width(), levels);
  }

  private static Resampling of(Sampling sampling, int length, int size) {
    var how =
        switch (sampling.interpolation()) {
          case NEAREST -> Interpolation.NEAREST_EXACT;
          case AREA -> Interpolation.AREA;
          case BILINEAR -> antialiased(sampling, Interpolation.LINEAR);
          case BICUBIC -> antialiased(sampling, Interpolation.CUBIC);
        };
    return new Resampling(Taps.of(how, length, size, (double) length / size));
  }

  private static Interpolation antialiased(Sampling sampling, Interpolation how) {
    return sampling.antialias() ? how.antialiased() : how;
  }

  /// New row `y` of a plane: the weighted mean of old ones.
  private void blend(int y, float[] plane, int origin, int stride, float[] row) {
    int from = origin + first[y] * stride;
    float weight = weights[y * taps];
    for (int x = 0; x < row.length; x++) {
      row[x] = weight * plane[from + x];
    }
    for (int tap = 1; tap < taps; tap++) {
      from += stride;
      weight = weights[y * taps + tap];
      for (int x = 0; x < row.length; x++) {
        row[x] += weight * plane[from + x];
      }
    }
  }

  /// A new row of an old one.
  private void shrink(float[] row, float[] out, int offset) {
    for (int x = 0; x < first.length; x++) {
      float sum = 0;
      for (int tap = 0; tap < taps; tap++) {
        sum += weights[x * taps + tap] * row[first[x] + tap];
      }
      out[offset + x] = sum;
    }
  }
}
