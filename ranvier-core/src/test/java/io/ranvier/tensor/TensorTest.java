package io.ranvier.tensor;

import static io.ranvier.type.Window.window;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ranvier.graph.Value;
import io.ranvier.op.Custom;
import io.ranvier.op.Ops;
import io.ranvier.type.DType;
import io.ranvier.type.Shape;
import io.ranvier.type.ShapeException;
import java.util.List;
import org.junit.jupiter.api.Test;

class TensorTest {
  private static Tensor vector(float... data) {
    return Tensor.of(Shape.of(data.length), data);
  }

  @Test
  void everyElementTypeGoesInAndOut() {
    assertThat(vector(1.5f, -2).toFloats()).containsExactly(1.5f, -2);
    assertThat(Tensor.of(Shape.of(2), 1e300, -2.0).toDoubles()).containsExactly(1e300, -2);
    assertThat(Tensor.of(Shape.of(2), 7, -8).toInts()).containsExactly(7, -8);
    assertThat(Tensor.of(Shape.of(1), 1L << 40).item()).isEqualTo(0x1p40);
    assertThat(Tensor.of(Shape.of(2), (byte) 200, (byte) 3).toDoubles()).containsExactly(200, 3);
    assertThat(Tensor.of(Shape.of(2), true, false).toDoubles()).containsExactly(1, 0);
    assertThat(vector(1.5f, 65536).cast(DType.F16).toDoubles())
        .containsExactly(1.5, Double.POSITIVE_INFINITY);
    assertThat(vector(1.5f).cast(DType.BF16).item()).isEqualTo(1.5);
  }

  @Test
  void shapesAreCheckedWhereTheMistakeIs() {
    assertThatThrownBy(() -> vector(1, 2).add(vector(1, 2, 3)))
        .isInstanceOf(ShapeException.class)
        .hasMessage("add: shapes [2] and [3] do not broadcast");
    assertThatThrownBy(() -> Tensor.of(Shape.of(2, 2), 1f, 2f))
        .hasMessage("2 numbers for shape [2, 2]");
    assertThatThrownBy(() -> vector(1, 2, 3).reshape(2, -1))
        .hasMessageContaining("no even share for -1");
    assertThatThrownBy(() -> vector(1, 2).sum(3)).hasMessageContaining("axis 3");
    assertThatThrownBy(() -> vector(1, 2).item()).hasMessageContaining("one element");
  }

  @Test
  void aShapeErrorNamesTheVariable() {
    var weight = new Variable("conv1.weight", Tensor.zeros(6, 1, 5, 5));
    assertThatThrownBy(() -> Tensor.zeros(2, 3, 8, 8).conv2d(weight.value(), window(5)))
        .hasMessage("conv2d: 3 channels in, but the kernel takes 1 (at conv1.weight)");
    var fc = new Variable("fc1.weight", Tensor.zeros(120, 400));
    assertThatThrownBy(() -> Tensor.zeros(2, 256).matmul(fc.value().transpose()))
        .hasMessageContaining("f32[2, 256]")
        .hasMessageContaining("f32[400, 120]")
        .hasMessageContaining("(at fc1.weight)");
  }

  @Test
  void emptyTensorsAreOrdinary() {
    var empty = Tensor.zeros(0, 3);
    assertThat(empty.add(1).toFloats()).isEmpty();
    assertThat(empty.sum().item()).isZero();
    assertThat(empty.matmul(Tensor.ones(3, 2)).shape()).isEqualTo(Shape.of(0, 2));
    assertThat(empty.transpose().matmul(empty).toFloats()).containsOnly(0).hasSize(9);
    assertThat(empty.mean().item()).isNaN();
  }

  @Test
  void gradientsCanBeAskedForAfterTheLossWasRead() {
    var w = new Variable("w", vector(2, 3));
    var loss = w.value().square().sum();
    assertThat(loss.item()).isEqualTo(13);
    assertThat(loss.gradient(w.value()).toFloats()).containsExactly(4, 6);
  }

  @Test
  void aGradientThroughAForgottenValueFailsUnlessItIsDetached() {
    var w = new Variable("w", vector(2, 3));
    var h = w.value().square().eval();
    h.add(1).eval();
    assertThatThrownBy(() -> h.sum().gradient(w.value()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("detach()");
    var loss = h.detach().mul(w.value()).sum();
    assertThat(loss.gradient(w.value()).toFloats()).containsExactly(4, 9);
  }

  @Test
  void forgottenDataIsAConstant() {
    var x = vector(10, 20).div(10).eval();
    x.add(1).eval();
    var w = new Variable("w", vector(2, 3));
    assertThat(x.mul(w.value()).sum().gradient(w.value()).toFloats()).containsExactly(1, 2);
  }

  @Test
  void aLongChainOfComputedValuesKeepsNoHistory() {
    var x = vector(1);
    for (int i = 0; i < 100_000; i++) {
      x = x.add(1);
      if (i % 10 == 9) x.eval();
    }
    assertThat(x.item()).isEqualTo(100_001);
    Value v = x.value();
    int depth = 0;
    while (!v.node().isForgotten() && !v.node().inputs().isEmpty()) {
      v = v.input(0);
      depth++;
    }
    assertThat(depth).isLessThan(100);
  }

  @Test
  void customOperationsComputeAndDifferentiate() {
    record Mish() implements Custom {
      @Override
      public List<Value> decompose(List<Value> inputs) {
        var x = inputs.getFirst();
        return List.of(Ops.mul(x, Ops.tanh(Ops.log1p(Ops.exp(x)))));
      }
    }
    var x = Tensor.of(Shape.of(2), 0.5, -1.0);
    var y = Tensor.apply(new Mish(), x).getFirst();
    var d = y.sum().gradient(x).toDoubles();
    for (int i = 0; i < 2; i++) {
      double a = x.toDoubles()[i];
      assertThat(y.toDoubles()[i]).isCloseTo(mish(a), org.assertj.core.data.Offset.offset(1e-12));
      double slope = (mish(a + 1e-6) - mish(a - 1e-6)) / 2e-6;
      assertThat(d[i]).isCloseTo(slope, org.assertj.core.data.Offset.offset(1e-8));
    }
  }

  private static double mish(double x) {
    return x * Math.tanh(Math.log1p(Math.exp(x)));
  }

  @Test
  void oneKeyGivesOneStreamOfRandomNumbers() {
    var type = vector(new float[1000]).type();
    var a = Tensor.uniform(Tensor.key(7, 1), type).toFloats();
    assertThat(Tensor.uniform(Tensor.key(7, 1), type).toFloats()).containsExactly(a);
    assertThat(Tensor.uniform(Tensor.key(7, 2), type).toFloats()).isNotEqualTo(a);
    assertThat(Tensor.uniform(Tensor.key(8, 1), type).toFloats()).isNotEqualTo(a);
  }

  @Test
  void tensorsTellWhatTheyAre() {
    assertThat(vector(1, 2)).hasToString("f32[2] [1.0, 2.0]");
    assertThat(vector(1, 2).add(1)).hasToString("f32[2]");
  }
}
