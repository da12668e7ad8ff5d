package io.ranvier.nn;

import static io.ranvier.type.Window.window;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ranvier.tensor.Tensor;
import io.ranvier.type.DType;
import io.ranvier.type.Shape;
import io.ranvier.type.ShapeException;
import io.ranvier.type.TensorType;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class LayersTest {

  private static Tensor random(long stream, int... dims) {
    return Tensor.normal(Tensor.key(11, stream), TensorType.of(DType.F32, dims));
  }

  private static double[] bias(java.util.Optional<Parameter> bias) {
    return bias.orElseThrow().value().toDoubles();
  }

  @Property(tries = 20)
  void linearIsItsFormula(
      @ForAll @IntRange(min = 1, max = 4) int n,
      @ForAll @IntRange(min = 1, max = 9) int in,
      @ForAll @IntRange(min = 1, max = 9) int out) {
    var layer = new Linear(in, out);
    var x = random(1, n, in);
    var y = layer.forward(x).toDoubles();
    var w = layer.weight().value().toDoubles();
    var b = bias(layer.bias());
    var p = x.toDoubles();
    for (int r = 0; r < n; r++) {
      for (int o = 0; o < out; o++) {
        double sum = b[o];
        for (int i = 0; i < in; i++) sum += p[r * in + i] * w[o * in + i];
        assertThat(y[r * out + o]).isCloseTo(sum, within(1e-5));
      }
    }
  }

  @Property(tries = 20)
  void conv2dIsItsFormula(
      @ForAll @IntRange(min = 1, max = 3) int groups,
      @ForAll @IntRange(min = 1, max = 2) int perGroup,
      @ForAll @IntRange(min = 1, max = 3) int size,
      @ForAll @IntRange(min = 1, max = 2) int stride) {
    int in = groups * perGroup;
    int out = groups * 2;
    var layer = new Conv2d(in, out, window(size).stride(stride).padding(1), groups);
    var x = random(2, 2, in, 5, 4);
    var y = layer.forward(x);
    var w = layer.weight().value().toDoubles();
    var b = bias(layer.bias());
    var p = x.toDoubles();
    var actual = y.toDoubles();
    for (int at = 0; at < actual.length; at++) {
      int column = at % y.dim(3);
      int row = at / y.dim(3) % y.dim(2);
      int o = at / y.dim(3) / y.dim(2) % out;
      int n = at / y.dim(3) / y.dim(2) / out;
      double sum = b[o];
      for (int c = 0; c < perGroup; c++) {
        for (int i = 0; i < size; i++) {
          for (int j = 0; j < size; j++) {
            int h = row * stride + i - 1;
            int v = column * stride + j - 1;
            if (h < 0 || h >= 5 || v < 0 || v >= 4) continue;
            int channel = o / 2 * perGroup + c;
            sum +=
                p[((n * in + channel) * 5 + h) * 4 + v]
                    * w[((o * perGroup + c) * size + i) * size + j];
          }
        }
      }
      assertThat(actual[at]).isCloseTo(sum, within(1e-5));
    }
  }

  @Test
  void withoutBiasThereIsOneParameter() {
    assertThat(Variables.of(new Conv2d(1, 2, window(3)).withoutBias())).hasSize(1);
    assertThat(Variables.of(new Linear(1, 2).withoutBias())).hasSize(1);
  }

  @Test
  void linearTakesBatchesOfMatrices() {
    assertThat(new Linear(3, 5).forward(Tensor.zeros(2, 4, 3)).shape())
        .isEqualTo(Shape.of(2, 4, 5));
  }

  @Test
  void flattenKeepsTheBatch() {
    assertThat(new Flatten().forward(Tensor.zeros(2, 3, 4, 5)).shape()).isEqualTo(Shape.of(2, 60));
  }

  @Test
  void shapeErrorsNameOpShapesAndPath() {
    var model = Sequential.of(new Conv2d(1, 2, window(3)), new Flatten(), new Linear(8, 3));
    Variables.of(model);
    assertThatThrownBy(() -> model.forward(Tensor.zeros(1, 3, 4, 4)))
        .isInstanceOf(ShapeException.class)
        .hasMessage("conv2d: 3 channels in, but the kernel takes 1 (at 0.weight)");
    assertThatThrownBy(() -> model.forward(Tensor.zeros(1, 1, 5, 5)))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("f32[1, 18]")
        .hasMessageContaining("(at 2.weight)");
  }

  @Test
  void lossesAreMeans() {
    var logits = Tensor.of(Shape.of(2, 3), 1f, 2f, 3f, 0f, 0f, 0f);
    double first = Math.log(Math.exp(1) + Math.exp(2) + Math.exp(3)) - 3;
    assertThat(Losses.crossEntropy(logits, Tensor.of(Shape.of(2), 2, 1)).item())
        .isCloseTo((first + Math.log(3)) / 2, within(1e-6));
    var target = Tensor.of(Shape.of(2, 3), 0f, 0f, 0f, 0f, 0f, 3f);
    assertThat(Losses.mse(logits, target).item()).isCloseTo((1 + 4 + 9 + 9) / 6.0, within(1e-6));
    assertThatThrownBy(() -> Losses.mse(logits, Tensor.zeros(3)))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("f32[2, 3]")
        .hasMessageContaining("f32[3]");
  }
}
