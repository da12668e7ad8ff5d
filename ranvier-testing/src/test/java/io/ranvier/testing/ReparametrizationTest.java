package io.ranvier.testing;

import static io.ranvier.nn.Mode.training;
import static io.ranvier.type.Span.span;
import static io.ranvier.type.Window.window;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ranvier.nn.Conv1d;
import io.ranvier.nn.Conv2d;
import io.ranvier.nn.ConvTranspose1d;
import io.ranvier.nn.DropConnect;
import io.ranvier.nn.Initializer;
import io.ranvier.nn.Layer;
import io.ranvier.nn.Linear;
import io.ranvier.nn.Parameter;
import io.ranvier.nn.SpectralNorm;
import io.ranvier.nn.State;
import io.ranvier.nn.Variables;
import io.ranvier.nn.WeightNorm;
import io.ranvier.nn.Weighted;
import io.ranvier.tensor.Devices;
import io.ranvier.tensor.Tensor;
import io.ranvier.testing.TorchParity.Given;
import io.ranvier.type.DType;
import io.ranvier.type.PaddingMode;
import io.ranvier.type.Shape;
import io.ranvier.type.TensorType;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Layers whose weight is made of another one: weight and spectral normalisation against PyTorch,
/// DropConnect against its mean and variance.
final class ReparametrizationTest {
  private static final long SEED = 20260101;

  private static final Map<String, Function<Given, List<Tensor>>> FUNCTIONS =
      Map.ofEntries(
          entry("weightNorm linear", in -> weightNorm(in, linear(in, "v"), OptionalInt.of(0))),
          entry(
              "weightNorm linear along 1",
              in -> weightNorm(in, linear(in, "v"), OptionalInt.of(1))),
          entry(
              "weightNorm conv1d whole",
              in -> weightNorm(in, conv1d(in, "v"), OptionalInt.empty())),
          entry("weightNorm conv2d", in -> weightNorm(in, conv2d(in, "v"), OptionalInt.of(0))),
          entry(
              "weightNorm convTranspose1d along 1",
              in -> weightNorm(in, convTranspose1d(in, "v"), OptionalInt.of(1))),
          entry("spectralNorm linear", in -> trained(in, linear(in, "weight"), 1, 1e-12)),
          entry(
              "spectralNorm linear predicting",
              in -> spectralNorm(in, linear(in, "weight"), 1, 1e-12)),
          entry(
              "spectralNorm conv2d three iterations",
              in -> trained(in, conv2d(in, "weight"), 3, 1e-12)),
          entry("spectralNorm conv1d epsilon 20", in -> trained(in, conv1d(in, "weight"), 1, 20)),
          entry(
              "spectralNorm convTranspose1d",
              in -> trained(in, convTranspose1d(in, "weight"), 1, 1e-12)),
          entry("identity", in -> start(in, Initializer.identity(), 3, 5)),
          entry("dirac signals", in -> start(in, Initializer.dirac(1), 2, 3, 3)),
          entry("dirac pictures, groups", in -> start(in, Initializer.dirac(2), 6, 2, 3, 4)),
          entry("dirac volumes", in -> start(in, Initializer.dirac(1), 3, 2, 1, 3, 2)));

  private static Weighted linear(Given in, String weight) {
    return new Linear(in.parameter(weight), Optional.empty());
  }

  private static Weighted conv1d(Given in, String weight) {
    return new Conv1d(in.parameter(weight), Optional.empty(), span(2), 1, PaddingMode.ZEROS);
  }

  private static Weighted conv2d(Given in, String weight) {
    return new Conv2d(in.parameter(weight), Optional.empty(), window(2), 1, PaddingMode.ZEROS);
  }

  private static Weighted convTranspose1d(Given in, String weight) {
    return new ConvTranspose1d(in.parameter(weight), Optional.empty(), span(2), 1, List.of(0));
  }

  private static List<Tensor> weightNorm(Given in, Weighted layer, OptionalInt axis) {
    return List.of(new WeightNorm(layer, in.parameter("g"), axis).forward(in.get("x")));
  }

  private static List<Tensor> trained(Given in, Weighted layer, int iterations, double epsilon) {
    return training(() -> spectralNorm(in, layer, iterations, epsilon));
  }

  private static List<Tensor> spectralNorm(
      Given in, Weighted layer, int iterations, double epsilon) {
    var u = new State(in.get("u"));
    var v = new State(in.get("v"));
    var y = new SpectralNorm(layer, u, v, iterations, epsilon).forward(in.get("x"));
    return List.of(y, u.value(), v.value());
  }

