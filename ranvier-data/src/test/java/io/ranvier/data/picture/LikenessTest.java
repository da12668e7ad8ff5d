package io.ranvier.data.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ranvier.data.SharedData;
import io.ranvier.data.digits.DrawnDigits;
import io.ranvier.data.mnist.Mnist;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LikenessTest {

  @Test
  void aPictureOfTheRightSizeStaysAsItIs() {
    byte[] digit = DrawnDigits.dataset(10, 10, 1).train().image(5);
    for (var likeness : Likeness.values()) {
      float[] same = likeness.of(picture(digit, 28, 28));
      float[] inverted = likeness.of(picture(inverted(digit), 28, 28));
      for (int i = 0; i < digit.length; i++) {
        assertThat(same[i]).isEqualTo(Byte.toUnsignedInt(digit[i]));
        assertThat(inverted[i]).isEqualTo(same[i]);
      }
    }
  }

  @Test
  void aDigitIsFoundWhereverAndHoweverLargeItIs() {
    var digits = DrawnDigits.dataset(20, 10, 2).train();
    for (int i = 0; i < digits.count(); i++) {
      byte[] large = paste(digits.image(i), 9, 400, 300, 120, 20);
      byte[] small = paste(digits.image(i), 5, 200, 300, 3, 140);
      float[] fromLarge = Likeness.DIGIT.of(picture(inverted(large), 400, 300));
      float[] fromSmall = Likeness.DIGIT.of(picture(small, 200, 300));
      for (int pixel = 0; pixel < 784; pixel++) {
        assertThat(fromSmall[pixel]).isCloseTo(fromLarge[pixel], within(8f));
      }
    }
  }

  @Test
  void anEnlargedDigitOfMnistBecomesItselfAgain() {
    var digits = Mnist.read(SharedData.folder("mnist")).test().first(200);
    for (int i = 0; i < digits.count(); i++) {
      byte[] page = paste(digits.image(i), 9, 400, 300, 120, 20);
      float[] found = Likeness.DIGIT.of(picture(inverted(page), 400, 300));
      assertThat(
              IntStream.range(0, digits.count())
                  .boxed()
                  .min(Comparator.comparingDouble(j -> distance(found, digits.image(j)))))
          .contains(i);
    }
  }

  @Test
  void paperNeedNotBeWhiteNorInkBlack() {
    byte[] digit = DrawnDigits.dataset(10, 10, 3).train().image(3);
    byte[] page = paste(digit, 4, 160, 160, 30, 10);
    var faint = new byte[page.length];
    for (int i = 0; i < page.length; i++) {
      faint[i] = (byte) (200 - Byte.toUnsignedInt(page[i]) * 120 / 255);
    }
    float[] strong = Likeness.DIGIT.of(picture(inverted(page), 160, 160));
    float[] weak = Likeness.DIGIT.of(picture(faint, 160, 160));
    for (int i = 0; i < strong.length; i++) {
      assertThat(weak[i]).isCloseTo(strong[i], within(6f));
    }
  }

  @Test
  void anEmptyPageIsBlack() {
    var white = new byte[50 * 40];
    Arrays.fill(white, (byte) 250);
    for (var likeness : Likeness.values()) {
      assertThat(likeness.of(picture(white, 50, 40))).hasSize(784).containsOnly(0);
    }
  }

  @Test
  void theWholePictureKeepsItsProportions() {
    var black = new byte[100 * 50];
    for (int i = 25; i < 75; i++) {
      for (int j = 10; j < 40; j++) {
        black[j * 100 + i] = (byte) 255;
      }
    }
    float[] fitted = Likeness.WHOLE.of(picture(black, 100, 50));
    assertThat(fitted[14 * 28 + 14]).isEqualTo(255);
    assertThat(fitted[3 * 28 + 14]).isEqualTo(0);
    // Half as wide as the picture, and 0.3 times as high: 14 x 8.4 of 28.
    assertThat(count(fitted)).isBetween(14 * 8 - 20, 14 * 8 + 30);
  }

  private static int count(float[] levels) {
    int count = 0;
    for (float level : levels) {
      count += level > 127 ? 1 : 0;
    }
    return count;
  }

  /// The digit enlarged, each pixel a square of `scale`, at `(left, top)` of a black page.
  private static byte[] paste(byte[] digit, int scale, int width, int height, int left, int top) {
    var page = new byte[width * height];
    for (int y = 0; y < 28 * scale; y++) {
      for (int x = 0; x < 28 * scale; x++) {
        page[(top + y) * width + left + x] = digit[y / scale * 28 + x / scale];
      }
    }
    return page;
  }

  private static byte[] inverted(byte[] levels) {
    var inverted = new byte[levels.length];
    for (int i = 0; i < levels.length; i++) {
      inverted[i] = (byte) (255 - Byte.toUnsignedInt(levels[i]));
    }
    return inverted;
  }

  private static Picture picture(byte[] grey, int width, int height) {
    var rgb = new byte[3 * grey.length];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = grey[i / 3];
    }
    return new Picture(width, height, rgb);
  }

  private static double distance(float[] one, byte[] other) {
    double distance = 0;
    for (int i = 0; i < one.length; i++) {
      double difference = one[i] - Byte.toUnsignedInt(other[i]);
      distance += difference * difference;
    }
    return distance;
  }
}
