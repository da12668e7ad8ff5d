package io.ranvier.data.augment;

import io.ranvier.data.random.CounterRandom;

/// A piece of any area and proportions, resized to `height × width` (Szegedy et al. 2015). Where
/// ten draws do not fit into the picture, it is the largest one in the middle whose proportions do.
///
/// @param scale its share of the picture's area, in `(0, 1]`
/// @param ratio its width over its height, above 0; a draw of half is as likely as one of double
public record RandomResizedCrop(int height, int width, Range scale, Range ratio)
    implements Geometry {
  private static final int DRAWS = 10;

  public RandomResizedCrop {
    Arguments.requireSize("randomResizedCrop", height, width);
    Arguments.requirePositive("randomResizedCrop", "the lowest scale", scale.low());
    Arguments.requireIn("randomResizedCrop", "the highest scale", scale.high(), 0, 1);
    Arguments.requirePositive("randomResizedCrop", "the lowest ratio", ratio.low());
  }

  /// Between 0.08 of the picture and all of it, from 3 : 4 to 4 : 3.
  public RandomResizedCrop(int height, int width) {
    this(height, width, new Range(0.08, 1), new Range(3 / 4.0, 4 / 3.0));
  }

  public RandomResizedCrop scale(double low, double high) {
    return new RandomResizedCrop(height, width, new Range(low, high), ratio);
  }

  public RandomResizedCrop ratio(double low, double high) {
    return new RandomResizedCrop(height, width, scale, new Range(low, high));
  }

  @Override
  public Mapping draw(int oldWidth, int oldHeight, CounterRandom random) {
    for (int i = 0; i < DRAWS; i++) {
      double area = scale.draw(random) * oldWidth * oldHeight;
      double proportions = ratio.drawLog(random);
      int w = (int) Math.round(Math.sqrt(area * proportions));
      int h = (int) Math.round(Math.sqrt(area / proportions));
      if (w > 0 && h > 0 && w <= oldWidth && h <= oldHeight) {
        int left = random.below(oldWidth - w + 1);
        int top = random.below(oldHeight - h + 1);
        return new Region(left, top, w, h, width, height);
      }
    }
    double proportions = Math.clamp((double) oldWidth / oldHeight, ratio.low(), ratio.high());
    int w = Math.clamp(Math.round(oldHeight * proportions), 1, oldWidth);
    int h = Math.clamp(Math.round(oldWidth / proportions), 1, oldHeight);
    return new Region((oldWidth - w) / 2, (oldHeight - h) / 2, w, h, width, height);
  }
}