  private static List<Tensor> start(Given in, Initializer initializer, int... dims) {
    return List.of(initializer.initial(TensorType.of(in.dtype(), dims), Tensor.key(SEED, 0)));
  }

  @TestFactory
  Stream<DynamicTest> agreesWithTorch() {
    return TorchParity.listTests("weights", FUNCTIONS);
  }

  private static Tensor numbers(long seed, int... dims) {
    var shape = Shape.of(dims);
    return Tensor.of(shape, new SplittableRandom(seed).doubles(shape.size(), -1, 1).toArray());
  }

  @Test
  void gradientsOfParametersAgreeWithDifferences() throws Exception {
    var x = numbers(1, 5, 4);
    var weight = new Parameter(numbers(2, 3, 4));
    var inner = new Linear(weight, Optional.of(new Parameter(numbers(3, 3))));
    var lengths = new Parameter(numbers(4, 3, 1));
    var u = new State(numbers(5, 3));
    var v = new State(numbers(6, 4));
    for (Layer layer :
        List.of(
            new WeightNorm(inner, lengths, OptionalInt.of(0)),
            new SpectralNorm(inner, u, v, 1, 1e-12))) {
      for (var parameter : Variables.parameters(layer).values()) {
        Devices.reference().run(() -> assertGradientIsDifference(layer, parameter, x));
      }
    }
  }

  /// Follows `parameter` along a direction by differences of fourth order.
  private static boolean assertGradientIsDifference(Layer layer, Parameter parameter, Tensor x) {
    var start = parameter.value();
    var direction = numbers(7, start.shape().dims());
    var dy = numbers(8, layer.forward(x).shape().dims());
    double expected =
        layer.forward(x).mul(dy).sum().gradient(parameter.value()).mul(direction).sum().item();
    double step = 1e-3;
    double[] f = new double[5];
    for (int i = 0; i < f.length; i++) {
      load(parameter, start.add(direction.mul((i - 2) * step)));
      f[i] = layer.forward(x).mul(dy).sum().item();
    }
    load(parameter, start);
    double difference = (8 * (f[3] - f[1]) - (f[4] - f[0])) / (12 * step);
    assertThat(difference).as("%s of %s", parameter, layer).isCloseTo(expected, within(1e-8));
    return true;
  }

  private static void load(Parameter parameter, Tensor next) {
    parameter.variable().load(MemorySegment.ofArray(next.toBytes()));
  }

  @Test
  void weightNormStartsAsTheLayerThatItHolds() {
    var x = numbers(1, 2, 4, 5, 5).cast(DType.F32).eval();
    var layer = new Conv2d(4, 6, window(3), 2);
    var expected = layer.forward(x).toDoubles();
    for (var norm :
        List.of(
            new WeightNorm(layer),
            new WeightNorm(layer).along(1),
            new WeightNorm(layer).asWhole())) {
      assertThat(norm.forward(x).toDoubles()).containsExactly(expected, within(1e-5));
    }
    assertThat(Variables.of(new WeightNorm(layer).along(1)).keySet())
        .containsExactly("layer.weight", "layer.bias", "weight_g");
    assertThat(new WeightNorm(layer).along(1).weightG().type().shape())
        .isEqualTo(Shape.of(1, 2, 1, 1));
  }

  @Test
  void spectralNormStartsNearTheLargestSingularValue() {
    var layer = new Linear(8, 5).withoutBias();
    var norm = new SpectralNorm(layer);
    Variables.of(norm);
    var w = layer.weight().value();
    double sigma = Math.sqrt(largestEigenvalue(w.matmul(w.transpose()).toDoubles(), 5));
    var x = numbers(1, 7, 8).cast(DType.F32).eval();
    var expected = layer.forward(x).div(sigma).toDoubles();
    // 15 iterations leave an error of the order of (σ₂ / σ₁)³⁰; further ones in training nothing.
    assertThat(norm.forward(x).toDoubles()).containsExactly(expected, within(0.05));
    var more = norm.iterations(200);
    training(() -> more.forward(x)).eval();
    assertThat(norm.forward(x).toDoubles()).containsExactly(expected, within(1e-5));
  }

