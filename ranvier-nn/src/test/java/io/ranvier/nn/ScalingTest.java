package io.ranvier.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ranvier.tensor.Tensor;
import io.ranvier.type.DType;
import io.ranvier.type.Shape;
import io.ranvier.type.TensorType;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ScalingTest {
  /// One feature that varies and one that does not.
  private static final Tensor X = Tensor.of(Shape.of(5, 2), 1.0, 7, 2, 7, 4, 7, 8, 7, 100, 7);

  private static double[] column(Tensor x, int features, int c) {
    double[] all = x.toDoubles();
    var column = new double[all.length / features];
    for (int i = 0; i < column.length; i++) column[i] = all[i * features + c];
    return column;
  }

  private static Tensor random(DType dtype, int rows, int features) {
    var key = Tensor.key(20261121, rows * 100L + features);
    return Tensor.normal(key, TensorType.of(dtype, rows, features)).mul(3).add(5).eval();
  }

  @Test
  void meanRemovalIsItsFormula() {
    var y = Scaling.meanRemoval(X).forward(X);
    assertThat(column(y, 2, 0)).containsExactly(-22, -21, -19, -15, 77);
    assertThat(column(y, 2, 1)).containsOnly(0);
  }

  @Test
  void minMaxIsItsFormula() {
    assertThat(column(Scaling.minMax(X).forward(X), 2, 0))
        .containsExactly(new double[] {0, 1 / 99.0, 3 / 99.0, 7 / 99.0, 1}, within(1e-15));
    var y = Scaling.minMax(X, -2, 4).forward(X);
    assertThat(column(y, 2, 0))
        .containsExactly(
            new double[] {-2, -2 + 6 / 99.0, -2 + 18 / 99.0, -2 + 42 / 99.0, 4}, within(1e-12));
    assertThat(column(y, 2, 1)).containsOnly(-2);
  }

  @Test
  void zScoreIsItsFormula() {
    var scaling = Scaling.zScore(X);
    double deviation = Math.sqrt((22 * 22 + 21 * 21 + 19 * 19 + 15 * 15 + 77 * 77) / 5.0);
    assertThat(scaling.shift().value().toDoubles()).containsExactly(23, 7);
    assertThat(scaling.scale().value().toDoubles())
        .containsExactly(new double[] {1 / deviation, 1}, within(1e-15));
  }

  @Test
  void robustIsItsFormulaAndHardlySeesOutliers() {
    var scaling = Scaling.robust(X);
    assertThat(scaling.shift().value().toDoubles()).containsExactly(4, 7);
    assertThat(scaling.scale().value().toDoubles()).containsExactly(1 / 6.0, 1);
    var even = Scaling.robust(Tensor.of(Shape.of(4, 1), 0.0, 1, 2, 10));
    assertThat(even.shift().value().item()).isEqualTo(1.5);
    assertThat(even.scale().value().item()).isEqualTo(1 / (4 - 0.75));
    var mostlyAlike = Scaling.robust(Tensor.of(Shape.of(5, 1), 3.0, 3, 3, 3, 9));
    assertThat(mostlyAlike.scale().value().item()).isEqualTo(1);
  }

  static List<Function<Tensor, Scaling>> fits() {
    return List.of(
        Scaling::meanRemoval,
        Scaling::minMax,
        x -> Scaling.minMax(x, -3, 0.5),
        Scaling::zScore,
        Scaling::robust);
  }

  @ParameterizedTest
  @MethodSource("fits")
  void theInverseLeadsBack(Function<Tensor, Scaling> fit) {
    for (int rows : new int[] {1, 2, 9}) {
      var x = random(DType.F64, rows, 4);
      var scaling = fit.apply(x);
      assertThat(scaling.inverse(scaling.forward(x)).toDoubles())
          .containsExactly(x.toDoubles(), within(1e-12));
    }
  }

  @ParameterizedTest
  @MethodSource("fits")
  void gradientsGoThrough(Function<Tensor, Scaling> fit) {
    var scaling = fit.apply(X);
    var weight = random(DType.F64, 5, 2);
    var x = X.add(0);
    var gradient = scaling.forward(x).mul(weight).sum().gradients(List.of(x)).getFirst();
    assertThat(gradient.toDoubles())
        .containsExactly(weight.mul(scaling.scale().value()).toDoubles(), within(1e-12));
  }

  @Property(tries = 40)
  void zScoresHaveMeanZeroAndVarianceOne(
      @ForAll @IntRange(min = 2, max = 40) int rows,
      @ForAll @IntRange(min = 1, max = 6) int features,
      @ForAll boolean narrow) {
    var x = random(narrow ? DType.F32 : DType.F64, rows, features);
    var y = Scaling.zScore(x).forward(x);
    assertThat(y.dtype()).isEqualTo(x.dtype());
    for (int c = 0; c < features; c++) {
      double[] column = column(y, features, c);
      assertThat(Arrays.stream(column).average().orElseThrow()).isCloseTo(0, within(1e-4));
      assertThat(Arrays.stream(column).map(v -> v * v).average().orElseThrow())
          .isCloseTo(1, within(1e-4));
    }
  }

  @Test
  void featuresMayHaveAnyShape() {
    var x = random(DType.F32, 3, 8).reshape(3, 2, 2, 2);
    var scaling = Scaling.minMax(x);
    assertThat(scaling.shift().type().shape()).isEqualTo(Shape.of(2, 2, 2));
    assertThat(scaling.forward(x).max().item()).isEqualTo(1);
  }

  @Test
  void saysWhatIsWrong() {
    assertThatThrownBy(() -> Scaling.zScore(Tensor.zeros(0, 3)))
        .hasMessage(
            "fit: x is f32[0, 3], and must be [n, features…] of floating point, n and features from"
                + " 1");
    assertThatThrownBy(() -> Scaling.zScore(Tensor.zeros(3))).hasMessageStartingWith("fit: x is");
    assertThatThrownBy(() -> Scaling.zScore(Tensor.of(Shape.of(1, 1), 3)))
        .hasMessageStartingWith("fit: x is i32[1, 1]");
    for (double wrong : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> Scaling.robust(Tensor.of(Shape.of(2, 2), 1, 2, 3, wrong)))
          .hasMessage("fit: feature 1 of example 1 is %s; all must be finite", wrong);
    }
    assertThatThrownBy(() -> Scaling.minMax(X, 1, 1))
        .hasMessage("minMax: low is 1.0 and high 1.0; both must be finite, and low below high");
    assertThatThrownBy(() -> Scaling.minMax(X, Double.NaN, 1)).hasMessageStartingWith("minMax");
    assertThatThrownBy(() -> new Scaling(3).forward(Tensor.zeros(2, 4)))
        .hasMessageStartingWith("scaling wants x: […, 3], got f32[2, 4]");
    assertThatThrownBy(() -> new Scaling(new Scaling(3).shift(), new Scaling(2).scale()))
        .hasMessage("scaling: shift is f32[3] and scale f32[2]; they must be of one type");
  }

  @Test
  void oneThatIsNotFittedChangesNothing() {
    var x = random(DType.F32, 3, 4);
    assertThat(new Scaling(4).forward(x).toFloats()).isEqualTo(x.toFloats());
    assertThat(new Projection(4, 4, 4).forward(x).toFloats()).isEqualTo(x.toFloats());
  }
}
