package io.ranvier.data.augment;

import io.ranvier.data.random.CounterRandom;

/// A piece of `height × width` from anywhere in the picture, as it is.
///
/// @param padding how many pixels of border there may be on each side
public record RandomCrop(int height, int width, int padding) implements Geometry {

  public RandomCrop {
    Arguments.requireSize("randomCrop", height, width);
    Arguments.requireAtLeast("randomCrop", "padding", padding, 0);
  }

  /// Without padding.
  public RandomCrop(int height, int width) {
    this(height, width, 0);
  }

  public RandomCrop padding(int pixels) {
    return new RandomCrop(height, width, pixels);
  }

  @Override
  public Mapping draw(int oldWidth, int oldHeight, CounterRandom random) {
    int columns = oldWidth + 2 * padding - width;
    int rows = oldHeight + 2 * padding - height;
    if (columns < 0 || rows < 0) {
      throw new IllegalArgumentException(
          "randomCrop: a picture of %d x %d with padding %d holds no piece of %d x %d"
              .formatted(oldWidth, oldHeight, padding, width, height));
    }
    int left = random.below(columns + 1) - padding;
    int top = random.below(rows + 1) - padding;
    return Region.cut(left, top, width, height);
  }
}
