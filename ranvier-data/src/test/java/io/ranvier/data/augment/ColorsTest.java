package io.ranvier.data.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ranvier.data.Raster;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.function.Consumer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class ColorsTest {
  private static final Raster PICTURE = Examples.noise(3, 30, 40, 8);

  private static float[] changed(Raster picture, Consumer<Colors> change) {
    var colors = new Colors(picture);
    change.accept(colors);
    return colors.toRaster().levels();
  }

  @Property(tries = 50)
  void aWheelThatIsTurnedBackIsWhereItWas(
      @ForAll @DoubleRange(min = -0.5, max = 0.5) double shift) {
    float[] back =
        changed(
            PICTURE,
            colors -> {
              colors.hue(shift);
              colors.hue(-shift);
            });
    for (int i = 0; i < back.length; i++) {
      assertThat(back[i]).isCloseTo(PICTURE.levels()[i], within(1e-2f));
    }
  }

  @Test
  void aThirdOfTheWheelMakesRedGreen() {
    var red = new Raster(3, 1, 2, new float[] {200, 90, 40, 90, 40, 90});
    assertThat(changed(red, c -> c.hue(1 / 3.0)))
        .usingComparatorWithPrecision(1e-3f)
        .containsExactly(40, 90, 200, 90, 40, 90);
    assertThat(changed(red, c -> c.hue(-1 / 3.0)))
        .usingComparatorWithPrecision(1e-3f)
        .containsExactly(40, 90, 40, 90, 200, 90);
    assertThat(changed(red, c -> c.hue(0.5)))
        .usingComparatorWithPrecision(1e-3f)
        .containsExactly(40, 90, 200, 90, 200, 90);
  }

  @Test
  void factorsOfOneChangeNothing() {
    for (Consumer<Colors> same :
        List.<Consumer<Colors>>of(
            c -> c.brightness(1),
            c -> c.contrast(1),
            c -> c.saturation(1),
            c -> c.hue(0),
            c -> c.sharpness(1),
            c -> c.posterize(8),
            c -> c.solarize(256))) {
      float[] levels = changed(PICTURE, same);
      for (int i = 0; i < levels.length; i++) {
        assertThat(levels[i]).isCloseTo(PICTURE.levels()[i], within(1e-3f));
      }
    }
  }

  @Test
  void withoutSaturationAllChannelsAreGrey() {
    float[] levels = changed(PICTURE, c -> c.saturation(0));
    for (int i = 0; i < 1200; i++) {
      float[] p = PICTURE.levels();
      double grey = 0.299 * p[i] + 0.587 * p[1200 + i] + 0.114 * p[2400 + i];
      assertThat(levels[i]).isCloseTo((float) grey, within(1e-3f));
      assertThat(levels[1200 + i]).isEqualTo(levels[i]);
      assertThat(levels[2400 + i]).isEqualTo(levels[i]);
    }
  }

  @Test
  void sharpnessOfZeroIsTheBlurredPicture() {
    var picture = new Raster(1, 3, 3, new float[] {13, 0, 0, 0, 26, 0, 0, 0, 0});
    assertThat(changed(picture, c -> c.sharpness(0)))
        .containsExactly(13, 0, 0, 0, (13 + 5 * 26) / 13f, 0, 0, 0, 0);
  }

  @Test
  void posterizingKeepsTheHighestBits() {
    float[] levels = changed(PICTURE, c -> c.posterize(2));
    assertThat(new HashSet<>(boxed(levels))).containsExactlyInAnyOrder(0f, 64f, 128f, 192f);
  }

  @Test
  void solarizingInvertsWhatIsBright() {
    var picture = new Raster(1, 1, 3, new float[] {10, 128, 200});
    assertThat(changed(picture, c -> c.solarize(128))).containsExactly(10, 127, 55);
  }

  @Test
  void autocontrastReachesFromBlackToWhite() {
    var picture = new Raster(2, 1, 3, new float[] {50, 75, 100, 9, 9, 9});
    assertThat(changed(picture, Colors::autocontrast)).containsExactly(0, 127.5f, 255, 9, 9, 9);
  }

  @Test
  void equalizingMakesLevelsEquallyFrequent() {
    // Of 25,600 dark levels, each of the 256 is to have 100.
    var levels = new float[25_600];
    for (int i = 0; i < levels.length; i++) {
      levels[i] = (float) Math.floor(255 * Math.pow(i / 25_600.0, 1.5));
    }
    float[] equal = changed(new Raster(1, 160, 160, levels), Colors::equalize);
    Arrays.sort(equal);
    for (int share = 1; share < 10; share++) {
      assertThat(equal[share * 2560]).isCloseTo(25.5f * share, within(12f));
    }
  }

  private static List<Float> boxed(float[] levels) {
    var list = new ArrayList<Float>();
    for (float level : levels) {
      list.add(level);
    }
    return list;
  }
}
