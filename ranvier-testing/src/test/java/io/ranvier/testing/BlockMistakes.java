package io.ranvier.testing;

import static io.ranvier.type.Window.window;

import io.ranvier.nn.Conv2d;
import io.ranvier.nn.Parallel;
import io.ranvier.nn.Residual;
import io.ranvier.nn.block.BasicBlock;
import io.ranvier.nn.block.Bottleneck;
import io.ranvier.nn.block.Cbam;
import io.ranvier.nn.block.ChannelAttention;
import io.ranvier.nn.block.ConvNorm;
import io.ranvier.nn.block.DenseBlock;
import io.ranvier.nn.block.DenseLayer;
import io.ranvier.nn.block.Inception;
import io.ranvier.nn.block.InvertedResidual;
import io.ranvier.nn.block.NinBlock;
import io.ranvier.nn.block.PreActivation;
import io.ranvier.nn.block.SpatialAttention;
import io.ranvier.nn.block.SqueezeExcitation;
import io.ranvier.nn.block.Transition;
import io.ranvier.tensor.Tensor;
import java.util.List;
import java.util.stream.Stream;

/// Wrong arguments of combinators and blocks.
final class BlockMistakes {
  private BlockMistakes() {}

  static List<Mistake> all() {
    return Stream.of(combinators(), sizes(), inceptions()).flatMap(List::stream).toList();
  }

  private static List<Mistake> combinators() {
    var x = Tensor.zeros(2, 4, 5, 5);
    var one = window(1);
    return List.of(
        new Mistake("Parallel", Parallel::concat, "parallel: no branches; at least one is needed"),
        new Mistake(
            "Parallel",
            () -> Parallel.sum(new Conv2d(4, 1, one), new Conv2d(4, 3, one)).forward(x),
            "branches give f32[2, 1, 5, 5] and f32[2, 3, 5, 5], and cannot be added: they must have"
                + " one shape"),
        new Mistake(
            "Parallel",
            () -> Parallel.concat(new Conv2d(4, 1, one), new Conv2d(4, 1, window(3))).forward(x),
            "concat along axis 1: f32[2, 1, 5, 5] and f32[2, 1, 3, 3]"),
        new Mistake(
            "Residual",
            () -> new Residual(new Conv2d(4, 1, one)).forward(x),
            "branches give f32[2, 1, 5, 5] and f32[2, 4, 5, 5], and cannot be added"),
        new Mistake(
            "BasicBlock",
            () -> new BasicBlock(4, 4, 1).forward(Tensor.zeros(1, 3, 5, 5)),
            "conv2d: 3 channels in, but the kernel takes 4"));
  }

  private static List<Mistake> sizes() {
    return List.of(
        channels("BasicBlock", () -> new BasicBlock(4, 0, 1), "4 channels to 0"),
        channels(
            "BasicBlock.squeezing", () -> new BasicBlock(4, 4, 1).squeezing(0), "4 channels to 0"),
        channels("Bottleneck", () -> new Bottleneck(-4, 2, 1), "-4 channels to 2"),
        channels(
            "Bottleneck.squeezing",
            () -> new Bottleneck(4, 2, 1).squeezing(-1),
            "8 channels to -1"),
        channels("ConvNorm", () -> new ConvNorm(0, 2, window(1)), "0 channels to 2"),
        channels("NinBlock", () -> new NinBlock(3, -2, window(1)), "3 channels to -2"),
        channels("PreActivation", () -> PreActivation.basic(4, 0, 1), "4 channels to 0"),
        channels("DenseLayer", () -> new DenseLayer(4, 0), "4 channels to 0"),
        channels("Transition", () -> new Transition(4, 0), "4 channels to 0"),
        channels(
            "InvertedResidual", () -> new InvertedResidual(4, 4, 0, window(3)), "4 channels to 0"),
        channels("SqueezeExcitation", () -> new SqueezeExcitation(4, 0), "4 channels to 0"),
        new Mistake(
            "ConvNorm",
            () -> new ConvNorm(new Conv2d(4, 2, window(1))).epsilon(-1),
            "batchNorm2d: epsilon is -1.0, and must be above 0"),
        new Mistake(
            "PreActivation",
            () -> PreActivation.bottleneck(4, 2, 0),
            "window: size 3, stride 0, padding 0 and 0, dilation 1"),
        new Mistake(
            "DenseBlock",
            () -> new DenseBlock(4, 2, 0),
            "denseBlock: 0 layers; there is at least one"),
        new Mistake(
            "ChannelAttention",
            () -> new ChannelAttention(4, 0),
            "linear: 4 features to 0; both start at 1"),
        new Mistake("Cbam", () -> new Cbam(0, 2), "linear: 0 features to 2; both start at 1"),
        new Mistake(
            "SpatialAttention",
            () -> new SpatialAttention(4),
            "spatialAttention: size is 4, and must be odd and positive"));
  }

  private static List<Mistake> inceptions() {
    var narrowed = new Inception.Narrowed(2, 3);
    return List.of(
        channels(
            "Inception.v1", () -> Inception.v1(3, 0, narrowed, narrowed, 2), "3 channels to 0"),
        channels("Inception.a", () -> Inception.a(3, -1), "3 channels to -1"),
        channels("Inception.b", () -> Inception.b(0), "0 channels to 384"),
        channels("Inception.c", () -> Inception.c(3, 0), "3 channels to 0"),
        channels("Inception.d", () -> Inception.d(0), "0 channels to 192"),
        channels("Inception.e", () -> Inception.e(-1), "-1 channels to 320"));
  }

  /// What a convolution within does not take.
  private static Mistake channels(String part, Runnable code, String channels) {
    return new Mistake(
        part,
        code,
        "conv2d: " + channels + " in 1 groups; groups must divide both, and all start at 1");
  }
}
