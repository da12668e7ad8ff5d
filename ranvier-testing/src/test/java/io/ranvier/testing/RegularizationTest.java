package io.ranvier.testing;

import static io.ranvier.nn.Mode.training;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ranvier.nn.AlphaDropout;
import io.ranvier.nn.Layer;
import io.ranvier.nn.Parameter;
import io.ranvier.nn.Penalties;
import io.ranvier.nn.SpatialDropout;
import io.ranvier.nn.State;
import io.ranvier.nn.StochasticDepth;
import io.ranvier.nn.Variables;
import io.ranvier.tensor.Tensor;
import io.ranvier.type.DType;
import io.ranvier.type.Shape;
import io.ranvier.type.TensorType;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.DoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What is dropped, in groups and numbers, and what penalties cost.
final class RegularizationTest {
  private static final long SEED = 20_260_101;

  static List<DoubleFunction<Layer>> dropouts() {
    return List.of(SpatialDropout::new, StochasticDepth::new, AlphaDropout::new);
  }

  @ParameterizedTest
  @MethodSource("dropouts")
  void inferenceDoesNotDrawAndTrainingDrawsAnew(DoubleFunction<Layer> dropout) {
    var x = Tensor.normal(Tensor.key(SEED, 0), TensorType.of(DType.F32, 40, 8, 3)).eval();
    var layer = dropout.apply(0.4);
    var twin = dropout.apply(0.4);
    var key = (State) Variables.of(layer).firstEntry().getValue();
    Variables.of(twin);
    var before = key.value().toBytes();
    assertThat(layer.forward(x)).isSameAs(x);
    assertThat(training(() -> dropout.apply(0).forward(x))).isSameAs(x);
    assertThat(key.value().toBytes()).isEqualTo(before);
    var first = training(() -> layer.forward(x)).toFloats();
    assertThat(training(() -> twin.forward(x)).toFloats()).isEqualTo(first);
    assertThat(training(() -> layer.forward(x)).toFloats()).isNotEqualTo(first);
  }

  /// How many of the groups along the first axes were dropped; each is dropped as a whole.
  private static int dropped(Layer layer, int groups, int size, double kept) {
    var ones = Tensor.ones(groups / 8, 8, size);
    var y = training(() -> layer.forward(ones)).toDoubles();
    int run = y.length / groups;
    int zeros = 0;
    for (int i = 0; i < groups; i++) {
      Set<Double> values = new TreeSet<>();
      for (int j = 0; j < run; j++) values.add(y[i * run + j]);
      assertThat(values).hasSize(1);
      if (values.contains(0.0)) zeros++;
      else assertThat(y[i * run]).isCloseTo(kept, within(1e-6));
    }
    return zeros;
  }

  @Test
  void channelsGoAsAWhole() {
    int n = 16_000;
    int zeros = dropped(new SpatialDropout(0.3), n, 4, 1 / 0.7);
    assertThat(zeros / (double) n).isCloseTo(0.3, within(5 * Math.sqrt(0.21 / n)));
  }

  @Test
  void examplesGoAsAWhole() {
    int n = 8000;
    var layer = new StochasticDepth(0.2);
    var y = training(() -> layer.forward(Tensor.ones(n, 3, 2))).reshape(n, 6);
    var sums = y.sum(1).toDoubles();
    int zeros = 0;
    for (double sum : sums) {
      if (sum == 0) zeros++;
      else assertThat(sum).isCloseTo(7.5, within(1e-5));
    }
    assertThat(zeros / (double) n).isCloseTo(0.2, within(5 * Math.sqrt(0.16 / n)));
  }

  @Test
  void alphaDropoutKeepsMeanAndVariance() {
    int n = 100_000;
    var x = Tensor.normal(Tensor.key(SEED, 1), TensorType.of(DType.F32, n)).eval();
    for (double rate : new double[] {0.1, 0.5}) {
      var y = training(() -> new AlphaDropout(rate).forward(x)).toDoubles();
      double sum = 0;
      double squares = 0;
      for (double value : y) {
        sum += value;
        squares += value * value;
      }
      // The fourth moment of what comes out is below that of what comes in, 3.
      assertThat(sum / n).isCloseTo(0, within(5 / Math.sqrt(n)));
      assertThat(squares / n).isCloseTo(1, within(5 * Math.sqrt(2.0 / n)));
    }
  }

  @Test
  void penaltiesAreTheirFormulas() {
    var p = new Parameter(Tensor.of(Shape.of(2, 2), 3d, -4, 0, 1));
    var q = new Parameter(Tensor.of(Shape.of(1), -2d));
    var both = List.of(p, q);
    assertThat(Penalties.l1(both, 0.5).item()).isCloseTo(5, within(1e-12));
    assertThat(Penalties.l2(both, 0.5).item()).isCloseTo(7.5, within(1e-12));
    assertThat(Penalties.elasticNet(both, 0.5, 0.2).item()).isCloseTo(1 + 6, within(1e-12));
    // The rows' norms are 5, 1 and 2.
    assertThat(Penalties.maxNorm(both, 0.5, 1.5).item())
        .isCloseTo(0.25 * (3.5 * 3.5 + 0.25), within(1e-12));
    assertThat(Penalties.l2(both, 0.5).gradient(p.value()).toDoubles())
        .containsExactly(1.5, -2, 0, 0.5);
    assertThat(Penalties.maxNorm(both, 1, 4).gradient(p.value()).toDoubles())
        .usingComparatorWithPrecision(1e-12)
        .containsExactly(0.6, -0.8, 0, 0);
    var zero = new Parameter(Tensor.of(Shape.of(1, 2), 0d, 0));
    assertThat(Penalties.maxNorm(List.of(zero), 1, 1).gradient(zero.value()).toDoubles())
        .containsExactly(0, 0);
  }
}
