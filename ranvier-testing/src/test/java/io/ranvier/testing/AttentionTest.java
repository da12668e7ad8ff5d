package io.ranvier.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ranvier.nn.Mode;
import io.ranvier.nn.MultiheadAttention;
import io.ranvier.nn.MultiheadAttention.Settings;
import io.ranvier.nn.Variables;
import io.ranvier.tensor.Attention;
import io.ranvier.tensor.Tensor;
import io.ranvier.testing.TorchParity.Given;
import io.ranvier.type.DType;
import io.ranvier.type.Shape;
import io.ranvier.type.TensorType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Attention and its layer: against PyTorch, in rows that see nothing, with dropped weights, and
/// what it refuses.
final class AttentionTest {
  private static final long SEED = 20_260_101;
  private static final Map<String, Function<Given, List<Tensor>>> FUNCTIONS = new LinkedHashMap<>();

  static {
    products();
    heads();
  }

  private static void products() {
    var all = new Attention();
    product("plain", all);
    product("batches", all);
    product("heads that share keys", all.scale(0.3));
    product("causal", all.causal());
    product("causal fewer queries", all.causal());
    product("causal more queries", all.causal().scale(1.5));
    product("mask of keys", all);
    product("mask of pairs", all);
    product("mask of all keys", all);
    product("mask and causal", all.causal());
    product("bias", all);
    product("bias and mask", all);
  }

  private static void product(String name, Attention attention) {
    FUNCTIONS.put(
        "product " + name,
        given -> {
          var masked = attention;
          for (var mask : List.of("mask", "bias")) {
            if (given.has(mask)) masked = masked.mask(given.get(mask));
          }
          return List.of(
              given
                  .get("query")
                  .scaledDotProductAttention(given.get("key"), given.get("value"), masked));
        });
  }

  private static void heads() {
    var future = new Attention().causal();
    var padding = MultiheadAttention.padded(padding());
    heads("self", new Settings(4, 2), all -> all);
    heads("self one no bias", new Settings(4, 1).withoutBias(), all -> all);
    heads("self causal", new Settings(4, 2), _ -> future);
    heads("self distance", new Settings(6, 3), all -> all.mask(distance()));
    heads("cross", new Settings(4, 2), all -> all);
    heads("cross key and value", new Settings(4, 2), all -> all);
    heads("cross padding", new Settings(4, 4), _ -> padding);
    heads("kdim vdim padding", new Settings(4, 2).keys(3).values(5), _ -> padding);
    heads("kdim no bias", new Settings(4, 2).keys(3).withoutBias(), all -> all);
    FUNCTIONS.put("heads zero", given -> List.of(self(given, new Attention().zero())));
    FUNCTIONS.put("heads zero causal", given -> List.of(self(given, future.zero())));
  }

  private static Tensor self(Given given, Attention attention) {
    var x = given.get("x");
    return given.layer(() -> new MultiheadAttention(4, 2)).forward(x, x, x, attention);
  }

  private static void heads(String name, Settings settings, UnaryOperator<Attention> masks) {
    var attention = masks.apply(new Attention());
    FUNCTIONS.put(
        "heads " + name,
        given -> {
          var layer = given.layer(() -> new MultiheadAttention(settings));
          var query = given.get("x");
          var key = given.has("x2") ? given.get("x2") : query;
          var value = given.has("x3") ? given.get("x3") : key;
          return List.of(
              layer.forward(query, key, value, attention), layer.weights(query, key, attention));
        });
  }

  private static Tensor padding() {
    return Tensor.of(Shape.of(2, 4), false, false, true, true, false, false, false, true);
  }

  /// A quarter less for each place between query and key.
  private static Tensor distance() {
    return Tensor.of(Shape.of(3, 3), 0, -0.25f, -0.5f, -0.25f, 0, -0.25f, -0.5f, -0.25f, 0);
  }

  @TestFactory
  Stream<DynamicTest> agreesWithTorch() {
    return TorchParity.listTests("attention", FUNCTIONS);
  }

  static List<Sample> samples() {
    var mask = Input.fixed(TensorType.of(DType.BOOL, 3, 4), 1, 0, 1, 1, 0, 0, 0, 0, 1, 1, 1, 0);
    return List.of(
        sample("plain", Input.any(2, 3, 4), new Attention()),
        sample("causal", Input.any(2, 3, 4), new Attention().causal().scale(2)),
        sample("zero", Input.any(2, 3, 4), new Attention().zero()),
        Sample.of(
            "mask with an empty row",
            List.of(Input.any(3, 2), Input.any(4, 2), Input.any(4, 3), mask, Input.any(3, 4)),
            in -> {
              var attention = new Attention().mask(Tensor.of(in.get(3))).mask(Tensor.of(in.get(4)));
              return List.of(
                  attention
                      .of(Tensor.of(in.get(0)), Tensor.of(in.get(1)), Tensor.of(in.get(2)))
                      .value());
            }));
  }

