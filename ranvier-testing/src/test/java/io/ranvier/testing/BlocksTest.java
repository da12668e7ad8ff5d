package io.ranvier.testing;

import static io.ranvier.type.Window.window;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ranvier.nn.Conv2d;
import io.ranvier.nn.Layer;
import io.ranvier.nn.Linear;
import io.ranvier.nn.Mode;
import io.ranvier.nn.Parallel;
import io.ranvier.nn.Residual;
import io.ranvier.nn.Variables;
import io.ranvier.nn.block.BasicBlock;
import io.ranvier.nn.block.Bottleneck;
import io.ranvier.nn.block.Cbam;
import io.ranvier.nn.block.ConvNorm;
import io.ranvier.nn.block.DenseBlock;
import io.ranvier.nn.block.Inception;
import io.ranvier.nn.block.Inception.Narrowed;
import io.ranvier.nn.block.InvertedResidual;
import io.ranvier.nn.block.NinBlock;
import io.ranvier.nn.block.PreActivation;
import io.ranvier.nn.block.SpatialAttention;
import io.ranvier.nn.block.Transition;
import io.ranvier.plan.Device;
import io.ranvier.tensor.Tensor;
import io.ranvier.testing.LayerErrorsTest.Mistake;
import io.ranvier.type.DType;
import io.ranvier.type.Shape;
import io.ranvier.type.TensorType;
import io.ranvier.type.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

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

  static List<LayerSample> blocks() {
    var same = window(3).padding(1);
    return List.of(
        LayerSample.of("convNorm", () -> new ConvNorm(16, 32, same), 2, 16, 8, 8),
        LayerSample.of("nin", () -> new NinBlock(16, 32, same), 2, 16, 8, 8),
        LayerSample.of("inception v1", () -> small(16), 2, 16, 8, 8),
        LayerSample.of("inception c", () -> Inception.c(16, 16), 2, 16, 8, 8),
        LayerSample.of("basic", () -> new BasicBlock(16, 32, 2).squeezing(2), 2, 16, 8, 8),
        LayerSample.of("bottleneck", () -> new Bottleneck(16, 8, 2), 2, 16, 8, 8),
        LayerSample.of("preActivation", () -> PreActivation.basic(16, 32, 2), 2, 16, 8, 8),
        LayerSample.of("dense", () -> new DenseBlock(16, 8, 2), 2, 16, 8, 8),
        LayerSample.of("transition", () -> new Transition(16, 8), 2, 16, 8, 8),
        LayerSample.of("inverted", () -> squeezing(16), 2, 16, 8, 8),
        LayerSample.of("cbam", () -> new Cbam(16, 2), 2, 16, 8, 8));
  }

  private static Layer small(int in) {
    return Inception.v1(in, 8, new Narrowed(8, 16), new Narrowed(4, 8), 8);
  }

  private static Layer squeezing(int in) {
    return new InvertedResidual(in, in, 6 * in, window(5).padding(2))
        .activation(Tensor::hardSwish)
        .squeezing(in);
  }

  @ParameterizedTest
  @MethodSource("blocks")
  void nothingFallsToTheReference(LayerSample block) {
    var layer = block.layer().get();
    var x = Tensor.normal(Tensor.key(1, 1), new TensorType(DType.F32, block.input())).eval();
    var y = Mode.training(() -> layer.forward(x));
    var wrt = new ArrayList<>(List.of(x));
    for (var p : Variables.parameters(layer).values()) wrt.add(p.value());
    var results = new ArrayList<>(y.sum().gradients(wrt));
    results.add(y);
    Tensor.eval(results);
    var plan = Objects.requireNonNull(Device.lastPlan()).explain().toString();
    assertThat(plan).doesNotContain("reference");
  }

  static List<Mistake> mistakes() {
    var x = Tensor.zeros(2, 4, 5, 5);
    Window one = window(1);
    return List.of(
        new Mistake(Parallel::concat, "parallel: no branches; at least one is needed"),
        new Mistake(
            () -> Parallel.sum(new Conv2d(4, 1, one), new Conv2d(4, 3, one)).forward(x),
            "branches give f32[2, 1, 5, 5] and f32[2, 3, 5, 5], and cannot be added: they must have"
                + " one shape"),
        new Mistake(
            () -> new Residual(new Conv2d(4, 1, one)).forward(x),
            "branches give f32[2, 1, 5, 5] and f32[2, 4, 5, 5], and cannot be added"),
        new Mistake(
            () -> Parallel.concat(new Conv2d(4, 1, one), new Conv2d(4, 1, window(3))).forward(x),
            "concat"),
        new Mistake(() -> new DenseBlock(4, 2, 0), "denseBlock: 0 layers; there is at least one"),
        new Mistake(
            () -> new SpatialAttention(4),
            "spatialAttention: size is 4, and must be odd and positive"),
        new Mistake(() -> new BasicBlock(4, 0, 1), "conv2d: 4 channels to 0 in 1 groups"),
        new Mistake(
            () -> new ConvNorm(new Conv2d(4, 2, one)).epsilon(-1),
            "batchNorm2d: epsilon is -1.0, and must be above 0"),
        new Mistake(
            () -> new InvertedResidual(4, 4, 0, window(3)), "conv2d: 4 channels to 0 in 1 groups"),
        new Mistake(
            () -> new BasicBlock(4, 4, 1).forward(Tensor.zeros(1, 3, 5, 5)),
            "conv2d: 3 channels in, but the kernel takes 4"));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void saysWhatIsWrong(Mistake mistake) {
    assertThatThrownBy(mistake.code()::run).hasMessageStartingWith(mistake.message());
  }
}
