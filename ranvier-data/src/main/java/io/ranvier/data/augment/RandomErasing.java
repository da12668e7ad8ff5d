package io.ranvier.data.augment;

import io.ranvier.data.Augmentation;
import io.ranvier.data.Example;
import io.ranvier.data.random.CounterRandom;
import java.util.OptionalDouble;
import java.util.function.DoubleSupplier;

/// Hides a rectangle of any area and proportions (Zhong et al. 2020). Where ten draws do not fit
/// into the picture, nothing is hidden. Boxes, masks and key points stay as they are.
///
/// @param scale its share of the picture's area, in `(0, 1]`
/// @param ratio its height over its width, above 0; a draw of half is as likely as one of double
/// @param level what stands there: one level, or else noise that is uniform in 0 to 255
public record RandomErasing(Range scale, Range ratio, OptionalDouble level)
    implements Augmentation {
  private static final int DRAWS = 10;

  public RandomErasing {
    Arguments.requirePositive("randomErasing", "the lowest scale", scale.low());
    Arguments.requireIn("randomErasing", "the highest scale", scale.high(), 0, 1);
    Arguments.requirePositive("randomErasing", "the lowest ratio", ratio.low());
    level.ifPresent(l -> Arguments.requireIn("randomErasing", "level", l, 0, 255));
  }

  /// Black, between 0.02 and 0.33 of the picture, from 3 : 10 to 33 : 10.
  public RandomErasing() {
    this(new Range(0.02, 0.33), new Range(0.3, 3.3), OptionalDouble.of(0));
  }

  public RandomErasing scale(double low, double high) {
    return new RandomErasing(new Range(low, high), ratio, level);
  }

  public RandomErasing ratio(double low, double high) {
    return new RandomErasing(scale, new Range(low, high), level);
  }

  public RandomErasing level(double one) {
    return new RandomErasing(scale, ratio, OptionalDouble.of(one));
  }

  public RandomErasing noise() {
    return new RandomErasing(scale, ratio, OptionalDouble.empty());
  }

  @Override
  public Example apply(Example example, CounterRandom random) {
    var picture = example.picture();
    for (int i = 0; i < DRAWS; i++) {
      double area = scale.draw(random) * picture.width() * picture.height();
      double proportions = ratio.drawLog(random);
      int w = (int) Math.round(Math.sqrt(area / proportions));
      int h = (int) Math.round(Math.sqrt(area * proportions));
      if (w > 0 && h > 0 && w < picture.width() && h < picture.height()) {
        int left = random.below(picture.width() - w + 1);
        int top = random.below(picture.height() - h + 1);
        DoubleSupplier what = () -> level.orElseGet(() -> random.between(0, 255));
        return example.withPicture(
            new Rectangle(left, top, left + w, top + h).filled(picture, what));
      }
    }
    return example;
  }
}
