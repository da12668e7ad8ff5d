package io.ranvier.nn;

import static io.ranvier.nn.Mode.inference;
import static io.ranvier.nn.Mode.training;
import static io.ranvier.nn.Seed.seeded;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ranvier.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

class DropoutTest {

  private static float[] mask(Dropout layer, int size) {
    return training(() -> layer.forward(Tensor.ones(size))).toFloats();
  }

  private static Dropout named(long seed) {
    var layer = seeded(seed, () -> new Dropout(0.3));
    Variables.of(layer);
    return layer;
  }

  @Test
  void dropsItsRateAndKeepsTheMean() {
    int zeros = 0;
    double sum = 0;
    for (float x : mask(named(1), 20_000)) {
      if (x == 0) zeros++;
      else assertThat(x).isCloseTo(1 / 0.7f, within(1e-6f));
      sum += x;
    }
    // Four deviations of a binomial: 4 · √(0.3 · 0.7 / 20000) = 0.013.
    assertThat(zeros / 20_000.0).isCloseTo(0.3, within(0.013));
    assertThat(sum / 20_000).isCloseTo(1, within(0.019));
  }

  @Test
  void sameSeedSameMasksAndEachStepAnother() {
    var a = named(1);
    var b = named(1);
    var first = mask(a, 100);
    var second = mask(a, 100);
    assertThat(mask(b, 100)).isEqualTo(first);
    assertThat(mask(b, 100)).isEqualTo(second);
    assertThat(second).isNotEqualTo(first);
    assertThat(mask(named(2), 100)).isNotEqualTo(first);
  }

  @Test
  void goesOnFromASavedKey() {
    var a = named(1);
    mask(a, 100);
    var key = a.key().value().toBytes();
    var next = mask(a, 100);
    var b = named(9);
    b.key().variable().load(MemorySegment.ofArray(key));
    assertThat(mask(b, 100)).isEqualTo(next);
  }

  @Test
  void gradientsFlowThroughWhatIsKept() {
    var x = Tensor.ones(50);
    var y = training(() -> named(1).forward(x));
    assertThat(y.sum().gradient(x).toFloats()).isEqualTo(y.toFloats());
  }

  @Test
  void predictsUnchanged() {
    var layer = new Dropout(0.5);
    var x = Tensor.ones(4);
    assertThat(layer.forward(x)).isSameAs(x);
    assertThat(training(() -> inference(() -> layer.forward(x)))).isSameAs(x);
    assertThat(training(() -> new Dropout(0).forward(x))).isSameAs(x);
  }

  @Test
  void ratesOutsideTheRangeAreRefused() {
    for (double rate : new double[] {-0.1, 1, Double.NaN}) {
      assertThatThrownBy(() -> new Dropout(rate))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("must be in [0, 1)");
    }
  }
}
