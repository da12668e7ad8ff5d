package io.ranvier.data.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class GreyTest {

  @Property(tries = 100)
  void resizingKeepsConstantsAndBounds(
      @ForAll @IntRange(min = 1, max = 40) int width,
      @ForAll @IntRange(min = 1, max = 40) int height,
      @ForAll @IntRange(min = 1, max = 40) int newWidth,
      @ForAll @IntRange(min = 1, max = 40) int newHeight) {
    var random = new Random(width);
    var levels = new float[width * height];
    for (int i = 0; i < levels.length; i++) {
      levels[i] = random.nextInt(256);
    }
    var grey = new Grey(width, height, levels);
    assertThat(grey.resize(width, height).toArray()).isEqualTo(levels);
    var resized = grey.resize(newWidth, newHeight);
    assertThat(resized.width()).isEqualTo(newWidth);
    assertThat(resized.height()).isEqualTo(newHeight);
    for (float level : resized.toArray()) {
      assertThat(level).isBetween(0f, 255.001f);
    }
    for (float level : grey.linear(0, 77).resize(newWidth, newHeight).toArray()) {
      assertThat(level).isCloseTo(77, within(1e-4f));
    }
  }

  @Test
  void shrinkingAveragesAllPixels() {
    var stripes = new float[100 * 100];
    for (int i = 0; i < stripes.length; i++) {
      stripes[i] = i % 2 == 0 ? 0 : 200;
    }
    // Sampling without a filter would see one kind of stripe alone.
    for (float level : new Grey(100, 100, stripes).resize(10, 10).toArray()) {
      assertThat(level).isCloseTo(100, within(3f));
    }
  }

  @Test
  void growingInterpolates() {
    assertThat(new Grey(2, 1, new float[] {0, 100}).resize(4, 1).toArray())
        .containsExactly(0, 25, 75, 100);
  }

  @Test
  void borderIsTheOutermostPixels() {
    var levels = new float[] {1, 1, 1, 1, 50, 1, 1, 1, 1};
    assertThat(new Grey(3, 3, levels).borderMean()).isEqualTo(1);
  }

  @Test
  void pastingCutsWhatSticksOut() {
    var square = new Grey(2, 2, new float[] {1, 2, 3, 4});
    assertThat(square.on(2, 1, -1).toArray()).containsExactly(0, 3, 0, 0);
  }
}
