package io.ranvier.data.augment;

import io.ranvier.data.random.CounterRandom;

/// Turns pictures by right angles, exactly; a quarter swaps width and height.
public enum Turn implements Geometry {
  QUARTER_LEFT,
  QUARTER_RIGHT,
  HALF;

  @Override
  public Mapping draw(int width, int height, CounterRandom random) {
    return switch (this) {
      case QUARTER_LEFT -> new Projection(height, width, Homography.affine(0, 1, 0, -1, 0, width));
      case QUARTER_RIGHT ->
          new Projection(height, width, Homography.affine(0, -1, height, 1, 0, 0));
      case HALF -> new Projection(width, height, Homography.affine(-1, 0, width, 0, -1, height));
    };
  }
}
