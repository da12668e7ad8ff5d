package io.ranvier.data.augment;

import io.ranvier.data.Raster;

/// The levels of a picture while its colours change: a copy, which the methods write to. What comes
/// out is 0 to 255. Colours are red, green and blue where there are three channels, else grey.
///
/// The formulas are those of PyTorch's `torchvision.transforms.functional`.
final class Colors {
  private static final float RED = 0.299f;
  private static final float GREEN = 0.587f;
  private static final float BLUE = 0.114f;

  private final Raster picture;
  private final float[] levels;
  private final int plane;

  Colors(Raster picture) {
    this.picture = picture;
    levels = picture.levels().clone();
    plane = picture.height() * picture.width();
  }

  Raster toRaster() {
    return picture.withLevels(levels);
  }

  static float clamp(float level) {
    return Math.max(0, Math.min(255, level));
  }

  private boolean isColoured() {
    return picture.channels() == 3;
  }

  private float grey(int pixel) {
    return RED * levels[pixel] + GREEN * levels[plane + pixel] + BLUE * levels[2 * plane + pixel];
  }

  /// `factor · level`.
  void brightness(double factor) {
    float scale = (float) factor;
    for (int i = 0; i < levels.length; i++) {
      levels[i] = clamp(scale * levels[i]);
    }
  }

  /// `mean + factor · (level − mean)`, with the mean of the grey picture.
  void contrast(double factor) {
    double sum = 0;
    for (int i = 0; i < (isColoured() ? plane : levels.length); i++) {
      sum += isColoured() ? grey(i) : levels[i];
    }
    float scale = (float) factor;
    float offset = (float) ((1 - factor) * sum / (isColoured() ? plane : levels.length));
    for (int i = 0; i < levels.length; i++) {
      levels[i] = clamp(scale * levels[i] + offset);
    }
  }

  /// `grey + factor · (level − grey)` for each pixel.
  void saturation(double factor) {
    if (!isColoured()) {
      return;
    }
    float scale = (float) factor;
    float rest = 1 - scale;
    for (int i = 0; i < plane; i++) {
      float offset = rest * grey(i);
      levels[i] = clamp(scale * levels[i] + offset);
      levels[plane + i] = clamp(scale * levels[plane + i] + offset);
      levels[2 * plane + i] = clamp(scale * levels[2 * plane + i] + offset);
    }
  }

  /// Turns the wheel of colours by `shift` of its circumference. Value and saturation stay.
  void hue(double shift) {
    if (!isColoured()) {
      return;
    }
    // In sixths of the circumference, from red (0) over green (2) to blue (4).
    float turn = (float) (6 * (shift - Math.floor(shift)));
    for (int i = 0; i < plane; i++) {
      float red = levels[i];
      float green = levels[plane + i];
      float blue = levels[2 * plane + i];
      float high = greater(red, greater(green, blue));
      float chroma = high - smaller(red, smaller(green, blue));
      if (chroma == 0) {
        continue;
      }
      float hue;
      if (high == red) {
        hue = turn + (green - blue) / chroma;
      } else if (high == green) {
        hue = turn + 2 + (blue - red) / chroma;
      } else {
        hue = turn + 4 + (red - green) / chroma;
      }
      levels[i] = high - chroma * away(hue);
      levels[plane + i] = high - chroma * away(hue - 2);
      levels[2 * plane + i] = high - chroma * away(hue - 4);
    }
  }

  /// How much of the chroma a channel lacks, `sixths` from its own hue, of −5 to 11: 0 within one,
  /// 1 beyond two.
  private static float away(float sixths) {
    float once = Math.abs(sixths);
    // The wheel is 6 long: the way may be shorter from the other side, or after a round.
    float nearest = smaller(once, smaller(Math.abs(once - 6), Math.abs(once - 12)));
    return greater(0, smaller(1, nearest - 1));
  }

  /// Unlike [Math#max] without regard to the sign of zeros, which takes as long as all the rest.
  private static float greater(float a, float b) {
    return a > b ? a : b;
  }

  private static float smaller(float a, float b) {
    return a < b ? a : b;
  }

  /// `blurred + factor · (level − blurred)`, by the mean of 3 × 3 pixels of which the middle one
  /// counts five times. The outermost pixels stay.
  void sharpness(double factor) {
    int width = picture.width();
    float[] old = levels.clone();
    float scale = (float) factor;
    for (int channel = 0; channel < picture.channels(); channel++) {
      for (int y = 1; y < picture.height() - 1; y++) {
        for (int x = 1; x < width - 1; x++) {
          int at = channel * plane + y * width + x;
          float sum = 4 * old[at];
          for (int row = at - width; row <= at + width; row += width) {
            sum += old[row - 1] + old[row] + old[row + 1];
          }
          float blurred = sum / 13;
          levels[at] = clamp(blurred + scale * (old[at] - blurred));
        }
      }
    }
  }

  /// Keeps the `bits` highest of eight bits.
  void posterize(int bits) {
    int kept = 0xFF << (8 - bits);
    for (int i = 0; i < levels.length; i++) {
      levels[i] = (int) clamp(levels[i]) & kept;
    }
  }

  /// `255 − level` from `threshold` on.
  void solarize(double threshold) {
    for (int i = 0; i < levels.length; i++) {
      float level = clamp(levels[i]);
      levels[i] = level >= threshold ? 255 - level : level;
    }
  }

  /// Stretches each channel so that its lowest level is 0 and its highest 255.
  void autocontrast() {
    for (int from = 0; from < levels.length; from += plane) {
      float low = levels[from];
      float high = low;
      for (int i = from; i < from + plane; i++) {
        low = Math.min(low, levels[i]);
        high = Math.max(high, levels[i]);
      }
      if (low == high) {
        continue;
      }
      float scale = 255 / (high - low);
      for (int i = from; i < from + plane; i++) {
        levels[i] = clamp((levels[i] - low) * scale);
      }
    }
  }

  /// Makes all levels of each channel about equally frequent.
  void equalize() {
    for (int from = 0; from < levels.length; from += plane) {
      var histogram = new int[256];
      for (int i = from; i < from + plane; i++) {
        histogram[Math.round(clamp(levels[i]))]++;
      }
      int brightest = 255;
      while (histogram[brightest] == 0) {
        brightest--;
      }
      int step = (plane - histogram[brightest]) / 255;
      if (step == 0) {
        continue;
      }
      var table = new float[256];
      int below = step / 2;
      for (int level = 0; level < 256; level++) {
        table[level] = Math.min(255, below / step);
        below += histogram[level];
      }
      for (int i = from; i < from + plane; i++) {
        levels[i] = table[Math.round(clamp(levels[i]))];
      }
    }
  }
}
