package io.ranvier.data.augment;

import io.ranvier.data.Raster;

/// How a row of `length` pixels becomes one of `size`: each new pixel is a weighted mean of `taps`
/// neighbours. Columns and rows are resized one after the other, with weights that are computed
/// once.
///
/// The weights are those of PyTorch's `interpolate`, antialiased or not.
final class Resampling {
  private final int length;
  private final int taps;

  /// The first of the neighbours of each new pixel; the last one, too, is within the row.
  private final int[] first;

  /// `[size, taps]`.
  private final float[] weights;

  private Resampling(int taps, int length, int size) {
    this.length = length;
    this.taps = Math.min(taps, length);
    first = new int[size];
    weights = new float[size * this.taps];
  }

  /// A weight by the distance from a centre.
  @FunctionalInterface
  private interface Kernel {
    double at(double distance);
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

  static Resampling of(Sampling sampling, int length, int size) {
    return switch (sampling.interpolation()) {
      case NEAREST -> nearest(length, size);
      case AREA -> area(length, size);
      case BILINEAR ->
          sampling.antialias()
              ? smooth(length, size, 1, triangle())
              : interpolate(length, size, 1, triangle());
      case BICUBIC ->
          sampling.antialias()
              ? smooth(length, size, 2, cubic(-0.5))
              : interpolate(length, size, 2, cubic(-0.75));
    };
  }

  private static Kernel triangle() {
    return distance -> Math.max(0, 1 - Math.abs(distance));
  }

  static double cubic(double a, double distance) {
    double x = Math.abs(distance);
    if (x >= 2) {
      return 0;
    }
    return x < 1 ? ((a + 2) * x - (a + 3)) * x * x + 1 : ((a * x - 5 * a) * x + 8 * a) * x - 4 * a;
  }

  private static Kernel cubic(double a) {
    return distance -> cubic(a, distance);
  }

  private static Resampling nearest(int length, int size) {
    var result = new Resampling(1, length, size);
    for (int i = 0; i < size; i++) {
      result.first[i] = Math.min(length - 1, (int) ((i + 0.5) * length / size));
      result.weights[i] = 1;
    }
    return result;
  }

  private static Resampling area(int length, int size) {
    var result = new Resampling(Math.ceilDiv(length, size) + 1, length, size);
    for (int i = 0; i < size; i++) {
      int low = (int) ((long) i * length / size);
      int high = (int) Math.ceilDiv((i + 1L) * length, size);
      result.start(i, low);
      for (int place = low; place < high; place++) {
        result.add(i, place, 1.0 / (high - low));
      }
    }
    return result;
  }

  /// A kernel as wide as a new pixel, or as an old one where those are wider. What lies outside has
  /// no weight.
  private static Resampling smooth(int length, int size, int radius, Kernel kernel) {
    double stretch = Math.max(1, (double) length / size);
    double support = radius * stretch;
    var result = new Resampling((int) (2 * support) + 1, length, size);
    for (int i = 0; i < size; i++) {
      double centre = (i + 0.5) * length / size;
      int low = Math.max(0, (int) (centre - support + 0.5));
      int high = Math.min(length, (int) (centre + support + 0.5));
      double total = 0;
      for (int place = low; place < high; place++) {
        total += kernel.at((place - centre + 0.5) / stretch);
      }
      result.start(i, low);
      for (int place = low; place < high; place++) {
        result.add(i, place, kernel.at((place - centre + 0.5) / stretch) / total);
      }
    }
    return result;
  }

  /// A kernel as wide as `2 radius` old pixels. The outermost pixels go on outside.
  private static Resampling interpolate(int length, int size, int radius, Kernel kernel) {
    var result = new Resampling(2 * radius, length, size);
    for (int i = 0; i < size; i++) {
      double centre = (i + 0.5) * length / size - 0.5;
      int low = (int) Math.floor(centre) - radius + 1;
      result.start(i, low);
      for (int place = low; place < low + 2 * radius; place++) {
        result.add(i, Math.clamp(place, 0, length - 1), kernel.at(place - centre));
      }
    }
    return result;
  }

  /// Neighbours from `low` on, or as far before as keeps all `taps` of them within the row.
  private void start(int i, int low) {
    first[i] = Math.clamp(low, 0, length - taps);
  }

  private void add(int i, int place, double weight) {
    weights[i * taps + place - first[i]] += (float) weight;
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
