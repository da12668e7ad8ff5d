package io.ranvier.nn;

import static io.ranvier.nn.Initializer.Fan.IN;
import static io.ranvier.nn.Initializer.Fan.OUT;
import static io.ranvier.type.Window.window;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ranvier.tensor.Tensor;
import io.ranvier.type.DType;
import io.ranvier.type.Shape;
import io.ranvier.type.ShapeException;
import io.ranvier.type.TensorType;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class InitializerTest {
  /// Fan in 50 · 4 = 200, fan out 100 · 4 = 400.
  private static final TensorType WEIGHT = TensorType.of(DType.F32, 100, 50, 2, 2);

  private static double[] draw(Initializer initializer, TensorType type) {
    return initializer.initial(type, Tensor.key(3, 5)).toDoubles();
  }

  static Stream<Arguments> uniform() {
    return Stream.of(
        Arguments.of(Initializer.kaimingUniform(IN, Gain.RELU), Math.sqrt(6.0 / 200)),
        Arguments.of(Initializer.kaimingUniform(OUT, Gain.TANH), 5.0 / 3 * Math.sqrt(3.0 / 400)),
        Arguments.of(
            Initializer.kaimingUniform(IN, Gain.leakyRelu(Math.sqrt(5))), 1 / Math.sqrt(200)),
        Arguments.of(Initializer.xavierUniform(Gain.LINEAR), Math.sqrt(6.0 / 600)));
  }

  @ParameterizedTest
  @MethodSource("uniform")
  void uniformOnesFillTheirRangeEvenly(Initializer initializer, double bound) {
    var x = draw(initializer, WEIGHT);
    double square = 0;
    for (double v : x) {
      assertThat(v).isBetween(-bound * (1 + 1e-6), bound);
      square += v * v;
    }
    // 20,000 numbers: the relative error of their mean square is about 0.9 / √20000.
    assertThat(square / x.length).isCloseTo(bound * bound / 3, within(0.03 * bound * bound / 3));
  }

  static Stream<Arguments> normal() {
    return Stream.of(
        Arguments.of(Initializer.kaimingNormal(IN, Gain.RELU), Math.sqrt(2.0 / 200)),
        Arguments.of(Initializer.kaimingNormal(OUT, Gain.LINEAR), Math.sqrt(1.0 / 400)),
        Arguments.of(Initializer.xavierNormal(Gain.LINEAR), Math.sqrt(2.0 / 600)));
  }

  @ParameterizedTest
  @MethodSource("normal")
  void normalOnesHaveTheirDeviation(Initializer initializer, double deviation) {
    var x = draw(initializer, WEIGHT);
    double sum = 0;
    double square = 0;
    for (double v : x) {
      sum += v;
      square += v * v;
    }
    assertThat(sum / x.length).isCloseTo(0, within(4 * deviation / Math.sqrt(x.length)));
    assertThat(square / x.length)
        .isCloseTo(deviation * deviation, within(0.05 * deviation * deviation));
  }

  static Stream<Arguments> truncated() {
    return Stream.of(
        Arguments.of(0, 1, -2, 2),
        Arguments.of(0, 1, -0.5, 1),
        Arguments.of(3, 0.5, 3, 100),
        Arguments.of(-1, 2, 2, 4));
  }

  static Stream<Arguments> moments() {
    double slope = Gain.leakyRelu(0.2);
    return Stream.of(
        Arguments.of(Initializer.uniform(-1, 3), 1, 16.0 / 12),
        Arguments.of(Initializer.normal(2, 0.5), 2, 0.25),
        Arguments.of(Initializer.xavierUniform(Gain.TANH), 0, 2.0 / 600 * 25 / 9),
        Arguments.of(Initializer.xavierNormal(2), 0, 8.0 / 600),
        Arguments.of(Initializer.kaimingUniform(OUT, slope), 0, 2 / 1.04 / 400),
        Arguments.of(Initializer.kaimingNormal(IN, slope), 0, 2 / 1.04 / 200));
  }

  @ParameterizedTest
  @MethodSource("moments")
  void haveTheirMeanAndVariance(Initializer initializer, double mean, double variance) {
    var x = draw(initializer, WEIGHT);
    double sum = 0;
    double square = 0;
    for (double v : x) {
      sum += v;
      square += (v - mean) * (v - mean);
    }
    assertThat(sum / x.length).isCloseTo(mean, within(5 * Math.sqrt(variance / x.length)));
    // The fourth moment of a normal distribution is 3 σ⁴, that of a uniform one less.
    double error = variance * Math.sqrt(2.0 / x.length);
    assertThat(square / x.length).isCloseTo(variance, within(5 * error));
  }

  @Test
  void aConstantIsTheSameEverywhere() {
    assertThat(draw(Initializer.constant(0.25), WEIGHT)).containsOnly(0.25);
  }

  @ParameterizedTest
  @MethodSource("truncated")
  void truncatedNormalHasItsMomentsAndBounds(
      double mean, double deviation, double low, double high) {
    var x = draw(Initializer.truncatedNormal(mean, deviation, low, high), WEIGHT);
    var moments = truncatedMoments(mean, deviation, low, high);
    double sum = 0;
    double square = 0;
    for (double v : x) {
      assertThat(v).isBetween(low, high);
      sum += v;
      square += (v - moments[0]) * (v - moments[0]);
    }
    assertThat(sum / x.length).isCloseTo(moments[0], within(5 * Math.sqrt(moments[1] / x.length)));
    double error = Math.sqrt((moments[2] - moments[1] * moments[1]) / x.length);
    assertThat(square / x.length).isCloseTo(moments[1], within(5 * error));
  }

  /// Mean, variance and fourth central moment, by Simpson's rule over the density.
  private static double[] truncatedMoments(double mean, double deviation, double low, double high) {
    double end = Math.min(high, mean + 12 * deviation);
    double mass = integral(low, end, x -> density((x - mean) / deviation));
    double first = integral(low, end, x -> x * density((x - mean) / deviation)) / mass;
    double second =
        integral(low, end, x -> Math.pow(x - first, 2) * density((x - mean) / deviation)) / mass;
    double fourth =
        integral(low, end, x -> Math.pow(x - first, 4) * density((x - mean) / deviation)) / mass;
    return new double[] {first, second, fourth};
  }

  private static double density(double z) {
    return Math.exp(-z * z / 2);
  }

  private static double integral(double from, double to, DoubleUnaryOperator f) {
    int n = 2000;
    double sum = f.applyAsDouble(from) + f.applyAsDouble(to);
    for (int i = 1; i < n; i++) {
      sum += (i % 2 == 1 ? 4 : 2) * f.applyAsDouble(from + (to - from) * i / n);
    }
    return sum * (to - from) / (3 * n);
  }

  /// `Φ(z)` from the quantile of `p` must be `p` again.
  @Test
  void quantilesAreThoseOfTheNormalDistribution() {
    for (double p : new double[] {1e-12, 1e-5, 0.01, 0.074, 0.076, 0.3, 0.5, 0.8, 0.95, 0.9999}) {
      double z = TruncatedNormal.quantile(p);
      double below = 0.5 + integral(0, z, InitializerTest::density) / Math.sqrt(2 * Math.PI);
      assertThat(below).as("p %s", p).isCloseTo(p, within(1e-7));
    }
    assertThat(TruncatedNormal.quantile(1e-12)).isCloseTo(-7.0344838, within(1e-5));
  }

  static Stream<TensorType> matrices() {
    return Stream.of(
        TensorType.of(DType.F64, 20, 20),
        TensorType.of(DType.F64, 12, 30),
        TensorType.of(DType.F64, 30, 12),
        TensorType.of(DType.F64, 6, 3, 2, 2),
        TensorType.of(DType.F64, 40, 3, 2));
  }

  @ParameterizedTest
  @MethodSource("matrices")
  void orthogonalOnesHaveRowsOrColumnsAtRightAngles(TensorType type) {
    double gain = 1.5;
    var q = Initializer.orthogonal(gain).initial(type, Tensor.key(3, 5)).flatten(1);
    var product = q.dim(0) <= q.dim(1) ? q.matmul(q.transpose()) : q.transpose().matmul(q);
    var numbers = product.toDoubles();
    int n = product.dim(0);
    for (int i = 0; i < numbers.length; i++) {
      assertThat(numbers[i]).isCloseTo(i / n == i % n ? gain * gain : 0, within(1e-12));
    }
  }

  /// Each number of an orthogonal matrix of `n` rows has mean 0 and mean square `1 / n`.
  @Test
  void orthogonalOnesPointInAllDirections() {
    int n = 4;
    int draws = 2000;
    double sum = 0;
    double square = 0;
    for (int i = 0; i < draws; i++) {
      var key = Tensor.key(i, 1);
      double x =
          Initializer.orthogonal(1).initial(TensorType.of(DType.F32, n, n), key).toDoubles()[0];
      sum += x;
      square += x * x;
    }
    assertThat(sum / draws).isCloseTo(0, within(5 * Math.sqrt(1.0 / n / draws)));
    // The variance of x² is 2 (n − 1) / (n² (n + 2)).
    assertThat(square / draws)
        .isCloseTo(1.0 / n, within(5 * Math.sqrt(2.0 * (n - 1) / (n * n * (n + 2.0)) / draws)));
  }

  @Test
  void sparseOnesHaveAsManyZerosInEachColumn() {
    int rows = 41;
    int columns = 500;
    var x = draw(Initializer.sparse(0.3, 0.1), TensorType.of(DType.F32, rows, columns));
    var zeros = new int[columns];
    var zerosOfRow = new int[rows];
    double square = 0;
    for (int i = 0; i < x.length; i++) {
      square += x[i] * x[i];
      if (x[i] != 0) continue;
      zeros[i % columns]++;
      zerosOfRow[i / columns]++;
    }
    assertThat(zeros).containsOnly(13);
    double share = 13.0 / rows;
    for (int count : zerosOfRow) {
      assertThat((double) count / columns)
          .isCloseTo(share, within(5 * Math.sqrt(share * (1 - share) / columns)));
    }
    int others = columns * (rows - 13);
    assertThat(square / others).isCloseTo(0.01, within(5 * 0.01 * Math.sqrt(2.0 / others)));
  }

  @Test
  void identityAndDiracKeepWhatComesIn() {
    var x = Tensor.normal(Tensor.key(1, 2), TensorType.of(DType.F32, 2, 4, 5, 6)).eval();
    var same = new Conv2d(4, 4, window(3).padding(1), 2).withoutBias();
    assertThat(same.withWeight(Initializer.dirac(2)).forward(x).toFloats()).isEqualTo(x.toFloats());
    var rows = x.reshape(8, 30).eval();
    var linear = new Linear(30, 30).withoutBias().withWeight(Initializer.identity());
    assertThat(linear.forward(rows).toFloats()).isEqualTo(rows.toFloats());
  }

  @Test
  void layersStartWithinOneOverTheRootOfTheirFan() {
    var layer = new Linear(25, 40);
    for (var leaf : Variables.of(layer).values()) {
      for (double v : leaf.value().toDoubles())
        assertThat(Math.abs(v)).isLessThanOrEqualTo(0.2 + 1e-7);
    }
    assertThat(layer.bias()).isPresent();
  }

  @Test
  void aVectorHasNoFan() {
    assertThatThrownBy(() -> IN.of(Shape.of(3)))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("[out, in, …], got [3]");
  }
}
