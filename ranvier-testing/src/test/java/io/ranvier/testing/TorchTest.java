package io.ranvier.testing;

import static io.ranvier.type.Window.window;
import static java.util.Map.entry;

import io.ranvier.graph.Value;
import io.ranvier.op.Ops;
import io.ranvier.tensor.Tensor;
import io.ranvier.testing.TorchParity.Given;
import io.ranvier.type.Window;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// The operations, and their gradients to second order, against PyTorch.
final class TorchTest {
  private static final List<Integer> LAST = List.of(1);

  private static final Map<String, Function<List<Value>, Value>> FUNCTIONS =
      Map.ofEntries(
          entry("conv2d plain", conv2d(window(3), 1)),
          entry("conv2d stride 2 padding 1", conv2d(window(3).stride(2).padding(1), 1)),
          entry("conv2d dilation 2", conv2d(window(3).dilation(2), 1)),
          entry("conv2d groups 2", conv2d(window(3).padding(1), 2)),
          entry("conv2d depthwise stride 2", conv2d(window(3).stride(2), 4)),
          entry(
              "conv2d 2x3 stride 2,1 padding 1,2 dilation 1,2",
              conv2d(window(2, 3).stride(2, 1).padding(1, 2).dilation(1, 2), 1)),
          entry("maxPool 2 stride 2", maxPool(window(2).stride(2))),
          entry("maxPool 3 stride 2 padding 1", maxPool(window(3).stride(2).padding(1))),
          entry("avgPool 2 stride 2", avgPool(window(2).stride(2), true)),
          entry("avgPool 3 stride 2 padding 1", avgPool(window(3).stride(2).padding(1), true)),
          entry(
              "avgPool 3 stride 2 padding 1 without padding",
              avgPool(window(3).stride(2).padding(1), false)),
          entry("batchNorm", in -> Ops.batchNorm(in.get(0), in.get(1), in.get(2), 1e-3).getFirst()),
          entry("crossEntropy", in -> Ops.crossEntropy(in.get(0), in.get(1))),
          entry("softmax 1", in -> Ops.softmax(in.getFirst(), 1)),
          entry("softmax 0", in -> Ops.softmax(in.getFirst(), 0)),
          entry("logSoftmax 1", in -> Ops.logSoftmax(in.getFirst(), 1)),
          entry("gelu", in -> Ops.gelu(in.getFirst())),
          entry("erf", in -> Ops.erf(in.getFirst())),
          entry("sigmoid", in -> Ops.sigmoid(in.getFirst())),
          entry("tanh", in -> Ops.tanh(in.getFirst())),
          entry("expm1", in -> Ops.expm1(in.getFirst())),
          entry("log1p", in -> Ops.log1p(in.getFirst())),
          entry("atan", in -> Ops.atan(in.getFirst())),
          entry("rsqrt", in -> Ops.rsqrt(in.getFirst())),
          entry("pow", in -> Ops.pow(in.get(0), in.get(1))),
          entry("prod", in -> Ops.prod(in.getFirst(), LAST)),
          entry("prod zeros", in -> Ops.prod(in.getFirst(), LAST)),
          entry("max", in -> Ops.max(in.getFirst(), LAST)),
          entry("max two axes", in -> Ops.max(in.getFirst(), List.of(0, 2))),
          entry("max ties", in -> Ops.max(in.getFirst(), LAST)),
          entry("min", in -> Ops.min(in.getFirst(), List.of(0))),
          entry("matmul", in -> Ops.matmul(in.get(0), in.get(1))),
          entry("matmul stretched", in -> Ops.matmul(in.get(0), in.get(1))),
          entry("gather 1", in -> Ops.gather(in.get(0), in.get(1), 1)),
          entry("scatterAdd 0", in -> Ops.scatterAdd(in.get(1), in.get(0), 0, 5)));

  private static Function<List<Value>, Value> conv2d(Window window, int groups) {
    return in -> Ops.conv2d(in.get(0), in.get(1), window, groups);
  }

  private static Function<List<Value>, Value> maxPool(Window window) {
    return in -> Ops.maxPool2d(in.getFirst(), window).getFirst();
  }

  private static Function<List<Value>, Value> avgPool(Window window, boolean countPadding) {
    return in -> Ops.avgPool2d(in.getFirst(), window, countPadding);
  }

  @TestFactory
  Stream<DynamicTest> agreesWithTorch() {
    var functions = new HashMap<String, Function<Given, Tensor>>();
    FUNCTIONS.forEach((name, function) -> functions.put(name, given -> of(given, function)));
    return TorchParity.tests("operations", functions);
  }

  private static Tensor of(Given given, Function<List<Value>, Value> function) {
    return Tensor.of(function.apply(given.all().stream().map(Tensor::value).toList()));
  }
}
