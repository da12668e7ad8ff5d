package io.ranvier.testing;

import static io.ranvier.type.Window.window;
import static org.assertj.core.api.Assertions.assertThat;

import io.ranvier.nn.Conv2d;
import io.ranvier.nn.Layer;
import io.ranvier.nn.Linear;
import io.ranvier.nn.Variables;
import io.ranvier.nn.block.BasicBlock;
import io.ranvier.nn.block.Bottleneck;
import io.ranvier.nn.block.Cbam;
import io.ranvier.nn.block.ConvNorm;
import io.ranvier.nn.block.Inception;
import io.ranvier.nn.block.Inception.Narrowed;
import io.ranvier.nn.block.InvertedResidual;
import io.ranvier.nn.block.NinBlock;
import io.ranvier.nn.block.PreActivation;
import io.ranvier.tensor.Tensor;
import io.ranvier.type.Shape;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Blocks: as many parameters as published, the shapes of their papers, fast kernels alone, and
/// what they refuse.
final class BlocksTest {
  private static final int CLASSES = 1000;

  private static long parameters(Layer... layers) {
    long sum = 0;
    for (var layer : layers) {
      for (var p : Variables.parameters(layer).values()) sum += p.type().shape().size();
    }
    return sum;
  }

  /// The table of Szegedy et al. (2015) has 159 and 380 thousands of 1024 for the first two blocks;
  /// Caffe's model of the whole has 6,998,552.
  @Test
  void googLeNetHasItsPublishedParameters() {
    var blocks =
        List.of(
            Inception.v1(192, 64, new Narrowed(96, 128), new Narrowed(16, 32), 32),
            Inception.v1(256, 128, new Narrowed(128, 192), new Narrowed(32, 96), 64),
            Inception.v1(480, 192, new Narrowed(96, 208), new Narrowed(16, 48), 64),
            Inception.v1(512, 160, new Narrowed(112, 224), new Narrowed(24, 64), 64),
            Inception.v1(512, 128, new Narrowed(128, 256), new Narrowed(24, 64), 64),
            Inception.v1(512, 112, new Narrowed(144, 288), new Narrowed(32, 64), 64),
            Inception.v1(528, 256, new Narrowed(160, 320), new Narrowed(32, 128), 128),
            Inception.v1(832, 256, new Narrowed(160, 320), new Narrowed(32, 128), 128),
            Inception.v1(832, 384, new Narrowed(192, 384), new Narrowed(48, 128), 128));
    assertThat(parameters(blocks.get(0)) / 1024).isEqualTo(159);
    assertThat(Math.round(parameters(blocks.get(1)) / 1024.0)).isEqualTo(380);
    long ends =
        parameters(
            new Conv2d(3, 64, window(7)),
            Conv2d.pointwise(64, 64),
            new Conv2d(64, 192, window(3)),
            new Linear(1024, CLASSES));
    assertThat(parameters(blocks.toArray(Layer[]::new)) + ends).isEqualTo(6_998_552);
    assertThat(blocks.getFirst().forward(Tensor.zeros(1, 192, 28, 28)).shape())
        .isEqualTo(Shape.of(1, 256, 28, 28));
  }

  /// torchvision's `inception_v3` without its auxiliary classifier: 23,834,568.
  @Test
  void inceptionV3HasItsPublishedParameters() {
    long blocks =
        parameters(
            Inception.a(192, 32),
            Inception.a(256, 64),
            Inception.a(288, 64),
            Inception.b(288),
            Inception.c(768, 128),
            Inception.c(768, 160),
            Inception.c(768, 160),
            Inception.c(768, 192),
            Inception.d(768),
            Inception.e(1280),
            Inception.e(2048));
    var stem =
        List.of(
            new ConvNorm(3, 32, window(3).stride(2)),
            new ConvNorm(32, 32, window(3)),
            new ConvNorm(32, 64, window(3).padding(1)),
            new ConvNorm(64, 80, window(1)),
            new ConvNorm(80, 192, window(3)));
    long rest = parameters(stem.toArray(Layer[]::new)) + parameters(new Linear(2048, CLASSES));
    assertThat(blocks + rest).isEqualTo(23_834_568);
    assertThat(Inception.d(768).forward(Tensor.zeros(1, 768, 17, 17)).shape())
        .isEqualTo(Shape.of(1, 1280, 8, 8));
    assertThat(Inception.e(1280).forward(Tensor.zeros(1, 1280, 8, 8)).shape())
        .isEqualTo(Shape.of(1, 2048, 8, 8));
  }

