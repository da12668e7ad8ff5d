package io.ranvier.data.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.ranvier.data.Batch;
import io.ranvier.data.random.CounterRandom;
import io.ranvier.tensor.Tensor;
import io.ranvier.type.DType;
import io.ranvier.type.Shape;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class MixingTest {
  private static final int SIDE = 12;
  private static final int COUNT = 5;

  /// Picture `i` has nothing but level `i`, and label `i`.
  private static Batch batch() {
    var inputs = new float[COUNT * 2 * SIDE * SIDE];
    var labels = new int[COUNT];
    for (int i = 0; i < COUNT; i++) {
      int size = inputs.length / COUNT;
      Arrays.fill(inputs, i * size, (i + 1) * size, i);
      labels[i] = i;
    }
    return new Batch(
        Tensor.of(Shape.of(COUNT, 2, SIDE, SIDE), inputs), Tensor.of(Shape.of(COUNT), labels));
  }

  @Test
  void targetsAreMixedAsPicturesAre() {
    for (int seed = 0; seed < 50; seed++) {
      var mixed = new MixUp(0.4, COUNT).apply(batch(), Examples.draws(seed));
      assertMeans(mixed);
      // Each picture is plain still.
      float[] inputs = mixed.input().toFloats();
      assertThat(inputs[0]).isEqualTo(inputs[SIDE]);
    }
  }

  @Test
  void targetsAreMixedAsAreasAre() {
    for (int seed = 0; seed < 50; seed++) {
      var mixed = new CutMix(1, COUNT).apply(batch(), Examples.draws(seed));
      assertMeans(mixed);
      for (float level : mixed.input().toFloats()) {
        assertThat(level % 1).isZero();
      }
    }
  }

  /// The mean level of each picture is the mean of its labels.
  private static void assertMeans(Batch mixed) {
    assertThat(mixed.target().dtype()).isEqualTo(DType.F32);
    assertThat(mixed.target().shape()).isEqualTo(Shape.of(COUNT, COUNT));
    assertThat(mixed.size()).isEqualTo(COUNT);
    float[] levels = mixed.input().mean(1, 2, 3).toFloats();
    float[] targets = mixed.target().toFloats();
    for (int i = 0; i < COUNT; i++) {
      double sum = 0;
      double mean = 0;
      for (int label = 0; label < COUNT; label++) {
        sum += targets[i * COUNT + label];
        mean += label * targets[i * COUNT + label];
      }
      assertThat(sum).isCloseTo(1, within(1e-6));
      assertThat(levels[i]).isCloseTo((float) mean, within(1e-5f));
    }
  }

  @Test
  void whatIsMixedMayBeMixedAgain() {
    var once = new CutMix(1, COUNT).apply(batch(), Examples.draws(1));
    assertMeans(new MixUp(1, COUNT).apply(once, Examples.draws(2)));
  }

  @Test
  void sameDrawsGiveTheSameBits() {
    for (int i = 0; i < 3; i++) {
      var one = new MixUp(1, COUNT).apply(batch(), new CounterRandom(1, 2, i));
      var other = new MixUp(1, COUNT).apply(batch(), new CounterRandom(1, 2, i));
      assertThat(one.input().toFloats()).isEqualTo(other.input().toFloats());
    }
  }

  @Test
  void labelsMustBeOfTheClasses() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new MixUp(1, 4).apply(batch(), Examples.draws(0)))
        .withMessage("label 4 of picture 4: must be in [0, 4)");
    var soft = new Batch(batch().input(), Tensor.zeros(COUNT, 3));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new CutMix(1, 4).apply(soft, Examples.draws(0)))
        .withMessage("targets of [5, 3] for 4 classes: wants labels or [b, 4]");
  }
}
