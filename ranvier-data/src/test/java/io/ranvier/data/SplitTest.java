package io.ranvier.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import io.ranvier.type.Shape;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class SplitTest {
  private static final Shape PICTURE = Shape.of(1, 2, 3);

  @Test
  void givesPicturesAndLabels() {
    var split =
        new Split(
            PICTURE, new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, -1}, new byte[] {7, 9}, 10);
    assertThat(split.count()).isEqualTo(2);
    assertThat(split.label(1)).isEqualTo(9);
    assertThat(split.image(1)).containsExactly(7, 8, 9, 10, 11, -1);
    assertThat(split.first(1).count()).isEqualTo(1);
    assertThat(split.first(1).image(0)).containsExactly(1, 2, 3, 4, 5, 6);
    assertThat(split.first(9).count()).isEqualTo(2);
  }

  @Test
  void refusesWhatDoesNotFitTogether() {
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> new Split(PICTURE, new byte[12], new byte[3], 10))
        .withMessageContaining("make 2 pictures of [1, 2, 3], but there are 3 labels");
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> new Split(PICTURE, new byte[13], new byte[2], 10))
        .withMessageContaining("no whole pictures");
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> new Split(PICTURE, new byte[0], new byte[0], 10))
        .withMessageContaining("no pictures");
  }

  @Test
  void refusesLabelsOutOfRange() {
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> new Split(PICTURE, new byte[12], new byte[] {9, 10}, 10))
        .withMessage("label 10 of picture 1 is out of range: the 10 classes are 0 to 9");
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> new Split(PICTURE, new byte[6], new byte[] {-1}, 10))
        .withMessageContaining("label 255");
  }

  @Property(tries = 50)
  void normalisedPixelsHaveMeanZeroAndVarianceOne(@ForAll @Size(6) byte[] image) {
    var split = new Split(PICTURE, image, new byte[1], 10);
    var normalisation = Normalisation.of(split);
    var values = new float[8];
    split.copy(0, normalisation.tables(1), values, 2);
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < 6; i++) {
      assertThat(values[i + 2]).isEqualTo(normalisation.apply(0, Byte.toUnsignedInt(image[i])));
      sum += values[i + 2];
      squares += values[i + 2] * values[i + 2];
    }
    assertThat(values).startsWith(0, 0);
    assertThat(sum).isCloseTo(0, within(1e-4));
    if (squares > 0) {
      assertThat(squares / 6).isCloseTo(1, within(1e-3));
    }
  }
}