  /// A row of table 2 of Sandler et al. (2018).
  private record Row(int expansion, int channels, int blocks, int stride) {}

  /// torchvision's `mobilenet_v2`: 3,504,872.
  @Test
  void mobileNetV2HasItsPublishedParameters() {
    var rows =
        List.of(
            new Row(1, 16, 1, 1),
            new Row(6, 24, 2, 2),
            new Row(6, 32, 3, 2),
            new Row(6, 64, 4, 2),
            new Row(6, 96, 3, 1),
            new Row(6, 160, 3, 2),
            new Row(6, 320, 1, 1));
    var layers = new ArrayList<Layer>();
    layers.add(new ConvNorm(3, 32, window(3).stride(2).padding(1)));
    int in = 32;
    for (var row : rows) {
      for (int i = 0; i < row.blocks; i++) {
        var window = window(3).stride(i == 0 ? row.stride : 1).padding(1);
        layers.add(new InvertedResidual(in, row.channels, row.expansion * in, window));
        in = row.channels;
      }
    }
    layers.add(new ConvNorm(in, 1280, window(1)));
    layers.add(new Linear(1280, CLASSES));
    assertThat(parameters(layers.toArray(Layer[]::new))).isEqualTo(3_504_872);
  }

  /// torchvision's `mobilenet_v3_small`: 2,542,856.
  @Test
  void mobileNetV3HasItsPublishedParameters() {
    long blocks =
        parameters(
            inverted(3, 16, 16, 16).squeezing(8),
            inverted(3, 16, 72, 24),
            inverted(3, 24, 88, 24),
            inverted(5, 24, 96, 40).squeezing(24),
            inverted(5, 40, 240, 40).squeezing(64),
            inverted(5, 40, 240, 40).squeezing(64),
            inverted(5, 40, 120, 48).squeezing(32),
            inverted(5, 48, 144, 48).squeezing(40),
            inverted(5, 48, 288, 96).squeezing(72),
            inverted(5, 96, 576, 96).squeezing(144),
            inverted(5, 96, 576, 96).squeezing(144));
    long ends =
        parameters(
            new ConvNorm(3, 16, window(3)),
            new ConvNorm(96, 576, window(1)),
            new Linear(576, 1024),
            new Linear(1024, CLASSES));
    assertThat(blocks + ends).isEqualTo(2_542_856);
  }

  private static InvertedResidual inverted(int size, int in, int expanded, int out) {
    return new InvertedResidual(in, out, expanded, window(size).padding(size / 2));
  }

  /// Woo et al. (2018), table 4: 28.09 million for ResNet-50 with CBAM, 25.56 without.
  @Test
  void attentionCostsWhatItsPaperSays() {
    long sum = 0;
    int[] blocks = {3, 4, 6, 3};
    for (int stage = 0; stage < blocks.length; stage++) {
      int channels = 256 << stage;
      sum += blocks[stage] * parameters(new Cbam(channels, channels / 16));
    }
    assertThat(25_557_032 + sum).isEqualTo(28_089_592);
  }

  /// He et al. (2016b): a block has the weights of its cousin, and normalises its input instead of
  /// its output.
  @Test
  void preActivationMovesTheNormalisation() {
    assertThat(parameters(PreActivation.basic(16, 16, 1)))
        .isEqualTo(parameters(new BasicBlock(16, 16, 1)));
    assertThat(parameters(PreActivation.bottleneck(16, 4, 1)))
        .isEqualTo(parameters(new Bottleneck(16, 4, 1)));
    assertThat(PreActivation.bottleneck(8, 4, 2).forward(Tensor.zeros(1, 8, 6, 6)).shape())
        .isEqualTo(Shape.of(1, 16, 3, 3));
  }

  @Test
  void theFirstNinBlockIsThatOfItsPaper() {
    long expected = 3 * 192 * 25 + 192 + 192 * 192 + 192 + 192 * 192 + 192;
    assertThat(parameters(new NinBlock(3, 192, window(5).padding(2)))).isEqualTo(expected);
  }
}
