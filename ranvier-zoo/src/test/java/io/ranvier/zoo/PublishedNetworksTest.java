package io.ranvier.zoo;

import static io.ranvier.nn.Losses.crossEntropy;
import static io.ranvier.nn.Mode.training;
import static io.ranvier.nn.Seed.seeded;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ranvier.nn.Conv2d;
import io.ranvier.nn.Layer;
import io.ranvier.nn.Leaf;
import io.ranvier.nn.State;
import io.ranvier.nn.Variables;
import io.ranvier.optim.Optimizer;
import io.ranvier.optim.Sgd;
import io.ranvier.tensor.Tensor;
import io.ranvier.type.DType;
import io.ranvier.type.Shape;
import io.ranvier.type.TensorType;
import io.ranvier.type.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The networks whose parameter counts and names are published: what torchvision calls them, and
/// what they have to have learnt after a few steps.
class PublishedNetworksTest {

  /// A network for 1000 classes, and how many parameters its publication counts.
  record Count(String name, Supplier<Layer> maker, long parameters) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Count> counts() {
    return Stream.of(
        new Count("resnet18", () -> ResNet.resnet18(1000), 11_689_512),
        new Count("resnet34", () -> ResNet.resnet34(1000), 21_797_672),
        new Count("resnet50", () -> ResNet.resnet50(1000), 25_557_032),
        new Count("resnet101", () -> ResNet.resnet101(1000), 44_549_160),
        new Count("resnet152", () -> ResNet.resnet152(1000), 60_192_808),
        new Count("seresnet50", () -> ResNet.seResnet50(1000), 28_088_024),
        new Count("vgg11", () -> Vgg.vgg11(new Vgg.Settings(1000)), 132_863_336),
        new Count("vgg13", () -> Vgg.vgg13(new Vgg.Settings(1000)), 133_047_848),
        new Count("vgg16", () -> Vgg.vgg16(new Vgg.Settings(1000)), 138_357_544),
        new Count("vgg19", () -> Vgg.vgg19(new Vgg.Settings(1000)), 143_667_240),
        new Count("densenet121", () -> DenseNet.densenet121(1000), 7_978_856),
        new Count("densenet161", () -> DenseNet.densenet161(1000), 28_681_000),
        new Count("densenet169", () -> DenseNet.densenet169(1000), 14_149_480),
        new Count("densenet201", () -> DenseNet.densenet201(1000), 20_013_928));
  }

  @ParameterizedTest
  @MethodSource("counts")
  void parametersAreAsManyAsPublished(Count count) {
    var model = count.maker.get();
    long sum = 0;
    for (var p : Variables.parameters(model).values()) sum += p.type().shape().size();

    assertThat(sum).isEqualTo(count.parameters);
    assertThat(model.forward(Tensor.zeros(2, 3, 224, 224)).shape()).isEqualTo(Shape.of(2, 1000));
  }

  @Test
  void theSmallResNetKeepsThePictureInItsStem() {
    var model = ResNet.cifarResnet18(10);
    long sum = 0;
    for (var p : Variables.parameters(model).values()) sum += p.type().shape().size();

    // That of ten classes, less the stem of 7 × 7, and one of 3 × 3.
    assertThat(sum).isEqualTo(11_689_512 - 513 * 990 - 64 * 3 * (49 - 9)).isEqualTo(11_173_962);
    assertThat(model.forward(Tensor.zeros(2, 3, 32, 32)).shape()).isEqualTo(Shape.of(2, 10));
  }

  @Test
  void theNamesOfResNet18() {
    assertThat(namesOf(ResNet.resnet18(1000)))
        .containsExactlyInAnyOrderElementsOf(resNetNames(2, 2, 2, 2, 2))
        .contains("layer1.0.conv1.weight", "layer2.0.downsample.1.running_var")
        .doesNotContain("layer1.0.downsample.0.weight");
    assertThat(namesOf(ResNet.cifarResnet18(10)))
        .containsExactlyInAnyOrderElementsOf(resNetNames(2, 2, 2, 2, 2));
  }

