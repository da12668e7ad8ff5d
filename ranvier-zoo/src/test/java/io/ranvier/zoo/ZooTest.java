package io.ranvier.zoo;

import static io.ranvier.nn.Losses.crossEntropy;
import static io.ranvier.nn.Mode.training;
import static io.ranvier.nn.Seed.seeded;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ranvier.explain.Summary;
import io.ranvier.graph.Node;
import io.ranvier.nn.Layer;
import io.ranvier.nn.Variables;
import io.ranvier.optim.Optimizer;
import io.ranvier.optim.Sgd;
import io.ranvier.tensor.Tensor;
import io.ranvier.type.DType;
import io.ranvier.type.Shape;
import io.ranvier.type.ShapeException;
import io.ranvier.type.TensorType;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ZooTest {

  static Stream<Supplier<Layer>> models() {
    return Stream.of(LeNet5::new, Mlp::new);
  }

  @Test
  void leNetIsThatOfItsPaper() {
    var model = new LeNet5();
    assertThat(Variables.of(model).keySet())
        .containsExactly(
            "conv1.weight",
            "conv1.bias",
            "conv2.weight",
            "conv2.bias",
            "fc1.weight",
            "fc1.bias",
            "fc2.weight",
            "fc2.bias",
            "fc3.weight",
            "fc3.bias");
    assertThat(Summary.of(model, Shape.of(1, 1, 28, 28)))
        .hasToString(
            """
            LeNet5 for f32[1, 1, 28, 28]
            layer  what                         output           parameters  multiply-adds
            conv1  Conv2d 1 → 6, 5x5 padding 2  [1, 6, 28, 28]          156        117,600
                   relu                         [1, 6, 28, 28]
                   maxPool2d 2x2 stride 2       [1, 6, 14, 14]
            conv2  Conv2d 6 → 16, 5x5           [1, 16, 10, 10]       2,416        240,000
                   relu                         [1, 16, 10, 10]
                   maxPool2d 2x2 stride 2       [1, 16, 5, 5]
            fc1    Linear 400 → 120             [1, 120]             48,120         48,000
                   relu                         [1, 120]
            fc2    Linear 120 → 84              [1, 84]              10,164         10,080
                   relu                         [1, 84]
            fc3    Linear 84 → 10               [1, 10]                 850            840
            ──────────────────────────────────────────────────────────────────────────────
            total                                                    61,706        416,520
            """);
  }

  @Test
  void theCostsOfLeNetByHand() {
    var summary = Summary.of(new LeNet5(), Shape.of(1, 1, 28, 28));
    long convolutions = 28 * 28 * 6 * 25 + 10 * 10 * 16 * 6 * 25;
    assertThat(summary.multiplyAdds()).isEqualTo(convolutions + 400 * 120 + 120 * 84 + 84 * 10);
    long weights = 6 * 25 + 16 * 6 * 25 + 400 * 120 + 120 * 84 + 84 * 10;
    assertThat(summary.parameters()).isEqualTo(weights + 6 + 16 + 120 + 84 + 10);
    assertThat(Summary.of(new Mlp(), Shape.of(1, 1, 28, 28)).parameters()).isEqualTo(203_530);
  }

  @ParameterizedTest
  @MethodSource("models")
  void everyParameterThatForwardReadsIsFound(Supplier<Layer> maker) {
    var model = maker.get();
    Variables.of(model);
    var logits = model.forward(Tensor.zeros(2, 1, 28, 28));
    assertThat(logits.shape()).isEqualTo(Shape.of(2, 10));
    for (var node : Node.order(List.of(logits.value()), _ -> false)) {
      var source = node.outputs().getFirst().source();
      if (source != null && source.variable()) assertThat(source.name()).isNotEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void learnsAFewPicturesByHeart(Supplier<Layer> maker) {
    var model = seeded(5, () -> maker.get());
    var optimizer = new Optimizer(model, new Sgd(0.05).momentum(0.9));
    var x = Tensor.uniform(Tensor.key(1, 1), TensorType.of(DType.F32, 4, 1, 28, 28)).eval();
    var labels = Tensor.of(Shape.of(4), 3, 1, 4, 5);
    double first = 0;
    double last = 0;
    for (int step = 0; step < 12; step++) {
      var loss = training(() -> crossEntropy(model.forward(x), labels));
      optimizer.minimize(loss);
      last = loss.item();
      if (step == 0) first = last;
    }
    assertThat(last).isLessThan(first);
  }

  @Test
  void aPictureOfAnotherSizeIsRefusedAtItsLayer() {
    var model = new LeNet5();
    Variables.of(model);
    assertThatThrownBy(() -> model.forward(Tensor.zeros(1, 1, 32, 32)))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("f32[1, 576]")
        .hasMessageContaining("(at fc1.weight)");
  }
}
