package io.ranvier.data.augment;

import io.ranvier.data.Raster;
import java.util.function.DoubleSupplier;

/// Pixels of a picture, cut off at its border.
record Rectangle(int left, int top, int right, int bottom) {

  /// `width × height` pixels around `(x, y)`, as far as they lie in a picture of `right × bottom`.
  static Rectangle around(int x, int y, int width, int height, int right, int bottom) {
    return new Rectangle(
        Math.max(0, x - width / 2),
        Math.max(0, y - height / 2),
        Math.min(right, x + (width + 1) / 2),
        Math.min(bottom, y + (height + 1) / 2));
  }

  int area() {
    return (right - left) * (bottom - top);
  }

  /// `picture` with other levels there.
  Raster filled(Raster picture, DoubleSupplier level) {
    float[] levels = picture.levels().clone();
    for (int channel = 0; channel < picture.channels(); channel++) {
      for (int y = top; y < bottom; y++) {
        int row = (channel * picture.height() + y) * picture.width();
        for (int x = left; x < right; x++) {
          levels[row + x] = (float) level.getAsDouble();
        }
      }
    }
    return picture.withLevels(levels);
  }
}
