package io.ranvier.data.augment;

import io.ranvier.data.Augmentation;
import io.ranvier.data.Example;
import io.ranvier.data.random.CounterRandom;
import java.util.function.DoubleConsumer;

/// Changes brightness, contrast, saturation and hue at random, in random order. Grey pictures have
/// neither saturation nor hue.
///
/// @param brightness what levels are multiplied by, at least 0
/// @param contrast what their distance from the mean is multiplied by, at least 0
/// @param saturation what their distance from grey is multiplied by, at least 0
/// @param hue how far the wheel of colours is turned, as a share of its circumference, within ±0.5
public record ColorJitter(Range brightness, Range contrast, Range saturation, Range hue)
    implements Augmentation {
  private static final Range SAME = new Range(1, 1);
  private static final int KINDS = 4;

  public ColorJitter {
    requireFactor("brightness", brightness);
    requireFactor("contrast", contrast);
    requireFactor("saturation", saturation);
    Arguments.requireIn("colorJitter", "the lowest hue", hue.low(), -0.5, 0.5);
    Arguments.requireIn("colorJitter", "the highest hue", hue.high(), -0.5, 0.5);
  }

  /// Factors within `1 ± brightness`, `1 ± contrast` and `1 ± saturation`, but at least 0, and
  /// shifts within `±hue`; 0 leaves as it is.
  public ColorJitter(double brightness, double contrast, double saturation, double hue) {
    this(
        factor("brightness", brightness),
        factor("contrast", contrast),
        factor("saturation", saturation),
        Range.around(0, hue));
  }

  private static Range factor(String what, double reach) {
    Arguments.requireNotNegative("colorJitter", what, reach);
    return new Range(Math.max(0, 1 - reach), 1 + reach);
  }

  private static void requireFactor(String what, Range range) {
    Arguments.requireNotNegative("colorJitter", "the lowest " + what, range.low());
  }

  @Override
  public Example apply(Example example, CounterRandom random) {
    var colors = new Colors(example.picture());
    int[] order = random.permutation(KINDS);
    for (int kind : order) {
      switch (kind) {
        case 0 -> change(brightness, random, colors::brightness);
        case 1 -> change(contrast, random, colors::contrast);
        case 2 -> change(saturation, random, colors::saturation);
        default -> {
          double shift = hue.draw(random);
          if (shift != 0) {
            colors.hue(shift);
          }
        }
      }
    }
    return example.withPicture(colors.toRaster());
  }

  private static void change(Range range, CounterRandom random, DoubleConsumer change) {
    if (!range.equals(SAME)) {
      change.accept(range.draw(random));
    }
  }
}