  @Test
  void theNamesOfResNet50() {
    var names = namesOf(ResNet.resnet50(1000));
    assertThat(names)
        .containsExactlyInAnyOrderElementsOf(resNetNames(3, 3, 4, 6, 3))
        .contains("layer1.0.downsample.0.weight", "layer4.2.bn3.running_mean");
    assertThat(names.getFirst()).isEqualTo("conv1.weight");
    assertThat(names.getLast()).isEqualTo("fc.bias");
  }

  @Test
  void theStrideOfResNet50IsInTheMiddle() {
    var layers = Variables.layers(ResNet.resnet50(1000));
    assertThat(window(layers, "layer2.0.conv1")).isEqualTo(Window.window(1));
    assertThat(window(layers, "layer2.0.conv2")).isEqualTo(Window.window(3).stride(2).padding(1));
    assertThat(window(layers, "layer2.0.downsample.0")).isEqualTo(Window.window(1).stride(2));
    assertThat(window(layers, "layer2.1.conv2")).isEqualTo(Window.window(3).padding(1));
    assertThat(window(layers, "layer1.0.conv2")).isEqualTo(Window.window(3).padding(1));
  }

  @Test
  void theNamesOfVgg11() {
    var expected = new ArrayList<String>();
    for (int i : new int[] {0, 3, 6, 8, 11, 13, 16, 18}) addAffine(expected, "features." + i);
    for (int i : new int[] {0, 3, 6}) addAffine(expected, "classifier." + i);

    assertThat(Variables.parameters(Vgg.vgg11(new Vgg.Settings(10).side(32))).sequencedKeySet())
        .containsExactlyElementsOf(expected);
  }

  @Test
  void theNamesOfDenseNet121() {
    var expected = new ArrayList<String>();
    expected.add("features.conv0.weight");
    addNorm(expected, "features.norm0");
    int[] layers = {6, 12, 24, 16};
    for (int block = 1; block <= 4; block++) {
      for (int i = 1; i <= layers[block - 1]; i++) {
        var layer = "features.denseblock" + block + ".denselayer" + i;
        addNorm(expected, layer + ".norm1");
        expected.add(layer + ".conv1.weight");
        addNorm(expected, layer + ".norm2");
        expected.add(layer + ".conv2.weight");
      }
      if (block == 4) break;
      addNorm(expected, "features.transition" + block + ".norm");
      expected.add("features.transition" + block + ".conv.weight");
    }
    addNorm(expected, "features.norm5");
    addAffine(expected, "classifier");

    assertThat(namesOf(DenseNet.densenet121(1000))).containsExactlyElementsOf(expected);
  }

  @Test
  void aDenseLayerReadsAllBeforeIt() {
    var leaves = Variables.of(DenseNet.densenet121(1000));
    assertThat(shape(leaves, "features.denseblock1.denselayer1.conv1.weight"))
        .isEqualTo(Shape.of(128, 64, 1, 1));
    assertThat(shape(leaves, "features.denseblock1.denselayer6.conv1.weight"))
        .isEqualTo(Shape.of(128, 64 + 5 * 32, 1, 1));
    assertThat(shape(leaves, "features.transition3.conv.weight"))
        .isEqualTo(Shape.of(512, 1024, 1, 1));
    assertThat(shape(leaves, "features.norm5.weight")).isEqualTo(Shape.of(1024));
  }

  /// Of each family one that trains on pictures so small that the test takes a moment.
  record Small(String name, Supplier<Layer> maker, int side) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Small> small() {
    return Stream.of(
        new Small("cifar resnet18", () -> ResNet.cifarResnet18(10), 16),
        new Small("resnet50", () -> ResNet.resnet50(10), 48),
        new Small("vgg11", () -> Vgg.vgg11(new Vgg.Settings(32, 10, 0.1)), 32),
        new Small("densenet121", () -> DenseNet.densenet121(10), 48));
  }

