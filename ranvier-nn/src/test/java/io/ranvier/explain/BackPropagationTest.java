package io.ranvier.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ranvier.explain.BackPropagation.Edge;
import io.ranvier.explain.BackPropagation.Row;
import io.ranvier.tensor.Tensor;
import io.ranvier.type.Shape;
import io.ranvier.type.ShapeException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BackPropagationTest {

  /// Two apples at 100, taxed by 10 %.
  @Test
  void valuesFlowForwardsAndGradientsBack() {
    var apple = Tensor.of(Shape.SCALAR, 100.0);
    var count = Tensor.of(Shape.SCALAR, 2.0);
    var tax = Tensor.of(Shape.SCALAR, 1.1);
    var names = Map.of("apple", apple, "count", count, "tax", tax);
    var flow = BackPropagation.of(names, apple.mul(count).mul(tax));

    assertThat(flow)
        .hasToString(
            """
                                    value  gradient
            apple                   100    2.2
            count                   2      110
            tax                     1.1    200
            v4 = mul(apple, count)  200    1.1
              back to apple                2.2
              back to count                110
            v5 = mul(v4, tax)       220    1
              back to v4                   1.1
              back to tax                  200
            """);
  }

  @Test
  void theGradientOfAValueIsTheSumOverItsUses() {
    var x = Tensor.of(Shape.of(2), 3.0, -1.0);
    var flow = BackPropagation.of(Map.of("x", x), x.mul(x).sum());

    assertThat(flow.rows())
        .contains(new Row("x", "", List.of(3.0, -1.0), List.of(6.0, -2.0), List.of()))
        .anySatisfy(
            row ->
                assertThat(row.edges())
                    .containsExactly(
                        new Edge("x", List.of(3.0, -1.0)), new Edge("x", List.of(3.0, -1.0))));
  }

  @Test
  void labelsHaveNoGradient() {
    var logits = Tensor.of(Shape.of(1, 2), 0.0, 0.0);
    var labels = Tensor.of(Shape.of(1), 1);
    var names = Map.of("logits", logits, "labels", labels);
    var flow = BackPropagation.of(names, logits.crossEntropy(labels).sum());

    assertThat(flow.rows())
        .contains(new Row("labels", "", List.of(1.0), List.of(), List.of()))
        .contains(new Row("logits", "", List.of(0.0, 0.0), List.of(0.5, -0.5), List.of()));
  }

  @Test
  void onlyAScalarHasAGradient() {
    var x = Tensor.of(Shape.of(2), 1.0, 2.0);
    assertThatThrownBy(() -> BackPropagation.of(Map.of(), x.exp()))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("the gradient of a scalar only");
  }
}
