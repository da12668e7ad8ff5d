package io.ranvier.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ranvier.op.Ops;
import io.ranvier.type.DType;
import io.ranvier.type.TensorType;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

/// The statistics of random tensors, and that they depend on their key alone.
final class RandomNumbersTest {
  private static final int COUNT = 100_000;

  /// The distance of an empirical distribution function from the true one exceeds `1.95/√n` once in
  /// a thousand times (Kolmogorov and Smirnov); keys are fixed, so this never fails by chance.
  private static final double DISTANCE = 1.95 / Math.sqrt(COUNT);

  @Test
  void uniformNumbersAreUniform() {
    var x = uniform(42, 7, COUNT);
    assertThat(Arrays.stream(x)).allMatch(u -> u >= 0 && u < 1);
    assertThat(mean(x)).isCloseTo(0.5, within(4 / Math.sqrt(12.0 * COUNT)));
    assertThat(variance(x)).isCloseTo(1 / 12.0, within(1e-3));
    assertThat(distance(x, u -> u)).isLessThan(DISTANCE);
    assertThat(Math.abs(serialCorrelation(x))).isLessThan(4 / Math.sqrt(COUNT));
  }

  @Test
  void normalNumbersAreNormal() {
    var x = normal(42, 7, COUNT);
    assertThat(mean(x)).isCloseTo(0, within(4 / Math.sqrt(COUNT)));
    assertThat(variance(x)).isCloseTo(1, within(4 * Math.sqrt(2.0 / COUNT)));
    assertThat(distance(x, RandomNumbersTest::normalDistribution)).isLessThan(DISTANCE);
    assertThat(Math.abs(serialCorrelation(x))).isLessThan(4 / Math.sqrt(COUNT));
    double fourth = Arrays.stream(x).map(z -> z * z * z * z).average().orElseThrow();
    assertThat(fourth).isCloseTo(3, within(4 * Math.sqrt(96.0 / COUNT)));
  }

  /// By hand, from the block of zeros: 6627e8d5 e169c58d bc57ac4c 9b00dbd8.
  @Test
  void elementsComeFromTheWordsOfTheirBlock() {
    double unit = 0x1p-24;
    assertThat(uniform(0, 0, 3)).containsExactly(0x6627E8 * unit, 0xE169C5 * unit, 0xBC57AC * unit);
    double radius = Math.sqrt(-2 * Math.log((0xBC57AC + 1) * unit));
    double angle = 2 * Math.PI * 0x9B00DB * unit;
    var x = normal(0, 0, 4);
    assertThat(x[2]).isCloseTo(radius * Math.cos(angle), within(1e-15));
    assertThat(x[3]).isCloseTo(radius * Math.sin(angle), within(1e-15));
  }

  @Test
  void streamsAndSeedsAreIndependent() {
    var x = normal(42, 7, COUNT);
    assertThat(Math.abs(correlation(x, normal(42, 8, COUNT)))).isLessThan(4 / Math.sqrt(COUNT));
    assertThat(Math.abs(correlation(x, normal(43, 7, COUNT)))).isLessThan(4 / Math.sqrt(COUNT));
  }

  @Test
  void shorterTensorsAreTheBeginningsOfLongerOnes() {
    var all = normal(1, 2, 50);
    for (int n = 0; n < 50; n++) {
      assertThat(normal(1, 2, n)).containsExactly(Arrays.copyOf(all, n));
    }
  }

  private static double[] uniform(long seed, long stream, int count) {
    var evaluation = new Evaluation();
    var key = evaluation.leaf(TensorType.of(DType.I64, 2), (double) seed, (double) stream);
    return evaluation.numbers(Ops.uniform(key, TensorType.of(DType.F64, count)));
  }

  private static double[] normal(long seed, long stream, int count) {
    var evaluation = new Evaluation();
    var key = evaluation.leaf(TensorType.of(DType.I64, 2), (double) seed, (double) stream);
    return evaluation.numbers(Ops.normal(key, TensorType.of(DType.F64, count)));
  }

  private static double mean(double[] x) {
    return Arrays.stream(x).average().orElseThrow();
  }

  private static double variance(double[] x) {
    double mean = mean(x);
    return Arrays.stream(x).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
  }

  private static double correlation(double[] x, double[] y) {
    double meanX = mean(x);
    double meanY = mean(y);
    double sum = 0;
    for (int i = 0; i < x.length; i++) sum += (x[i] - meanX) * (y[i] - meanY);
    return sum / x.length / Math.sqrt(variance(x) * variance(y));
  }

  private static double serialCorrelation(double[] x) {
    return correlation(Arrays.copyOf(x, x.length - 1), Arrays.copyOfRange(x, 1, x.length));
  }

  private static double distance(double[] x, DoubleUnaryOperator distribution) {
    var sorted = x.clone();
    Arrays.sort(sorted);
    double largest = 0;
    for (int i = 0; i < sorted.length; i++) {
      double expected = distribution.applyAsDouble(sorted[i]);
      double below = expected - (double) i / sorted.length;
      double above = (i + 1.0) / sorted.length - expected;
      largest = Math.max(largest, Math.max(below, above));
    }
    return largest;
  }

  /// By Simpson's rule, so that it owes nothing to our `erf`.
  private static double normalDistribution(double x) {
    int steps = 200;
    double h = x / steps;
    double sum = 0;
    for (int i = 0; i <= steps; i++) {
      double t = i * h;
      int weight = i == 0 || i == steps ? 1 : i % 2 == 0 ? 2 : 4;
      sum += weight * Math.exp(-t * t / 2);
    }
    return 0.5 + sum * h / 3 / Math.sqrt(2 * Math.PI);
  }
}
