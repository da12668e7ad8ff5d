package io.ranvier.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ranvier.type.DType;
import io.ranvier.type.Shape;
import io.ranvier.type.ShapeException;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/// The two ways to a gradient lead to the same place.
class NumericalGradientsTest {

  private static Tensor doubles(Shape shape, double... numbers) {
    return Tensor.of(shape, numbers);
  }

  @Test
  void theyAreThoseOfBackPropagation() {
    var x = doubles(Shape.of(2, 3), 0.5, -1, 2, 3, -0.25, 1.5);
    var w = doubles(Shape.of(3, 2), 1, 2, -3, 0.5, 0.1, -0.7);
    var loss = x.matmul(w).tanh().add(x.square().sum()).mul(w.sum()).mean();
    compare(loss, List.of(x, w), within(1e-8));
  }

  @Test
  void float32HasFewerDigits() {
    var x = Tensor.of(Shape.of(3), 0.5f, -1f, 20f);
    compare(x.sigmoid().mul(x).sum(), List.of(x), within(1e-3));
  }

  @Test
  void whatIsComputedOnTheWayMayBeAskedFor() {
    var x = doubles(Shape.of(2), 1, 2);
    var middle = x.square();
    compare(middle.exp().sum(), List.of(middle), within(1e-5));
  }

  @Test
  void whatALossDoesNotDependOnHasNone() {
    var x = doubles(Shape.of(2), 1, 2);
    var other = doubles(Shape.of(2), 3, 4);
    assertThat(x.sum().numericalGradients(List.of(other)).getFirst().toDoubles())
        .containsExactly(0, 0);
  }

  private static void compare(Tensor loss, List<Tensor> xs, Offset<Double> offset) {
    var numerical = loss.numericalGradients(xs);
    var analytic = loss.gradients(xs);
    for (int i = 0; i < xs.size(); i++) {
      assertThat(numerical.get(i).type()).isEqualTo(xs.get(i).type());
      assertThat(numerical.get(i).toDoubles()).containsExactly(analytic.get(i).toDoubles(), offset);
    }
  }

  @Test
  void whatHasNoneIsRefused() {
    var x = doubles(Shape.of(2), 1, 2);
    assertThatThrownBy(() -> x.square().numericalGradients(List.of(x)))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("the gradient of a scalar only: got f64[2]");
    var labels = Tensor.of(Shape.of(1), 1);
    assertThatThrownBy(() -> labels.cast(DType.F64).sum().numericalGradients(List.of(labels)))
        .hasMessageContaining("numerical gradients are of f32 and f64, not of i32[1]");
  }
}
