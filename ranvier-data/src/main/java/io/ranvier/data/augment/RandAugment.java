package io.ranvier.data.augment;

import io.ranvier.data.Augmentation;
import io.ranvier.data.Example;
import io.ranvier.data.random.CounterRandom;
import java.util.function.Consumer;

/// A few changes, drawn from fourteen, one after the other, all of one strength (Cubuk et al.
/// 2020). What they are, and how strong each is, is as in PyTorch's
/// `torchvision.transforms.RandAugment`.
///
/// @param operations how many changes, at least 0
/// @param magnitude how strong they are, of 0 to 30
/// @param sampling of those that move pixels
public record RandAugment(int operations, int magnitude, Sampling sampling)
    implements Augmentation {
  private static final int STRONGEST = 30;
  private static final double SHEAR = 0.3;
  private static final double SHIFT = 150.0 / 331;
  private static final double DEGREES = 30;
  private static final double FACTOR = 0.9;
  private static final int BITS = 8;
  private static final int BITS_LOST = 4;

  public RandAugment {
    Arguments.requireAtLeast("randAugment", "operations", operations, 0);
    Arguments.requireIn("randAugment", "magnitude", magnitude, 0, STRONGEST);
  }

  public RandAugment(int operations, int magnitude) {
    this(operations, magnitude, Sampling.DEFAULT.interpolation(Interpolation.NEAREST));
  }

  /// Two changes of strength 9.
  public RandAugment() {
    this(2, 9);
  }

  public RandAugment sampled(Sampling other) {
    return new RandAugment(operations, magnitude, other);
  }

  private enum Operation {
    IDENTITY,
    SHEAR_X,
    SHEAR_Y,
    TRANSLATE_X,
    TRANSLATE_Y,
    ROTATE,
    BRIGHTNESS,
    COLOR,
    CONTRAST,
    SHARPNESS,
    POSTERIZE,
    SOLARIZE,
    AUTOCONTRAST,
    EQUALIZE
  }

  @Override
  public Example apply(Example example, CounterRandom random) {
    var kinds = Operation.values();
    for (int i = 0; i < operations; i++) {
      var kind = kinds[random.below(kinds.length)];
      int sign = random.below(2) == 0 ? 1 : -1;
      example = apply(kind, sign, example);
    }
    return example;
  }

  private Example apply(Operation kind, int sign, Example example) {
    double strength = (double) magnitude / STRONGEST;
    double signed = sign * strength;
    int bits = BITS - (int) Math.round(BITS_LOST * strength);
    int width = example.picture().width();
    int height = example.picture().height();
    return switch (kind) {
      case IDENTITY -> example;
      case SHEAR_X -> moved(example, Homography.affine(1, -SHEAR * signed, 0, 0, 1, 0));
      case SHEAR_Y -> moved(example, Homography.affine(1, 0, 0, -SHEAR * signed, 1, 0));
      case TRANSLATE_X -> moved(example, Homography.translation((int) (SHIFT * signed * width), 0));
      case TRANSLATE_Y ->
          moved(example, Homography.translation(0, (int) (SHIFT * signed * height)));
      case ROTATE ->
          moved(example, Homography.rotation(DEGREES * signed).about(width / 2.0, height / 2.0));
      case BRIGHTNESS -> coloured(example, c -> c.brightness(1 + FACTOR * signed));
      case COLOR -> coloured(example, c -> c.saturation(1 + FACTOR * signed));
      case CONTRAST -> coloured(example, c -> c.contrast(1 + FACTOR * signed));
      case SHARPNESS -> coloured(example, c -> c.sharpness(1 + FACTOR * signed));
      case POSTERIZE -> coloured(example, c -> c.posterize(bits));
      case SOLARIZE -> coloured(example, c -> c.solarize(255 * (1 - strength)));
      case AUTOCONTRAST -> coloured(example, Colors::autocontrast);
      case EQUALIZE -> coloured(example, Colors::equalize);
    };
  }

  private Example moved(Example example, Homography matrix) {
    var picture = example.picture();
    return new Warp(new Projection(picture.width(), picture.height(), matrix), sampling)
        .apply(example);
  }

  private static Example coloured(Example example, Consumer<Colors> change) {
    var colors = new Colors(example.picture());
    change.accept(colors);
    return example.withPicture(colors.toRaster());
  }
}