  @Test
  void theLayerByItselfPredictsTheSame() {
    var x = numbers(1, 2, 4, 5, 5).cast(DType.F32).eval();
    var lengths = new Parameter(numbers(2, 6, 1, 1, 1).cast(DType.F32));
    var weight = new WeightNorm(new Conv2d(4, 6, window(3)), lengths, OptionalInt.of(0));
    assertThat(weight.plain().forward(x).toFloats()).isEqualTo(weight.forward(x).toFloats());
    var spectral = new SpectralNorm(new Conv2d(4, 6, window(3)));
    assertThat(spectral.plain().forward(x).toFloats()).isEqualTo(spectral.forward(x).toFloats());
    assertThat(spectral.plain()).isInstanceOf(Conv2d.class);
  }

  /// Of a symmetric matrix, by Jacobi's rotations.
  private static double largestEigenvalue(double[] a, int n) {
    for (int sweep = 0; sweep < 30; sweep++) {
      for (int p = 0; p < n; p++) for (int q = p + 1; q < n; q++) rotate(a, n, p, q);
    }
    double largest = a[0];
    for (int i = 1; i < n; i++) largest = Math.max(largest, a[i * n + i]);
    return largest;
  }

  private static void rotate(double[] a, int n, int p, int q) {
    double angle = 0.5 * Math.atan2(2 * a[p * n + q], a[q * n + q] - a[p * n + p]);
    double c = Math.cos(angle);
    double s = Math.sin(angle);
    for (int k = 0; k < n; k++) {
      double x = a[p * n + k];
      double y = a[q * n + k];
      a[p * n + k] = c * x - s * y;
      a[q * n + k] = s * x + c * y;
    }
    for (int k = 0; k < n; k++) {
      double x = a[k * n + p];
      double y = a[k * n + q];
      a[k * n + p] = c * x - s * y;
      a[k * n + q] = s * x + c * y;
    }
  }

  @Test
  void predictingDoesNotIterate() {
    var norm = new SpectralNorm(new Linear(4, 3));
    Variables.of(norm);
    var before = norm.weightU().value().toBytes();
    norm.forward(Tensor.ones(2, 4)).eval();
    assertThat(norm.weightU().value().toBytes()).isEqualTo(before);
  }

  /// A connection of weight `w` that reads `x` has mean `w·x`, and variance `rate / (1 − rate) ·
  /// (w·x)²`, which is the paper's `p (1 − p) · (w·x)²` with the scale in training.
  @Test
  void dropConnectHasTheMeanAndTheVarianceOfItsConnections() {
    int draws = 4000;
    double rate = 0.3;
    var layer = new Linear(6, 3);
    var x = numbers(1, 1, 6).cast(DType.F32).eval();
    var drop = new DropConnect(layer, rate);
    Variables.of(drop);
    var mean = layer.forward(x).toDoubles();
    var wx = layer.weight().value().mul(x).toDoubles();
    var sums = new double[3];
    var squares = new double[3];
    for (int draw = 0; draw < draws; draw++) {
      var y = training(() -> drop.forward(x)).toDoubles();
      for (int i = 0; i < 3; i++) {
        sums[i] += y[i] - mean[i];
        squares[i] += (y[i] - mean[i]) * (y[i] - mean[i]);
      }
    }
    for (int i = 0; i < 3; i++) {
      double variance = 0;
      for (int j = 0; j < 6; j++) variance += rate / (1 - rate) * Math.pow(wx[i * 6 + j], 2);
      assertThat(sums[i] / draws)
          .as("seed 0, output %d", i)
          .isCloseTo(0, within(5 * Math.sqrt(variance / draws)));
      // Two values of probabilities 0.3 and 0.7 have a fourth moment below that of a normal number.
      assertThat(squares[i] / draws)
          .as("seed 0, output %d", i)
          .isCloseTo(variance, within(5 * variance * Math.sqrt(2.0 / draws)));
    }
  }

  @Test
  void dropConnectDrawsFromItsKeyInTrainingAlone() {
    var x = Tensor.ones(2, 6);
    var layer = new Linear(6, 3);
    var drop = new DropConnect(layer, 0.5);
    var twin = new DropConnect(layer, 0.5);
    Variables.of(drop);
    Variables.of(twin);
    var before = drop.key().value().toBytes();
    assertThat(drop.forward(x).toFloats()).isEqualTo(layer.forward(x).toFloats());
    assertThat(drop.key().value().toBytes()).isEqualTo(before);
    var first = training(() -> drop.forward(x)).toFloats();
    assertThat(training(() -> twin.forward(x)).toFloats()).isEqualTo(first);
    assertThat(training(() -> drop.forward(x)).toFloats()).isNotEqualTo(first);
  }
}
