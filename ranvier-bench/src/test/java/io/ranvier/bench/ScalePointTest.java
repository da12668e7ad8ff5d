package io.ranvier.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.ranvier.bench.ScalePoint.Axis;
import org.junit.jupiter.api.Test;

class ScalePointTest {

  @Test
  void eachPointIsTwiceTheOneBefore() {
    assertThat(ScalePoint.of(Axis.BATCH))
        .extracting(ScalePoint::value)
        .containsExactly(8, 16, 32, 64);
    assertThat(ScalePoint.of(Axis.BATCH))
        .extracting(ScalePoint::batch)
        .containsExactly(8, 16, 32, 64);
    assertThat(ScalePoint.of(Axis.SIDE))
        .extracting(ScalePoint::value)
        .containsExactly(16, 32, 64, 128);
    assertThat(ScalePoint.of(Axis.SIDE)).extracting(ScalePoint::batch).containsOnly(16);
  }

  @Test
  void aPointCanBeTimed() {
    var result = new ScalePoint(Axis.SIDE, 4).benchmark(true).run(0);

    assertThat(result.steps()).isGreaterThanOrEqualTo(5);
    assertThat(result.medianMilliseconds()).isPositive();
    assertThat(result.plan().costs()).anyMatch(kernel -> kernel.kernel().startsWith("conv2d"));
  }
}
