package io.ranvier.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.ranvier.type.DType;
import io.ranvier.type.Shape;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BatchesTest {
  private static final Normalisation NORMALISATION = new Normalisation(0.25, 0.5);

  @Property(tries = 50)
  void everyPictureComesOnceWithItsLabel(
      @ForAll @IntRange(min = 1, max = 40) int count,
      @ForAll @IntRange(min = 1, max = 50) int size,
      @ForAll boolean shuffled) {
    var order = shuffled ? new Order.Shuffled(count, size) : new Order.Stored();
    var batches = new Batches(split(count), NORMALISATION, size, order);
    int[] permutation = order.permutation(count);
    int seen = 0;
    int number = 0;
    for (var batch : batches) {
      number++;
      int expected = Math.min(size, count - seen);
      assertThat(batch.size()).isEqualTo(expected);
      assertThat(batch.input().shape()).isEqualTo(Shape.of(expected, 1, 2, 2));
      assertThat(batch.input().dtype()).isEqualTo(DType.F32);
      assertThat(batch.target().dtype()).isEqualTo(DType.I32);
      float[] inputs = batch.input().toFloats();
      int[] targets = batch.target().toInts();
      for (int i = 0; i < expected; i++, seen++) {
        assertThat(targets[i]).isEqualTo(permutation[seen] % 10);
        for (int pixel = 0; pixel < 4; pixel++) {
          int level = (permutation[seen] * 5 + pixel) & 0xFF;
          assertThat(inputs[4 * i + pixel]).isEqualTo((float) ((level / 255.0 - 0.25) / 0.5));
        }
      }
    }
    assertThat(seen).isEqualTo(count);
    assertThat(number).isEqualTo(batches.count());
  }

  @Test
  void twoPassesAreTheSame() {
    var batches = new Batches(split(30), NORMALISATION, 7, new Order.Shuffled(1, 2));
    assertThat(targets(batches)).isEqualTo(targets(batches));
  }

  @Test
  void refusesEmptyBatches() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Batches(split(3), NORMALISATION, 0, new Order.Stored()))
        .withMessage("batches of 0: wants at least 1");
  }

  private static List<Integer> targets(Batches batches) {
    List<Integer> targets = new ArrayList<>();
    for (var batch : batches) {
      for (int target : batch.target().toInts()) {
        targets.add(target);
      }
    }
    return targets;
  }

  /// Pixel `p` of picture `i` is `5 i + p`, its label the last digit of `i`.
  private static Split split(int count) {
    var images = new byte[4 * count];
    var labels = new byte[count];
    for (int i = 0; i < count; i++) {
      labels[i] = (byte) (i % 10);
      for (int pixel = 0; pixel < 4; pixel++) {
        images[4 * i + pixel] = (byte) (5 * i + pixel);
      }
    }
    return new Split(Shape.of(1, 2, 2), images, labels, 10);
  }
}
