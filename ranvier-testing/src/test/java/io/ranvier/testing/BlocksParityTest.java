package io.ranvier.testing;

import static io.ranvier.type.Window.window;

import io.ranvier.nn.Conv2d;
import io.ranvier.nn.Layer;
import io.ranvier.nn.Mode;
import io.ranvier.nn.Parallel;
import io.ranvier.nn.Residual;
import io.ranvier.nn.block.BasicBlock;
import io.ranvier.nn.block.Bottleneck;
import io.ranvier.nn.block.Cbam;
import io.ranvier.nn.block.ChannelAttention;
import io.ranvier.nn.block.ConvNorm;
import io.ranvier.nn.block.DenseBlock;
import io.ranvier.nn.block.Inception;
import io.ranvier.nn.block.Inception.Narrowed;
import io.ranvier.nn.block.InvertedResidual;
import io.ranvier.nn.block.NinBlock;
import io.ranvier.nn.block.PreActivation;
import io.ranvier.nn.block.SpatialAttention;
import io.ranvier.nn.block.SqueezeExcitation;
import io.ranvier.nn.block.Transition;
import io.ranvier.tensor.Tensor;
import io.ranvier.testing.TorchParity.Given;
import io.ranvier.type.Window;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Blocks in training, and some in inference, against modules of the same parameters in PyTorch.
final class BlocksParityTest {
  private static final Map<String, Function<Given, Tensor>> FUNCTIONS = new LinkedHashMap<>();
  private static final Window SAME = window(3).padding(1);
  private static final Window HALVING = SAME.stride(2);

  static {
    combinators();
    plain();
    inceptions();
    residuals();
    dense();
    inverted();
    attentions();
  }

  private static void combinators() {
    put("sum", () -> Parallel.sum(new Conv2d(4, 2, window(1)), new Conv2d(4, 2, SAME)));
    put("residual", () -> new Residual(new Conv2d(4, 4, SAME)));
    put(
        "residual shortcut",
        () -> new Residual(new Conv2d(4, 3, SAME), new Conv2d(4, 3, window(1))));
  }

  private static void plain() {
    put("convNorm", () -> new ConvNorm(4, 3, SAME));
    inference("convNorm inference", () -> new ConvNorm(4, 3, SAME));
    put(
        "convNorm grouped hardSwish epsilon",
        () ->
            new ConvNorm(new Conv2d(4, 6, window(1), 2))
                .activation(Tensor::hardSwish)
                .epsilon(0.1));
    put("nin", () -> new NinBlock(4, 3, HALVING));
  }

  private static void inceptions() {
    put("inception v1", () -> Inception.v1(4, 2, new Narrowed(2, 3), new Narrowed(1, 2), 2));
    wide("inception a", () -> Inception.a(4, 32));
    wide("inception b", () -> Inception.b(4));
    wide("inception c", () -> Inception.c(4, 64));
    wide("inception d", () -> Inception.d(4));
    wide("inception e", () -> Inception.e(4));
  }

  private static void residuals() {
    put("basic", () -> new BasicBlock(4, 4, 1));
    put("basic stride 2", () -> new BasicBlock(4, 3, 2));
    inference("basic stride 2 inference", () -> new BasicBlock(4, 3, 2));
    put("basic squeezing", () -> new BasicBlock(4, 4, 1).squeezing(2));
    put("bottleneck", () -> new Bottleneck(8, 2, 1));
    put("bottleneck stride 2 squeezing", () -> new Bottleneck(4, 2, 2).squeezing(3));
    put("preActivation basic", () -> PreActivation.basic(4, 4, 1));
    put("preActivation basic stride 2", () -> PreActivation.basic(4, 3, 2));
    put("preActivation bottleneck", () -> PreActivation.bottleneck(8, 2, 1));
    put("preActivation bottleneck stride 2", () -> PreActivation.bottleneck(4, 2, 2));
  }

  private static void dense() {
    put("dense", () -> new DenseBlock(4, 2, 3));
    put("transition", () -> new Transition(4, 2));
  }

  private static void inverted() {
    put("invertedResidual", () -> new InvertedResidual(4, 4, 6, SAME));
    inference("invertedResidual inference", () -> new InvertedResidual(4, 4, 6, SAME));
    put("invertedResidual stride 2", () -> new InvertedResidual(4, 6, 8, HALVING));
    put("invertedResidual not expanded", () -> new InvertedResidual(4, 4, 4, SAME));
    put(
        "invertedResidual squeezing",
        () ->
            new InvertedResidual(4, 4, 6, window(5).padding(2))
                .activation(Tensor::hardSwish)
                .epsilon(1e-3)
                .squeezing(2));
  }

  private static void attentions() {
    put("squeezeExcitation", () -> new SqueezeExcitation(4, 2));
    put(
        "squeezeExcitation hardSigmoid",
        () -> new SqueezeExcitation(4, 2).gate(Tensor::hardSigmoid));
    put("channelAttention", () -> new ChannelAttention(4, 2));
    put("spatialAttention 3", () -> new SpatialAttention(3));
    put("cbam", () -> new Cbam(4, 2));
  }

  private static void put(String name, Supplier<Layer> maker) {
    FUNCTIONS.put(name, given -> trained(given, maker));
  }

  private static Tensor trained(Given given, Supplier<Layer> maker) {
    var layer = given.layer(maker);
    return Mode.training(() -> layer.forward(given.get("x")));
  }

  private static void inference(String name, Supplier<Layer> maker) {
    FUNCTIONS.put(name, given -> given.layer(maker).forward(given.get("x")));
  }

  /// Every 16th channel.
  private static void wide(String name, Supplier<Layer> maker) {
    FUNCTIONS.put(
        name,
        given -> {
          var y = trained(given, maker);
          var size = y.shape().with(1, Math.ceilDiv(y.dim(1), 16)).dims();
          return y.slice(
              List.of(0, 0, 0, 0), IntStream.of(size).boxed().toList(), List.of(1, 16, 1, 1));
        });
  }

  @TestFactory
  Stream<DynamicTest> agreesWithTorch() {
    return TorchParity.tests("blocks", FUNCTIONS);
  }
}
