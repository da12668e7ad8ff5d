package io.ranvier.data.picture;

import io.ranvier.data.Raster;

/// A decoded picture: `[h, w, 3]`, red, green and blue as unsigned bytes, upright, without
/// transparency.
public final class Picture {
  private final int width;
  private final int height;
  private final byte[] rgb;

  /// Takes over `rgb: [height, width, 3]`.
  public Picture(int width, int height, byte[] rgb) {
    if (width < 1 || height < 1 || rgb.length != 3L * width * height) {
      throw new IllegalArgumentException(
          "a picture of %d x %d has 3 bytes a pixel, not %d in all"
              .formatted(width, height, rgb.length));
    }
    this.width = width;
    this.height = height;
    this.rgb = rgb;
  }

  public int width() {
    return width;
  }

  public int height() {
    return height;
  }

  /// One channel (0 red, 1 green, 2 blue) of one pixel, 0 to 255.
  public int channel(int x, int y, int channel) {
    return Byte.toUnsignedInt(rgb[3 * (y * width + x) + channel]);
  }

  /// `[3, h, w]`, red, green and blue, 0 to 255.
  public Raster toRaster() {
    int plane = width * height;
    var levels = new float[3 * plane];
    for (int i = 0; i < plane; i++) {
      levels[i] = Byte.toUnsignedInt(rgb[3 * i]);
      levels[plane + i] = Byte.toUnsignedInt(rgb[3 * i + 1]);
      levels[2 * plane + i] = Byte.toUnsignedInt(rgb[3 * i + 2]);
    }
    return new Raster(3, height, width, levels);
  }

  /// The picture in grey by BT.601: `[h, w]`, 0 to 255.
  public Grey grey() {
    return grey(GreyRule.BT601);
  }

  /// The picture in grey: `[h, w]`, 0 to 255.
  public Grey grey(GreyRule rule) {
    var levels = new float[width * height];
    for (int i = 0; i < levels.length; i++) {
      int red = Byte.toUnsignedInt(rgb[3 * i]);
      int green = Byte.toUnsignedInt(rgb[3 * i + 1]);
      int blue = Byte.toUnsignedInt(rgb[3 * i + 2]);
      levels[i] = rule.of(red, green, blue);
    }
    return new Grey(width, height, levels);
  }
}
