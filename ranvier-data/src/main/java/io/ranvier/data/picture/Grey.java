package io.ranvier.data.picture;

/// A grey picture: `[h, w]`, usually 0 to 255.
public final class Grey {
  private final int width;
  private final int height;
  private final float[] levels;

  /// Takes over `levels: [height, width]`.
  public Grey(int width, int height, float[] levels) {
    if (width < 1 || height < 1 || levels.length != (long) width * height) {
      throw new IllegalArgumentException(
          "a grey picture of %d x %d does not have %d levels"
              .formatted(width, height, levels.length));
    }
    this.width = width;
    this.height = height;
    this.levels = levels;
  }

  public int width() {
    return width;
  }

  public int height() {
    return height;
  }

  public float at(int x, int y) {
    return levels[y * width + x];
  }

  /// A copy: `[h, w]`.
  public float[] toArray() {
    return levels.clone();
  }

  float max() {
    float max = Float.NEGATIVE_INFINITY;
    for (float level : levels) {
      max = Math.max(max, level);
    }
    return max;
  }

  /// The mean of the outermost pixels, a fiftieth of the shorter side deep.
  double borderMean() {
    int depth = Math.max(1, Math.min(width, height) / 50);
    double sum = 0;
    long count = 0;
    for (int y = 0; y < height; y++) {
      boolean whole = y < depth || y >= height - depth;
      for (int x = 0; x < width; x++) {
        if (whole || x < depth || x >= width - depth) {
          sum += at(x, y);
          count++;
        }
      }
    }
    return sum / count;
  }

  /// `clamp(scale · p + offset, 0, 255)` for each level `p`.
  Grey linear(double scale, double offset) {
    var result = new float[levels.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = (float) Math.clamp(scale * levels[i] + offset, 0.0, 255.0);
    }
    return new Grey(width, height, result);
  }

  Grey crop(int left, int top, int newWidth, int newHeight) {
    var result = new float[newWidth * newHeight];
    for (int y = 0; y < newHeight; y++) {
      System.arraycopy(levels, (top + y) * width + left, result, y * newWidth, newWidth);
    }
    return new Grey(newWidth, newHeight, result);
  }

  /// On a black square of `side`, its upper left corner at `(left, top)`, which may cut it.
  Grey on(int side, int left, int top) {
    var result = new float[side * side];
    for (int y = Math.max(0, -top); y < Math.min(height, side - top); y++) {
      for (int x = Math.max(0, -left); x < Math.min(width, side - left); x++) {
        result[(top + y) * side + left + x] = at(x, y);
      }
    }
    return new Grey(side, side, result);
  }

  /// Resized: each new pixel is the mean of the area it covers when the picture shrinks,
  /// interpolated linearly when it grows. The same size gives the same levels.
  Grey resize(int newWidth, int newHeight) {
    return resizeRows(newWidth).transpose().resizeRows(newHeight).transpose();
  }

  private Grey transpose() {
    var result = new float[levels.length];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        result[x * height + y] = at(x, y);
      }
    }
    return new Grey(height, width, result);
  }

  private Grey resizeRows(int newWidth) {
    double scale = (double) width / newWidth;
    double reach = (Math.max(1, scale) + 1) / 2;
    var result = new float[newWidth * height];
    for (int column = 0; column < newWidth; column++) {
      double centre = (column + 0.5) * scale - 0.5;
      int first = Math.max(0, (int) Math.ceil(centre - reach));
      int last = Math.min(width - 1, (int) Math.floor(centre + reach));
      var weights = new double[last - first + 1];
      double total = 0;
      for (int x = first; x <= last; x++) {
        // The overlap of pixel x with the area covered; for scale 1 or less, a triangle.
        weights[x - first] = Math.min(1, reach - Math.abs(x - centre));
        total += weights[x - first];
      }
      for (int y = 0; y < height; y++) {
        double sum = 0;
        for (int x = first; x <= last; x++) {
          sum += weights[x - first] * at(x, y);
        }
        result[y * newWidth + column] = (float) (sum / total);
      }
    }
    return new Grey(newWidth, height, result);
  }
}
