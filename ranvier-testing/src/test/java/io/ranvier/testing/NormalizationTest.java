package io.ranvier.testing;

import static java.util.Map.entry;

import io.ranvier.nn.GroupNorm;
import io.ranvier.nn.Layer;
import io.ranvier.nn.LayerNorm;
import io.ranvier.nn.RmsNorm;
import io.ranvier.tensor.Tensor;
import io.ranvier.testing.TorchParity.Given;
import io.ranvier.type.Shape;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Normalisations by the statistics of each example, against PyTorch.
final class NormalizationTest {
  private static final Map<String, Function<Given, Layer>> LAYERS =
      Map.ofEntries(
          entry("layerNorm", in -> layerNorm(in, 1e-5, 5)),
          entry("layerNorm two axes epsilon 0.1", in -> layerNorm(in, 0.1, 4, 3)),
          entry("layerNorm plain", _ -> new LayerNorm(5).withoutAffine()),
          entry("groupNorm rows", in -> groupNorm(in, 6, 2, 0.01)),
          entry("groupNorm pictures", in -> groupNorm(in, 6, 2, 0.01)),
          entry("groupNorm volumes", in -> groupNorm(in, 6, 2, 0.01)),
          entry("groupNorm plain", _ -> new GroupNorm(6, 3).withoutAffine()),
          entry("instanceNorm", in -> groupNorm(in, 3, 3, 1e-5)),
          entry("rmsNorm epsilon 0.01", in -> new RmsNorm(in.parameter("weight"), 0.01)));

  private static Layer layerNorm(Given in, double epsilon, int... dims) {
    return new LayerNorm(
        Shape.of(dims),
        Optional.of(in.parameter("weight")),
        Optional.of(in.parameter("bias")),
        epsilon);
  }

  private static Layer groupNorm(Given in, int channels, int groups, double epsilon) {
    return new GroupNorm(
        channels,
        groups,
        Optional.of(in.parameter("weight")),
        Optional.of(in.parameter("bias")),
        epsilon);
  }

  @TestFactory
  Stream<DynamicTest> agreesWithTorch() {
    var functions = new HashMap<String, Function<Given, Tensor>>();
    LAYERS.forEach(
        (name, layer) ->
            functions.put(
                name,
                given -> {
                  var made = layer.apply(given);
                  return made.forward(given.get("x"));
                }));
    return TorchParity.tests("normalization", functions);
  }
}