  private static Sample sample(String name, Input input, Attention attention) {
    return Sample.of(
        name,
        List.of(input, input, input),
        in ->
            List.of(
                attention
                    .of(Tensor.of(in.get(0)), Tensor.of(in.get(1)), Tensor.of(in.get(2)))
                    .value()));
  }

  @ParameterizedTest
  @MethodSource("samples")
  void gradientsAgreeWithDifferences(Sample sample) {
    GradientCheck.check(sample, SEED);
  }

  private static Tensor normal(long stream, int... dims) {
    return Tensor.normal(Tensor.key(SEED, stream), TensorType.of(DType.F32, dims)).eval();
  }

  @Test
  void aQueryWithoutKeysGivesZerosAndLeavesTheOthersAlone() {
    float no = Float.NEGATIVE_INFINITY;
    var query = normal(1, 2, 3);
    var key = normal(2, 2, 3);
    var value = normal(3, 2, 3);
    for (var mask :
        List.of(
            Tensor.of(Shape.of(2, 2), true, false, false, false),
            Tensor.of(Shape.of(2, 2), 0, no, no, no),
            Tensor.of(Shape.of(2, 2), 0, -Float.MAX_VALUE, no, no))) {
      var y = query.scaledDotProductAttention(key, value, new Attention().mask(mask));
      var gradients = y.sum().gradients(List.of(query, key, value));
      var results = new ArrayList<>(gradients);
      results.add(y);
      Tensor.eval(results);
      assertThat(y.slice(0, 1, 1).toFloats()).containsOnly(0);
      assertThat(y.slice(0, 0, 1).toFloats()).isEqualTo(value.slice(0, 0, 1).toFloats());
      assertThat(gradients.get(0).toFloats()).containsOnly(0);
      assertThat(gradients.get(2).toFloats()).containsExactly(1, 1, 1, 0, 0, 0);
    }
  }

  @Test
  void largeScoresOverflowNothing() {
    var x = Tensor.of(Shape.of(2, 1), 1e4f, -1e4f);
    var y = x.scaledDotProductAttention(x, x, new Attention().scale(1));
    assertThat(y.toFloats()).containsExactly(1e4f, -1e4f);
  }

  @Test
  void weightsAreDroppedInTrainingAlone() {
    var layer = new MultiheadAttention(new Settings(8, 1).dropout(0.25).withoutBias());
    int keys = 4000;
    var query = normal(4, 1, 1, 8);
    // All values alike: without dropout every output is their projection.
    var key = normal(5, 1, keys, 8);
    var value = Tensor.ones(1, keys, 8);
    var exact = layer.forward(query, key, value, new Attention()).toDoubles();
    assertThat(layer.forward(query, key, value, new Attention()).toDoubles()).isEqualTo(exact);
    var weights = layer.weights(query, key, new Attention()).toDoubles();
    double squares = 0;
    for (double w : weights) squares += w * w;
    int draws = 400;
    double sum = 0;
    double deviations = 0;
    for (int i = 0; i < draws; i++) {
      var dropped =
          Mode.training(() -> layer.forward(query, key, value, new Attention())).toDoubles();
      double share = dropped[0] / exact[0];
      sum += share;
      deviations += (share - 1) * (share - 1);
    }
    // Each weight stays with probability ¾, and is then 4/3 of itself: variance Σ w² / 3.
    double variance = squares / 3;
    assertThat(sum / draws).isCloseTo(1, within(5 * Math.sqrt(variance / draws)));
    assertThat(deviations / draws)
        .isCloseTo(variance, within(5 * variance * Math.sqrt(2.0 / draws)));
  }

  @Test
  void parametersAreThoseOfPyTorch() {
    assertThat(Variables.parameters(new MultiheadAttention(8, 2)).sequencedKeySet())
        .containsExactly("in_proj_weight", "in_proj_bias", "out_proj.weight", "out_proj.bias");
    var others = new MultiheadAttention(new Settings(8, 2).keys(3).values(5));
    assertThat(Variables.parameters(others).sequencedKeySet())
        .containsExactly(
            "q_proj_weight",
            "k_proj_weight",
            "v_proj_weight",
            "in_proj_bias",
            "out_proj.weight",
            "out_proj.bias");
    // Xavier's bound for [24, 8]: √(6 / 32).
    var start = new MultiheadAttention(8, 2);
    var weight = Objects.requireNonNull(Variables.of(start).get("in_proj_weight")).value();
    assertThat(weight.abs().max().item()).isLessThan(Math.sqrt(6.0 / 32)).isGreaterThan(0.4);
  }
}
