package io.ranvier.data.augment;

import io.ranvier.data.Raster;
import io.ranvier.type.Taps;

/// Makes a picture pixel by pixel from places between the pixels of another, as PyTorch's
/// `grid_sample` does without aligned corners.
final class Sampler {
  private final Sampling sampling;
  private final int channels;
  private final int sourceWidth;
  private final int sourceHeight;
  private final int sourcePlane;
  private final float[] source;
  private final int width;
  private final int height;
  private final float[] levels;

  /// Where the pixels of a row of the new picture come from, in columns and rows of the old one: 0
  /// is the centre of the first, not its edge.
  @FunctionalInterface
  interface Sources {
    void row(int y, double[] columns, double[] rows);
  }

  Sampler(Raster source, Mapping mapping, Sampling sampling) {
    this.sampling = sampling;
    channels = source.channels();
    sourceWidth = source.width();
    sourceHeight = source.height();
    sourcePlane = sourceWidth * sourceHeight;
    this.source = source.levels();
    width = mapping.width();
    height = mapping.height();
    levels = new float[channels * width * height];
  }

  Raster sample(Sources sources) {
    var columns = new double[width];
    var rows = new double[width];
    for (int y = 0; y < height; y++) {
      sources.row(y, columns, rows);
      switch (sampling.interpolation()) {
        case NEAREST -> nearest(y * width, columns, rows);
        case BILINEAR, AREA -> bilinear(y * width, columns, rows);
        case BICUBIC -> bicubic(y * width, columns, rows);
      }
    }
    return new Raster(channels, height, width, levels);
  }

  private void nearest(int to, double[] columns, double[] rows) {
    for (int x = 0; x < width; x++) {
      int place = place((int) Math.rint(columns[x]), (int) Math.rint(rows[x]));
      for (int channel = 0; channel < channels; channel++) {
        levels[channel * width * height + to + x] = level(channel, place);
      }
    }
  }

  private void bilinear(int to, double[] columns, double[] rows) {
    var across = new double[2];
    var down = new double[2];
    for (int x = 0; x < width; x++) {
      int left = (int) Math.floor(columns[x]);
      int top = (int) Math.floor(rows[x]);
      double fx = columns[x] - left;
      double fy = rows[x] - top;
      if (left >= 0 && top >= 0 && left < sourceWidth - 1 && top < sourceHeight - 1) {
        interior(to + x, top * sourceWidth + left, (float) fx, (float) fy);
      } else {
        across[0] = 1 - fx;
        across[1] = fx;
        down[0] = 1 - fy;
        down[1] = fy;
        weighted(to + x, left, top, across, down);
      }
    }
  }

  /// Where all four neighbours are pixels.
  private void interior(int to, int from, float fx, float fy) {
    for (int channel = 0; channel < channels; channel++) {
      int at = channel * sourcePlane + from;
      int below = at + sourceWidth;
      float top = (1 - fx) * source[at] + fx * source[at + 1];
      float bottom = (1 - fx) * source[below] + fx * source[below + 1];
      levels[channel * width * height + to] = (1 - fy) * top + fy * bottom;
    }
  }

  private void bicubic(int to, double[] columns, double[] rows) {
    var across = new double[4];
    var down = new double[4];
    for (int x = 0; x < width; x++) {
      int left = (int) Math.floor(columns[x]) - 1;
      int top = (int) Math.floor(rows[x]) - 1;
      for (int tap = 0; tap < 4; tap++) {
        across[tap] = Taps.keys(columns[x] - left - tap);
        down[tap] = Taps.keys(rows[x] - top - tap);
      }
      weighted(to + x, left, top, across, down);
    }
  }

  /// The sum of the levels from `(left, top)` on, each as heavy as its column times its row.
  private void weighted(int to, int left, int top, double[] across, double[] down) {
    for (int channel = 0; channel < channels; channel++) {
      double sum = 0;
      for (int j = 0; j < down.length; j++) {
        for (int i = 0; i < across.length; i++) {
          sum += down[j] * across[i] * level(channel, place(left + i, top + j));
        }
      }
      levels[channel * width * height + to] = (float) sum;
    }
  }

  /// Where in a plane the pixel at a column and row is that may lie outside.
  private int place(int column, int row) {
    int x = sampling.border().index(column, sourceWidth);
    int y = sampling.border().index(row, sourceHeight);
    return x == Border.OUTSIDE || y == Border.OUTSIDE ? Border.OUTSIDE : y * sourceWidth + x;
  }

  private float level(int channel, int place) {
    return place == Border.OUTSIDE ? sampling.fill() : source[channel * sourcePlane + place];
  }
}
