package io.ranvier.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class OrderTest {

  @Property(tries = 100)
  void everyOrderIsAPermutation(
      @ForAll @IntRange(max = 500) int count,
      @ForAll long seed,
      @ForAll @LongRange(max = 99) long epoch) {
    int[] all = IntStream.range(0, count).toArray();
    assertThat(new Order.Stored().permutation(count)).isEqualTo(all);
    int[] shuffled = new Order.Shuffled(seed, epoch).permutation(count);
    assertThat(shuffled).containsExactlyInAnyOrder(all);
    assertThat(new Order.Shuffled(seed, epoch).permutation(count)).isEqualTo(shuffled);
  }

  @Test
  void epochsAndSeedsDiffer() {
    int[] first = new Order.Shuffled(1, 1).permutation(100);
    assertThat(new Order.Shuffled(1, 2).permutation(100)).isNotEqualTo(first);
    assertThat(new Order.Shuffled(2, 1).permutation(100)).isNotEqualTo(first);
  }

  @Test
  void everyPictureIsFirstEquallyOften() {
    var counts = new int[5];
    for (int epoch = 0; epoch < 10_000; epoch++) {
      counts[new Order.Shuffled(3, epoch).permutation(5)[0]]++;
    }
    // The standard deviation is 40.
    assertThat(IntStream.of(counts).boxed())
        .allSatisfy(count -> assertThat(count).isBetween(1840, 2160));
  }
}