  @ParameterizedTest
  @MethodSource("small")
  void everyParameterHasAFiniteGradient(Small small) {
    var model = seeded(3, () -> small.maker.get());
    var parameters = Variables.parameters(model);
    var x = pictures(small.side);
    var labels = Tensor.of(Shape.of(4), 3, 1, 4, 5);
    var loss = training(() -> crossEntropy(model.forward(x), labels));
    var gradients =
        loss.gradients(parameters.values().stream().map(Leaf::value).toList()).stream()
            .map(g -> g.square().sum())
            .toList();
    Tensor.eval(gradients);

    int i = 0;
    for (var path : parameters.keySet()) {
      assertThat(gradients.get(i++).item()).as(path).isFinite().isNotZero();
    }
  }

  @ParameterizedTest
  @MethodSource("small")
  void aFewStepsLowerTheLoss(Small small) {
    var model = seeded(4, () -> small.maker.get());
    var optimizer = new Optimizer(model, new Sgd(0.005).momentum(0.9));
    var x = pictures(small.side);
    var labels = Tensor.of(Shape.of(4), 3, 1, 4, 5);
    var losses = new ArrayList<Double>();
    for (int step = 0; step < 6; step++) {
      var loss = training(() -> crossEntropy(model.forward(x), labels));
      optimizer.minimize(loss);
      losses.add(loss.item());
    }

    assertThat(losses.getLast()).isLessThan(losses.getFirst());
    for (var leaf : Variables.of(model).values()) {
      if (leaf instanceof State s && s.name().endsWith("running_var"))
        assertThat(s.value().sum().item()).isFinite();
    }
  }

  @Test
  void theSideOfVggIsAMultipleOf32() {
    assertThatThrownBy(() -> new Vgg.Settings(10).side(100))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("100")
        .hasMessageContaining("multiple of 32");
  }

  private static Tensor pictures(int side) {
    var type = TensorType.of(DType.F32, 4, 3, side, side);
    return Tensor.normal(Tensor.key(1, 1), type).eval();
  }

  /// Parameters and states; torchvision's count of the batches seen is none of ours.
  private static List<String> namesOf(Layer model) {
    return List.copyOf(Variables.of(model).sequencedKeySet());
  }

  /// By torchvision's rule: the first block of a stage has a way around it where the shape changes.
  private static List<String> resNetNames(int convolutions, int... blocks) {
    var names = new ArrayList<String>();
    names.add("conv1.weight");
    addNorm(names, "bn1");
    for (int stage = 1; stage <= 4; stage++) {
      for (int block = 0; block < blocks[stage - 1]; block++) {
        var at = "layer" + stage + "." + block;
        for (int i = 1; i <= convolutions; i++) {
          names.add(at + ".conv" + i + ".weight");
          addNorm(names, at + ".bn" + i);
        }
        if (block > 0 || stage == 1 && convolutions == 2) continue;
        names.add(at + ".downsample.0.weight");
        addNorm(names, at + ".downsample.1");
      }
    }
    addAffine(names, "fc");
    return names;
  }

  private static void addNorm(List<String> names, String at) {
    addAffine(names, at);
    names.add(at + ".running_mean");
    names.add(at + ".running_var");
  }

  private static void addAffine(List<String> names, String at) {
    names.add(at + ".weight");
    names.add(at + ".bias");
  }

  private static Window window(SequencedMap<String, Layer> layers, String path) {
    assertThat(layers.get(path)).isInstanceOf(Conv2d.class);
    return layers.get(path) instanceof Conv2d c ? c.window() : Window.window(1);
  }

  private static Shape shape(SequencedMap<String, Leaf> leaves, String path) {
    var leaf = leaves.get(path);
    assertThat(leaf).as(path).isNotNull();
    return leaf == null ? Shape.SCALAR : leaf.type().shape();
  }
}
