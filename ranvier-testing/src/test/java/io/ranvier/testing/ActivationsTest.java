package io.ranvier.testing;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ranvier.nn.GumbelSoftmax;
import io.ranvier.nn.Maxout;
import io.ranvier.nn.Mode;
import io.ranvier.nn.PRelu;
import io.ranvier.nn.RRelu;
import io.ranvier.tensor.Tensor;
import io.ranvier.testing.TorchParity.Given;
import io.ranvier.type.DType;
import io.ranvier.type.Shape;
import io.ranvier.type.TensorType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Activations: against PyTorch at their kinks and far from 0, against their formulas where it has
/// none, and what is drawn against its distribution.
final class ActivationsTest {
  private static final long SEED = 20_260_101;

  static final Map<String, UnaryOperator<Tensor>> FUNCTIONS =
      Map.ofEntries(
          entry("relu6", Tensor::relu6),
          entry("leakyRelu", Tensor::leakyRelu),
          entry("leakyRelu 0.3", x -> x.leakyRelu(0.3)),
          entry("rrelu inference", x -> new RRelu(0.1, 0.4).forward(x)),
          entry("elu at 0", x -> x.elu(0.5)),
          entry("elu", Tensor::elu),
          entry("elu 0.5", x -> x.elu(0.5)),
          entry("selu", Tensor::selu),
          entry("celu", Tensor::celu),
          entry("celu 2", x -> x.celu(2)),
          entry("gelu", Tensor::gelu),
          entry("geluTanh", Tensor::geluTanh),
          entry("silu", Tensor::silu),
          entry("mish", Tensor::mish),
          entry("hardSwish", Tensor::hardSwish),
          entry("logSigmoid", Tensor::logSigmoid),
          entry("hardSigmoid", Tensor::hardSigmoid),
          entry("hardTanh", Tensor::hardTanh),
          entry("hardTanh -0.5 2", x -> x.hardTanh(-0.5, 2)),
          entry("tanhShrink", Tensor::tanhShrink),
          entry("softsign", Tensor::softsign),
          entry("softplus", Tensor::softplus),
          entry("softplus beta 2 threshold 3", x -> x.softplus(2, 3)),
          entry("softplus beta 0.5", x -> x.softplus(0.5, 20)),
          entry("softShrink", Tensor::softShrink),
          entry("softShrink 0.75", x -> x.softShrink(0.75)),
          entry("hardShrink", Tensor::hardShrink),
          entry("hardShrink 2", x -> x.hardShrink(2)),
          entry("threshold", x -> x.threshold(0.5, -2)),
          entry("glu 1", x -> x.glu(1)),
          entry("glu last", x -> x.glu(-1)),
          entry("softmin 0", x -> x.softmin(0)));

  private static final Map<String, Function<Given, Tensor>> LAYERS =
      Map.of(
          "prelu one", ActivationsTest::prelu,
          "prelu channels", ActivationsTest::prelu);

  private static Tensor prelu(Given given) {
    return new PRelu(given.parameter("weight")).forward(given.get("x"));
  }

  @TestFactory
  Stream<DynamicTest> agreesWithTorch() {
    var all = new HashMap<>(LAYERS);
    FUNCTIONS.forEach((name, function) -> all.put(name, in -> function.apply(in.get("x"))));
    return TorchParity.tests("activations", all);
  }

  @Test
  void stepsAreZeroOrOne() {
    var x = Tensor.of(Shape.of(4), -2f, 0f, 0.5f, Float.POSITIVE_INFINITY);
    assertThat(x.step().toFloats()).containsExactly(0, 0, 1, 1);
    assertThat(x.identity()).isSameAs(x);
  }

  @Test
  void whatIsNoNumberStaysSoAndInfinityHasItsLimit() {
    var x = Tensor.of(Shape.of(3), Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY);
    for (var name : List.of("relu6", "leakyRelu", "elu", "softplus", "hardTanh", "hardShrink")) {
      var y = Objects.requireNonNull(FUNCTIONS.get(name)).apply(x).toFloats();
      assertThat(y[0]).as(name).isNaN();
      assertThat(y[1]).as(name).isGreaterThanOrEqualTo(1);
      assertThat(y[2]).as(name).isNotNaN();
    }
  }

  @Test
  void gradientsAreFiniteWhereValuesAre() {
    for (var f : FUNCTIONS.entrySet()) {
      if (f.getKey().startsWith("glu")) continue;
      var x = Tensor.of(Shape.of(4), -1e4f, -200f, 200f, 1e4f);
      var y = f.getValue().apply(x);
      var dx = y.sum().gradient(x);
      Tensor.eval(y, dx);
      for (float value : y.toFloats()) assertThat(value).as(f.getKey()).isFinite();
      for (float value : dx.toFloats()) assertThat(value).as(f.getKey()).isFinite();
    }
  }

