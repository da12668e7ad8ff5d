package io.ranvier.data.digits;

import static org.assertj.core.api.Assertions.assertThat;

import io.ranvier.data.SharedData;
import io.ranvier.data.Split;
import io.ranvier.data.mnist.Mnist;
import org.junit.jupiter.api.Test;

class DrawnDigitsTest {

  @Test
  void areTheSameOnEveryMachine() {
    String known = "b3623b3da76b52320a0d04f0ad62ca3b7c0db075cdd666b2cb4f0b3eea168399";
    assertThat(DrawnDigits.dataset(200, 100, 1).contentHash()).isEqualTo(known);
    assertThat(DrawnDigits.dataset(200, 100, 2).contentHash()).isNotEqualTo(known);
  }

  @Test
  void aPictureDoesNotDependOnHowManyAreDrawn() {
    var few = DrawnDigits.dataset(20, 10, 1).train();
    var many = DrawnDigits.dataset(300, 10, 1).train();
    for (int i = 0; i < few.count(); i++) {
      assertThat(many.image(i)).isEqualTo(few.image(i));
    }
  }

  @Test
  void inkLiesInTheMiddleAsInMnist() {
    var digits = DrawnDigits.dataset(2000, 10, 5).train();
    double total = 0;
    for (int i = 0; i < digits.count(); i++) {
      double mass = 0;
      double massX = 0;
      double massY = 0;
      byte[] image = digits.image(i);
      for (int pixel = 0; pixel < image.length; pixel++) {
        int level = Byte.toUnsignedInt(image[pixel]);
        mass += level;
        massX += level * (pixel % 28 + 0.5);
        massY += level * (Math.floorDiv(pixel, 28) + 0.5);
      }
      assertThat(massX / mass).isBetween(12.0, 17.0);
      assertThat(massY / mass).isBetween(12.0, 17.0);
      assertThat(mass / 784).isBetween(5.0, 110.0);
      total += mass / 784;
    }
    assertThat(total / digits.count()).isBetween(30.0, 38.0);
  }

  @Test
  void trainAndTestDiffer() {
    var dataset = DrawnDigits.dataset(10, 10, 1);
    for (int i = 0; i < 10; i++) {
      assertThat(dataset.train().image(i)).isNotEqualTo(dataset.test().image(i));
      assertThat(dataset.train().label(i)).isEqualTo(i);
    }
  }

  @Test
  void looksLikeHandwritingToTheNearestNeighbour() {
    var mnist = Mnist.read(SharedData.folder("mnist")).test();
    var drawn = DrawnDigits.dataset(5000, 10, 1).train();
    int right = 0;
    for (int i = 0; i < 400; i++) {
      right += nearest(drawn, mnist.image(i)) == mnist.label(i) ? 1 : 0;
    }
    assertThat(right).isGreaterThan(300);
  }

  private static int nearest(Split among, byte[] image) {
    int label = -1;
    int least = Integer.MAX_VALUE;
    for (int i = 0; i < among.count(); i++) {
      byte[] other = among.image(i);
      int distance = 0;
      for (int pixel = 0; pixel < image.length; pixel++) {
        int difference = Byte.toUnsignedInt(image[pixel]) - Byte.toUnsignedInt(other[pixel]);
        distance += difference * difference;
      }
      if (distance < least) {
        least = distance;
        label = among.label(i);
      }
    }
    return label;
  }
}
