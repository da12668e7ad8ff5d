package io.ranvier.nn;

import static io.ranvier.nn.Initializer.Fan.IN;
import static io.ranvier.nn.Initializer.Fan.OUT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ranvier.tensor.Tensor;
import io.ranvier.type.DType;
import io.ranvier.type.Shape;
import io.ranvier.type.ShapeException;
import io.ranvier.type.TensorType;
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
