package io.ranvier.data;

import io.ranvier.type.Shape;

/// A picture as a network reads it: `[c, h, w]`, plane by plane, of levels that are 0 to 255 before
/// they are normalised; or a mask `[k, h, w]`, whose levels are the numbers of classes.
public final class Raster {
  private final int channels;
  private final int height;
  private final int width;
  private final float[] levels;

  /// Takes over `levels: [channels, height, width]`; the caller must not change them afterwards.
  public Raster(int channels, int height, int width, float[] levels) {
    if (channels < 1 || height < 1 || width < 1) {
      throw new IllegalArgumentException(
          "a raster of [%d, %d, %d]: wants channels, height and width of at least 1"
              .formatted(channels, height, width));
    }
    if (levels.length != (long) channels * height * width) {
      throw new IllegalArgumentException(
          "a raster of [%d, %d, %d] does not have %d levels"
              .formatted(channels, height, width, levels.length));
    }
    this.channels = channels;
    this.height = height;
    this.width = width;
    this.levels = levels;
  }

  public int channels() {
    return channels;
  }

  public int height() {
    return height;
  }

  public int width() {
    return width;
  }

  /// `[c, h, w]`.
  public Shape shape() {
    return Shape.of(channels, height, width);
  }

  public float at(int channel, int y, int x) {
    return levels[(channel * height + y) * width + x];
  }

  /// `[c, h, w]`: the levels themselves, for reading alone. A copy for each step of an augmentation
  /// would cost more than most steps do.
  public float[] levels() {
    return levels;
  }

  /// Of the same size, with other levels, which are taken over.
  public Raster withLevels(float[] other) {
    return new Raster(channels, height, width, other);
  }
}
