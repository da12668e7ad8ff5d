package io.ranvier.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ranvier.autograd.Gradients;
import io.ranvier.graph.Node;
import io.ranvier.graph.Value;
import io.ranvier.op.Custom;
import io.ranvier.op.Ops;
import io.ranvier.type.DType;
import io.ranvier.type.ShapeException;
import io.ranvier.type.TensorType;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Differentiation as such; the rules of the single operations are checked in [SamplesTest].
final class GradientsTest {
  private static final List<Integer> BOTH = List.of(0, 1);
  private final Evaluation evaluation = new Evaluation();

  @Test
  void theGradientOfACubeIsThreeSquaresAndSoOn() {
    var x = evaluation.leaf(TensorType.of(DType.F64, 2, 1), 2, -3);
    var y = Ops.sum(Ops.mul(x, Ops.mul(x, x)), BOTH);
    var first = gradient(y, x);
    assertThat(evaluation.numbers(first)).containsExactly(12, 27);
    var second = gradient(Ops.sum(first, BOTH), x);
    assertThat(evaluation.numbers(second)).containsExactly(12, -18);
    var third = gradient(Ops.sum(second, BOTH), x);
    assertThat(evaluation.numbers(third)).containsExactly(6, 6);
    var fourth = gradient(Ops.sum(third, BOTH), x);
    assertThat(evaluation.numbers(fourth)).containsExactly(0, 0);
  }

  @Test
  void intermediateValuesHaveGradients() {
    var x = evaluation.leaf(TensorType.of(DType.F64, 2, 3), 1, 2, 3, 4, 5, 6);
    var ones = Ops.fill(1, TensorType.of(DType.F64, 2, 1));
    var transposed = Ops.transpose(x, List.of(1, 0));
    var loss = Ops.sum(Ops.matmul(transposed, ones), BOTH);
    assertThat(evaluation.numbers(gradient(loss, transposed))).containsOnly(1);
    assertThat(evaluation.numbers(gradient(loss, x))).containsOnly(1);
    assertThat(evaluation.numbers(gradient(loss, loss))).containsExactly(1);
  }

  /// `y = a · b`
  private record Product() implements Custom {
    @Override
    public List<Value> decompose(List<Value> inputs) {
      return List.of(Ops.matmul(inputs.get(0), inputs.get(1)));
    }
  }

  @Test
  void compositesOfTransposesHaveGradients() {
    var x = evaluation.leaf(TensorType.of(DType.F64, 2, 3), 1, 2, 3, 4, 5, 6);
    var ones = Ops.fill(1, TensorType.of(DType.F64, 2, 1));
    var loss = Ops.sum(Node.of(new Product(), Ops.transpose(x, List.of(1, 0)), ones), BOTH);
    assertThat(evaluation.numbers(gradient(loss, x))).containsOnly(1);
  }

  @Test
  void aCompositeOfTheSameValueTwiceCountsBoth() {
    var x = evaluation.leaf(TensorType.of(DType.F64, 1, 1), 5);
    assertThat(evaluation.numbers(gradient(Node.of(new Product(), x, x), x))).containsExactly(10);
  }

  @Test
  void independentValuesHaveZeroGradients() {
    var x = evaluation.leaf(TensorType.of(DType.F64, 2), 1, 2);
    var y = evaluation.leaf(TensorType.of(DType.F64), 3);
    assertThat(evaluation.numbers(gradient(y, x))).containsExactly(0, 0);
    var detached = Ops.sum(Ops.detach(Ops.exp(x)), List.of(0));
    assertThat(evaluation.numbers(gradient(detached, x))).containsExactly(0, 0);
    var steps = Ops.sum(Ops.floor(x), List.of(0));
    assertThat(evaluation.numbers(gradient(steps, x))).containsExactly(0, 0);
  }

  @Test
  void onlyScalarsHaveGradients() {
    var x = evaluation.leaf(TensorType.of(DType.F64, 2), 1, 2);
    assertThatThrownBy(() -> gradient(x, x))
        .isInstanceOf(ShapeException.class)
        .hasMessage("the gradient of a scalar only: got f64[2]; take its sum or mean");
  }

  private static Value gradient(Value y, Value x) {
    return Gradients.gradients(y, List.of(x)).getFirst();
  }
}
