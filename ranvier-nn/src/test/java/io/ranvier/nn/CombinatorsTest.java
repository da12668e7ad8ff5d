package io.ranvier.nn;

import static io.ranvier.type.Window.window;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ranvier.tensor.Tensor;
import io.ranvier.type.DType;
import io.ranvier.type.Shape;
import io.ranvier.type.ShapeException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;

class CombinatorsTest {
  private static final Tensor X = Tensor.of(Shape.of(1, 2, 1, 2), 1f, 2, 3, 4);

  @Test
  void parallelBranchesReadTheSame() {
    assertThat(Parallel.concat(x -> x.mul(2), x -> x.slice(1, 0, 1)).forward(X).toFloats())
        .containsExactly(2, 4, 6, 8, 1, 2);
    assertThat(Parallel.sum(x -> x.mul(2), Tensor::neg, Tensor::identity).forward(X).toFloats())
        .containsExactly(2, 4, 6, 8);
    assertThat(Parallel.concat(Tensor::neg).forward(X).shape()).isEqualTo(X.shape());
  }

  @Test
  void aResidualAddsWhatItRead() {
    assertThat(new Residual(x -> x.mul(10)).forward(X).toFloats()).containsExactly(11, 22, 33, 44);
    assertThat(new Residual(x -> x.mul(10), Tensor::neg).forward(X).toFloats())
        .containsExactly(9, 18, 27, 36);
  }

  @Test
  void pathsNest() {
    var conv = new Conv2d(2, 2, window(1)).withoutBias();
    var model =
        Sequential.of(
            new Residual(Sequential.of(conv, Tensor::relu)),
            Parallel.concat(
                new Linear(2, 2).withoutBias(),
                new Residual(
                    new Linear(2, 2).withoutBias(),
                    Sequential.of(Tensor::relu, new Linear(2, 2).withoutBias()))));
    assertThat(Variables.of(model).sequencedKeySet())
        .containsExactly(
            "0.body.0.weight", "1.0.weight", "1.1.body.weight", "1.1.shortcut.1.weight");
    assertThat(Variables.layers(model))
        .containsKeys("", "0", "0.body", "0.body.1", "0.shortcut", "1", "1.0", "1.1.shortcut.0");
  }

  /// A container of somebody's own.
  private record Twins(Layer left, Layer right) implements Container {
    @Override
    public SequencedMap<String, Layer> parts() {
      var parts = new LinkedHashMap<String, Layer>();
      parts.put("left_one", left);
      parts.put("right_one", right);
      return parts;
    }

    @Override
    public Tensor forward(Tensor x) {
      return left.forward(x).add(right.forward(x));
    }
  }

  @Test
  void aContainerNamesItsParts() {
    var twins = new Twins(new Linear(2, 2).withoutBias(), new Linear(2, 2).withoutBias());
    assertThat(Variables.of(Sequential.of(twins)).sequencedKeySet())
        .containsExactly("0.left_one.weight", "0.right_one.weight");
  }

  @Test
  void branchesThatDoNotFitAreRefused() {
    assertThatThrownBy(() -> new Parallel(List.of(), Parallel.Join.SUM))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("parallel: no branches; at least one is needed");
    assertThatThrownBy(() -> new Residual(x -> x.slice(1, 0, 1)).forward(X))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("f32[1, 1, 1, 2] and f32[1, 2, 1, 2]");
  }

  @Test
  void aModelLearnsInTheTypeThatIsAskedFor() {
    var model = Precision.in(DType.F64, () -> Sequential.of(new Linear(2, 3), new Dropout(0.5)));
    var leaves = Variables.of(model);
    assertThat(leaves.get("0.weight")).hasToString("0.weight: f64[3, 2]");
    assertThat(leaves.get("1.key")).hasToString("1.key: i64[2]");
    assertThat(new Linear(2, 3).weight().type().dtype()).isEqualTo(DType.F32);
    assertThat(model.forward(X.cast(DType.F64)).dtype()).isEqualTo(DType.F64);
    assertThatThrownBy(() -> Precision.in(DType.I32, () -> new Linear(1, 1)))
        .isInstanceOf(ShapeException.class)
        .hasMessage("precision: the type is i32, and must be one of floating point");
  }
}
