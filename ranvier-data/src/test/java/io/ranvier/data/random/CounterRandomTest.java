package io.ranvier.data.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CounterRandomTest {

  @Test
  void isAFunctionOfItsPlace() {
    var one = new CounterRandom(1, 2, 3);
    var other = new CounterRandom(1, 2, 3);
    for (int i = 0; i < 10; i++) {
      assertThat(one.nextLong()).isEqualTo(other.nextLong());
    }
  }

  @Test
  void neighboursDiffer() {
    Set<Long> seen = new HashSet<>();
    for (int seed = 0; seed < 20; seed++) {
      for (int stream = 0; stream < 20; stream++) {
        for (int index = 0; index < 20; index++) {
          var random = new CounterRandom(seed, stream, index);
          seen.add(random.nextLong());
          seen.add(random.nextLong());
        }
      }
    }
    assertThat(seen).hasSize(2 * 20 * 20 * 20);
  }

  @Test
  void bellHasMeanZeroAndVarianceOne() {
    var random = new CounterRandom(5, 0, 0);
    double sum = 0;
    double squares = 0;
    int count = 100_000;
    for (int i = 0; i < count; i++) {
      double x = random.bell();
      assertThat(Math.abs(x)).isLessThan(3.47);
      sum += x;
      squares += x * x;
    }
    assertThat(sum / count).isCloseTo(0, within(0.015));
    assertThat(squares / count).isCloseTo(1, within(0.02));
  }
}
