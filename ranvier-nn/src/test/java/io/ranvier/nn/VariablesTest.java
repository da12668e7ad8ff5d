package io.ranvier.nn;

import static io.ranvier.nn.Initializer.constant;
import static io.ranvier.type.Window.window;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ranvier.graph.Node;
import io.ranvier.optim.Optimizer;
import io.ranvier.optim.Sgd;
import io.ranvier.tensor.Tensor;
import io.ranvier.type.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class VariablesTest {

  /// Two convolutions and a way around them, with the field names of published checkpoints.
  private static final class Block implements Layer {
    private final Conv2d conv1 = new Conv2d(2, 2, window(3).padding(1)).withoutBias();
    private final BatchNorm2d bn1 = new BatchNorm2d(2);
    private final Layer downsample =
        Sequential.of(new Conv2d(2, 2, window(1)).withoutBias(), new BatchNorm2d(2), Tensor::relu);

    @Override
    public Tensor forward(Tensor x) {
      return bn1.forward(conv1.forward(x)).add(downsample.forward(x)).relu();
    }
  }

  @SuppressWarnings("unused")
  private abstract static class Base implements Layer {
    final Parameter scaleFactor = one();
  }

  @SuppressWarnings("unused")
  private static final class Everything extends Base {
    final List<Layer> list = List.of(new Flatten(), new Linear(1, 1).withoutBias());
    final Layer[] array = {new Linear(1, 1)};
    final Map<String, Layer> byName = new LinkedHashMap<>(Map.of("left", new Linear(1, 1)));
    final Optional<Parameter> shift = Optional.of(one());
    final Optional<Parameter> none = Optional.empty();
    final Pair pair = new Pair(one(), new State(Shape.of(1), constant(0)), window(3));
    final int number = 3;

    record Pair(Parameter first, State runningMean, Object window) {}

    @Override
    public Tensor forward(Tensor x) {
      return x;
    }
  }

  private static Parameter one() {
    return new Parameter(Shape.of(1), constant(1));
  }

  @Test
  void pathsAreThoseOfPublishedCheckpoints() {
    assertThat(Variables.of(Sequential.of(new Block())).keySet())
        .containsExactly(
            "0.conv1.weight",
            "0.bn1.weight",
            "0.bn1.bias",
            "0.bn1.running_mean",
            "0.bn1.running_var",
            "0.downsample.0.weight",
            "0.downsample.1.weight",
            "0.downsample.1.bias",
            "0.downsample.1.running_mean",
            "0.downsample.1.running_var");
  }

  @Test
  void everyKindOfFieldIsLookedThrough() {
    assertThat(Variables.of(new Everything()).keySet())
        .containsExactly(
            "scale_factor",
            "list.1.weight",
            "array.0.weight",
            "array.0.bias",
            "by_name.left.weight",
            "by_name.left.bias",
            "shift",
            "pair.first",
            "pair.running_mean");
  }

  @Test
  void everyParameterThatForwardReadsIsFound() {
    var model = Sequential.of(new Block(), new Block(), new Flatten(), new Linear(32, 3));
    Variables.of(model);
    var y = model.forward(Tensor.zeros(1, 2, 4, 4)).value();
    for (var node : Node.order(List.of(y), _ -> false)) {
      var source = node.outputs().getFirst().source();
      if (source != null && source.variable()) assertThat(source.name()).isNotEmpty();
    }
  }

  @Test
  void parametersAreThoseThatLearn() {
    assertThat(Variables.parameters(new BatchNorm2d(2)).keySet()).containsExactly("weight", "bias");
  }

  @Test
  void layersAreListedBeforeTheirParts() {
    assertThat(Variables.layers(Sequential.of(new Block())).keySet())
        .containsExactly(
            "",
            "0",
            "0.conv1",
            "0.bn1",
            "0.downsample",
            "0.downsample.0",
            "0.downsample.1",
            "0.downsample.2");
  }

  @Test
  void whatIsSharedIsListedOnce() {
    var shared = new Linear(2, 2);
    var model = Sequential.of(shared, new Linear(2, 2), shared);
    assertThat(Variables.of(model).keySet())
        .containsExactly("0.weight", "0.bias", "1.weight", "1.bias");
  }

  @Test
  void aLambdaMayUseWhatHasAName() {
    record Twice(Layer twice, Linear inner) implements Layer {
      static Twice of(Linear inner) {
        return new Twice(x -> inner.forward(inner.forward(x)), inner);
      }

      @Override
      public Tensor forward(Tensor x) {
        return twice.forward(x);
      }
    }
    assertThat(Variables.of(Twice.of(new Linear(2, 2))).keySet())
        .containsExactly("inner.weight", "inner.bias");
  }

  @Test
  void aLambdaThatHidesParametersIsRefused() {
    var hidden = new Linear(2, 2);
    assertThatThrownBy(() -> Variables.of(Sequential.of(x -> hidden.forward(x).relu())))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("the layer at \"0\" is a lambda")
        .hasMessageContaining("declare the layer as a record or a class with fields");
    assertThatThrownBy(() -> Variables.of(x -> hidden.forward(x)))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void namesStayThoseOfTheFirstWalk() {
    var inner = new Linear(2, 2);
    Variables.of(inner);
    Variables.of(Sequential.of(inner));
    assertThat(inner.weight().name()).isEqualTo("weight");
  }

  @Test
  void aLeafThatWasLookedAtGetsItsNameLater() {
    var layer = new Linear(2, 2);
    var before = layer.weight().value().toFloats();
    Variables.of(layer);
    assertThat(layer.weight().name()).isEqualTo("weight");
    assertThat(layer.weight().value().toFloats()).isEqualTo(before);
  }

  @Test
  void whatWasBuiltBeforeTheNameNeverReadsLaterNumbers() {
    var layer = new Linear(1, 1);
    var x = Tensor.ones(1, 1);
    var early = layer.forward(x);
    new Optimizer(layer, new Sgd(1)).minimize(layer.forward(x).sum());
    assertThatThrownBy(early::item)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("\"weight\" has been updated");
  }

  @Test
  void camelCaseBecomesSnakeCase() {
    assertThat(ModelWalk.snakeCase("runningMean")).isEqualTo("running_mean");
    assertThat(ModelWalk.snakeCase("conv1")).isEqualTo("conv1");
    assertThat(ModelWalk.snakeCase("layer1Norm")).isEqualTo("layer1_norm");
  }
}
