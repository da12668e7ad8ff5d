package io.ranvier.data.augment;

import io.ranvier.data.random.CounterRandom;

/// Mirrors pictures, exactly.
public enum Flip implements Geometry {
  /// Left becomes right.
  HORIZONTAL,

  /// Top becomes bottom.
  VERTICAL;

  @Override
  public Mapping draw(int width, int height, CounterRandom random) {
    return switch (this) {
      case HORIZONTAL -> new Projection(width, height, Homography.affine(-1, 0, width, 0, 1, 0));
      case VERTICAL -> new Projection(width, height, Homography.affine(1, 0, 0, 0, -1, height));
    };
  }
}