  @Test
  void maxoutIsTheLargestOfItsMaps() {
    var layer = new Maxout(3, 2, 4);
    var x = Tensor.normal(Tensor.key(SEED, 0), TensorType.of(DType.F32, 5, 3)).eval();
    var p = x.toDoubles();
    var w = layer.linear().weight().value().toDoubles();
    var b = layer.linear().bias().orElseThrow().value().toDoubles();
    var y = layer.forward(x).toDoubles();
    for (int n = 0; n < 5; n++) {
      for (int out = 0; out < 2; out++) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int k = 4 * out; k < 4 * out + 4; k++) {
          double sum = b[k];
          for (int i = 0; i < 3; i++) sum += p[n * 3 + i] * w[k * 3 + i];
          largest = Math.max(largest, sum);
        }
        assertThat(y[n * 2 + out]).isCloseTo(largest, within(1e-5));
      }
    }
  }

  @Test
  void slopesAreDrawnUniformlyInTraining() {
    var layer = new RRelu(0.1, 0.4);
    int n = 40_000;
    var x = Tensor.fill(-1, n);
    var slopes = Mode.training(() -> layer.forward(x)).neg().toDoubles();
    var next = Mode.training(() -> layer.forward(x)).neg().toDoubles();
    assertThat(next).isNotEqualTo(slopes);
    double sum = 0;
    double squares = 0;
    for (double slope : slopes) {
      assertThat(slope).isBetween(0.0999999, 0.4000001);
      sum += slope;
      squares += (slope - 0.25) * (slope - 0.25);
    }
    // Five deviations of the mean: 5 · 0.3 / √12 / √n; the variance is 0.3² / 12.
    assertThat(sum / n).isCloseTo(0.25, within(5 * 0.3 / Math.sqrt(12.0 * n)));
    assertThat(squares / n).isCloseTo(0.0075, within(5 * 0.0075 * Math.sqrt(0.8 / n)));
    assertThat(Mode.training(() -> layer.forward(Tensor.ones(3))).toFloats()).containsOnly(1);
  }

  @Test
  void inferenceDoesNotDraw() {
    var rectifier = new RRelu();
    var gumbel = new GumbelSoftmax(0.5, 1);
    var x = Tensor.normal(Tensor.key(SEED, 1), TensorType.of(DType.F32, 4, 3)).eval();
    var before = rectifier.key().value().toBytes();
    var keys = gumbel.key().value().toBytes();
    rectifier.forward(x).eval();
    assertThat(gumbel.forward(x).toFloats()).isEqualTo(x.div(0.5).softmax(1).toFloats());
    assertThat(rectifier.key().value().toBytes()).isEqualTo(before);
    assertThat(gumbel.key().value().toBytes()).isEqualTo(keys);
  }

  @Test
  void gumbelDrawsClassesByTheirProbability() {
    int n = 20_000;
    var logits = Tensor.of(Shape.of(1, 3), 0f, 1f, -1f);
    var x = logits.broadcast(n, 3);
    var p = logits.softmax(1).toDoubles();
    var hard = x.hardGumbelSoftmax(Tensor.key(SEED, 2), 0.7, 1);
    var again = x.hardGumbelSoftmax(Tensor.key(SEED, 2), 0.7, 1);
    var counts = hard.sum(0).toDoubles();
    assertThat(hard.toFloats()).containsOnly(0, 1).isEqualTo(again.toFloats());
    for (int c = 0; c < 3; c++) {
      assertThat(counts[c] / n).isCloseTo(p[c], within(5 * Math.sqrt(p[c] * (1 - p[c]) / n)));
    }
  }

  @Test
  void hardGumbelHasTheGradientOfTheSoft() {
    var x = Tensor.normal(Tensor.key(SEED, 3), TensorType.of(DType.F64, 4, 3)).eval();
    var weight = Tensor.normal(Tensor.key(SEED, 4), TensorType.of(DType.F64, 4, 3)).eval();
    var key = Tensor.key(SEED, 5);
    var soft = x.gumbelSoftmax(key, 0.7, 1).mul(weight).sum().gradient(x);
    var hard = x.hardGumbelSoftmax(key, 0.7, 1).mul(weight).sum().gradient(x);
    assertThat(hard.toDoubles()).isEqualTo(soft.toDoubles());
    assertThat(x.gumbelSoftmax(key, 1e-3, 0).sum(0).toDoubles())
        .satisfies(sums -> assertThat(sums[0]).isCloseTo(1, within(1e-12)));
  }
}
