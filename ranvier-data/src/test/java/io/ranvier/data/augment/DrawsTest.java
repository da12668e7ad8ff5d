package io.ranvier.data.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ranvier.data.Example;
import io.ranvier.data.Raster;
import io.ranvier.data.random.CounterRandom;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Means and variances of what is drawn, over many draws, against their formulas.
class DrawsTest {
  private static final int COUNT = 20_000;

  /// So many standard errors may a mean be away from what is expected.
  private static final double ERRORS = 5;

  /// A distribution, by its mean and variance.
  private static void assertDraws(
      String what, double mean, double variance, ToDoubleFunction<CounterRandom> draw) {
    double sum = 0;
    double squares = 0;
    double fourths = 0;
    for (int i = 0; i < COUNT; i++) {
      double x = draw.applyAsDouble(new CounterRandom(11, 0, i)) - mean;
      sum += x;
      squares += x * x;
      fourths += x * x * x * x;
    }
    double spread = squares / COUNT;
    assertThat(sum / COUNT)
        .as("mean of %s, seed 11", what)
        .isCloseTo(0, within(ERRORS * Math.sqrt(spread / COUNT) + 1e-9));
    assertThat(spread)
        .as("variance of %s, seed 11", what)
        .isCloseTo(
            variance,
            within(ERRORS * Math.sqrt((fourths / COUNT - spread * spread) / COUNT) + 1e-9));
  }

  private static Region region(Geometry geometry, CounterRandom random) {
    return (Region) geometry.draw(100, 80, random);
  }

  private static Homography matrix(Geometry geometry, CounterRandom random) {
    return ((Projection) geometry.draw(100, 80, random)).matrix();
  }

  @Test
  void cropsAreAnywhere() {
    var crop = new RandomCrop(71, 90).padding(5);
    // Whole numbers of −5 to 15 and to 14: the variance of n of them is (n² − 1) / 12.
    assertDraws("left", 5, 440 / 12.0, random -> region(crop, random).left());
    assertDraws("top", 4.5, 399 / 12.0, random -> region(crop, random).top());
  }

  @Test
  void resizedCropsHaveTheAreaAskedFor() {
    var crop = new RandomResizedCrop(8, 8).scale(0.2, 0.4);
    assertDraws(
        "logarithm of the ratio",
        0,
        Math.pow(2 * Math.log(4 / 3.0), 2) / 12,
        random -> {
          var region = (Region) crop.draw(10_000, 10_000, random);
          return Math.log((double) region.regionWidth() / region.regionHeight());
        });
    assertDraws(
        "share",
        0.3,
        0.04 / 12,
        random -> {
          var region = (Region) crop.draw(10_000, 10_000, random);
          return 1e-8 * region.regionWidth() * region.regionHeight();
        });
  }

  @Test
  void affineMapsAreAsAskedFor() {
    var turn = new RandomAffine(30);
    assertDraws(
        "degrees",
        0,
        300,
        random -> {
          var matrix = matrix(turn, random);
          return Math.toDegrees(Math.atan2(matrix.d(), matrix.a()));
        });
    var scale = new RandomAffine(0).scale(0.5, 1.5);
    assertDraws("scale", 1, 1 / 12.0, random -> matrix(scale, random).e());
    var shift = new RandomAffine(0).translate(0.1, 0);
    // Rounded from [−10, 10): whole numbers, the outermost two half as likely.
    assertDraws("shift", 0, 100 / 3.0 + 1 / 6.0, random -> matrix(shift, random).c());
  }

  @Test
  void perspectiveMovesCornersInwards() {
    var perspective = new RandomPerspective(0.4);
    assertDraws("left", 10, 400 / 12.0, random -> matrix(perspective, random).apply(0, 0).x());
    assertDraws("bottom", 72, 256 / 12.0, random -> matrix(perspective, random).apply(100, 80).y());
  }

  @Test
  void displacementsAreAsFarAsTheFormulaSays() {
    // Far from the border, α²/3 · (Σ g²)².
    var bell = new double[25];
    double sum = 0;
    for (int i = 0; i < bell.length; i++) {
      bell[i] = Math.exp(-Math.pow((i - 12) / 3.0, 2) / 2);
      sum += bell[i];
    }
    double squares = 0;
    for (double weight : bell) {
      squares += weight * weight / (sum * sum);
    }
    var columns = new double[27];
    var rows = new double[27];
    assertThat(Math.sqrt(squares * squares / 3))
        .isCloseTo(1 / (3 * Math.sqrt(12 * Math.PI)), within(1e-3));
    assertDraws(
        "displacement",
        0,
        100 / 3.0 * squares * squares,
        random -> {
          var field = (Displacement) new ElasticTransform(10, 3).draw(27, 27, random);
          field.sources(13, columns, rows);
          return columns[13] - 13;
        });
  }

  @Test
  void noiseIsNormal() {
    var grey = new Example(new Raster(1, 1, 1, new float[] {128}), 0);
    var noise = new GaussianNoise(12);
    assertDraws("noise", 128, 144, random -> noise.apply(grey, random).picture().at(0, 0, 0));
  }

  @Test
  void jitterIsAroundOne() {
    var grey = new Example(new Raster(1, 1, 1, new float[] {100}), 0);
    var jitter = new ColorJitter(0.6, 0, 0, 0);
    assertDraws(
        "brightness",
        100,
        14_400 / 12.0,
        random -> jitter.apply(grey, random).picture().at(0, 0, 0));
  }

  @Test
  void erasedAreasAreAsAskedFor() {
    var white = new float[200 * 200];
    java.util.Arrays.fill(white, 255);
    var example = new Example(new Raster(1, 200, 200, white), 0);
    var erasing = new RandomErasing().scale(0.1, 0.2).ratio(0.5, 2);
    double sum = 0;
    for (int i = 0; i < 300; i++) {
      sum += erased(erasing.apply(example, new CounterRandom(3, 0, i)).picture());
    }
    // The standard deviation of a share is 0.1 / √12.
    assertThat(sum / 300).isCloseTo(0.15, within(ERRORS * 0.1 / Math.sqrt(12 * 300)));
    var half = erasing.level(40).scale(0.5, 0.5).ratio(1, 1).apply(example, Examples.draws(0));
    assertThat(erased(half.picture())).isCloseTo(0.5, within(0.01));
    var square = new Cutout(20).apply(example, Examples.draws(4)).picture();
    assertThat(erased(square)).isBetween(0.0025, 0.01);
  }

  private static double erased(Raster picture) {
    int count = 0;
    for (float level : picture.levels()) {
      count += level == 255 ? 0 : 1;
    }
    return (double) count / picture.levels().length;
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.2, 0.5, 1, 1.5, 8})
  void sharesAreBetaDistributed(double alpha) {
    assertDraws("share", 0.5, 1 / (4 * (2 * alpha + 1)), random -> Pairs.share(alpha, random));
  }

  @Test
  void sometimesIsAsOftenAsAskedFor() {
    var picture = new Example(new Raster(1, 1, 2, new float[] {0, 1}), 0);
    var flip = Flip.HORIZONTAL.sometimes(0.3);
    assertDraws("flips", 0.3, 0.21, random -> flip.apply(picture, random).picture().at(0, 0, 0));
    var either = io.ranvier.data.Augmentation.oneOf(Flip.HORIZONTAL, Flip.VERTICAL, Turn.HALF);
    assertDraws(
        "choices", 2 / 3.0, 2 / 9.0, random -> either.apply(picture, random).picture().at(0, 0, 0));
  }
}
