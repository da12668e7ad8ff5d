package io.ranvier.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PartitionTest {

  @Property(tries = 100)
  void everyExampleIsInOnePartAndEveryClassInBothByItsShare(
      @ForAll @IntRange(min = 1, max = 5) int classes,
      @ForAll @IntRange(min = 4, max = 30) int perClass,
      @ForAll @DoubleRange(min = 0.2, max = 0.8) double share,
      @ForAll long seed) {
    int[] labels = IntStream.range(0, classes * perClass).map(i -> i % classes).toArray();
    var partition = Partition.stratified(labels, share, seed);
    int[] all =
        IntStream.concat(Arrays.stream(partition.train()), Arrays.stream(partition.test()))
            .sorted()
            .toArray();
    assertThat(all).isEqualTo(IntStream.range(0, labels.length).toArray());
    assertThat(partition.train()).isSorted();
    assertThat(partition.test()).isSorted();
    for (int c = 0; c < classes; c++) {
      int label = c;
      assertThat(Arrays.stream(partition.test()).filter(i -> labels[i] == label).count())
          .isEqualTo(Math.round(perClass * share));
    }
  }

  @Test
  void theSeedSaysWhich() {
    assertThat(Partition.random(100, 0.3, 1).test()).hasSize(30);
    assertThat(Partition.random(100, 0.3, 1)).hasToString(Partition.random(100, 0.3, 1).toString());
    assertThat(Partition.random(100, 0.3, 1).test())
        .isNotEqualTo(Partition.random(100, 0.3, 2).test());
  }

  @Test
  void refusesSharesThatLeaveNothing() {
    for (double share : new double[] {0, 1, -0.5, Double.NaN}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Partition.random(10, share, 0))
          .withMessage("partition: testShare is %s, and must be in (0, 1)", share);
    }
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> Partition.random(3, 0.1, 0))
        .withMessage(
            "a share of 0.1 of 3 examples leaves 3 to learn from and 0 to test: wants some of"
                + " both");
  }
}
