package io.ranvier.data.augment;

import io.ranvier.data.Augmentation;
import io.ranvier.data.Example;
import io.ranvier.data.random.CounterRandom;

/// Blackens a square around any pixel, as far as it lies in the picture (DeVries and Taylor 2017).
/// Boxes, masks and key points stay as they are.
///
/// @param side in pixels
public record Cutout(int side) implements Augmentation {

  public Cutout {
    Arguments.requireSize("cutout", side, side);
  }

  @Override
  public Example apply(Example example, CounterRandom random) {
    var picture = example.picture();
    int x = random.below(picture.width());
    int y = random.below(picture.height());
    var square = Rectangle.around(x, y, side, side, picture.width(), picture.height());
    return example.withPicture(square.filled(picture, () -> 0));
  }
}
