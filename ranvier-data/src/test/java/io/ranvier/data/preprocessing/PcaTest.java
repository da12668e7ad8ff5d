package io.ranvier.data.preprocessing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ranvier.data.SharedData;
import io.ranvier.data.table.Delimited;
import io.ranvier.data.table.Delimited.Header;
import io.ranvier.nn.Projection;
import io.ranvier.tensor.Tensor;
import io.ranvier.type.DType;
import io.ranvier.type.Shape;
import io.ranvier.type.TensorType;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class PcaTest {

  /// Correlated features of very different variance.
  private static Tensor examples(int rows, int features) {
    var noise = Tensor.normal(Tensor.key(4, rows), TensorType.of(DType.F64, rows, features));
    var mixing = Tensor.normal(Tensor.key(5, 0), TensorType.of(DType.F64, features, features));
    return noise.matmul(mixing).add(3).eval();
  }

  private static Tensor covariance(Tensor x) {
    var centred = x.sub(x.keepMean(0));
    return centred.transpose().matmul(centred).div(x.dim(0) - 1);
  }

  private static Tensor identity(int size) {
    return Tensor.range(size, DType.I32).oneHot(size, DType.F64);
  }

  private static void assertClose(Tensor actual, Tensor expected, double error) {
    assertThat(actual.shape()).isEqualTo(expected.shape());
    assertThat(actual.toDoubles()).containsExactly(expected.toDoubles(), within(error));
  }

  @Test
  void twoFeaturesByHand() {
    // Along (3, 4) / 5 at distances of ±2.5, and nowhere else.
    var x = Tensor.of(Shape.of(4, 2), 1.0, 1, 4, 5, 1, 1, 4, 5);
    var pca = Pca.fit(x);
    assertThat(pca.explainedVariance()).containsExactly(new double[] {25 / 3.0, 0}, within(1e-14));
    assertThat(pca.explainedVarianceRatio()).containsExactly(new double[] {1, 0}, within(1e-15));
    var layer = pca.components(1).projection();
    assertThat(layer.mean().value().toDoubles()).containsExactly(2.5, 3);
    assertThat(layer.matrix().value().toDoubles())
        .containsExactly(new double[] {0.6, 0.8}, within(1e-14));
    assertThat(layer.forward(x).toDoubles())
        .containsExactly(new double[] {-2.5, 2.5, -2.5, 2.5}, within(1e-14));
    assertThat(layer.explainedVarianceRatio().toDoubles())
        .containsExactly(new double[] {1}, within(1e-15));
  }

  @Property(tries = 30)
  void componentsAreOrthogonalAndExplainTheTotal(
      @ForAll @IntRange(min = 2, max = 50) int rows,
      @ForAll @IntRange(min = 1, max = 40) int features) {
    var x = examples(rows, features);
    var pca = Pca.fit(x);
    assertThat(pca.components()).isEqualTo(Math.min(rows, features));
    var all = pca.components(features);
    var matrix = all.projection().matrix().value();
    assertClose(matrix.transpose().matmul(matrix), identity(features), 1e-12);
    double total = covariance(x).mul(identity(features)).sum().item();
    assertThat(Arrays.stream(pca.explainedVariance()).sum())
        .isCloseTo(total, within(total * 1e-12));
    assertThat(pca.totalVariance()).isCloseTo(total, within(total * 1e-12));
    assertThat(pca.explainedVariance()).isSortedAccordingTo((a, b) -> Double.compare(b, a));
    assertThat(Arrays.stream(all.explainedVariance()).skip(rows - 1L)).allMatch(v -> v == 0);
  }

  @Property(tries = 30)
  void projectionsAreUncorrelatedAndLeadBack(
      @ForAll @IntRange(min = 2, max = 50) int rows,
      @ForAll @IntRange(min = 1, max = 20) int features) {
    var x = examples(rows, features);
    var pca = Pca.fit(x);
    var layer = pca.projection();
    var variances = Tensor.of(Shape.of(pca.components()), pca.explainedVariance());
    double scale = pca.totalVariance();
    assertClose(
        covariance(layer.forward(x)), identity(pca.components()).mul(variances), scale * 1e-12);
    assertClose(layer.inverse(layer.forward(x)), x, Math.sqrt(scale) * 1e-11);
  }

  @Property(tries = 30)
  void whitenedExamplesHaveTheIdentityForCovariance(
      @ForAll @IntRange(min = 1, max = 12) int features, @ForAll boolean zca) {
    var x = examples(features + 20, features);
    var pca = Pca.fit(x);
    var layer = zca ? pca.zcaWhitening(0) : pca.whitening(0);
    assertClose(covariance(layer.forward(x)), identity(features), 1e-9);
    assertClose(layer.inverse(layer.forward(x)), x, 1e-9);
  }

  @Test
  void zcaIsSymmetricAndEpsilonDampens() {
    var x = examples(30, 5);
    var pca = Pca.fit(x);
    var matrix = pca.zcaWhitening(0.1).matrix().value();
    assertClose(matrix, matrix.transpose(), 1e-12);
    var damped = covariance(pca.whitening(0.5).forward(x)).mul(identity(5)).sum(0).toDoubles();
    for (int i = 0; i < 5; i++) {
      double variance = pca.explainedVariance()[i];
      assertThat(damped[i]).isCloseTo(variance / (variance + 0.5), within(1e-10));
    }
  }

  @Test
  void directionsWithoutVarianceBecomeZero() {
    var x = examples(3, 6);
    for (var layer :
        List.of(Pca.fit(x).components(6).whitening(0), Pca.fit(x).components(6).zcaWhitening(0))) {
      var y = layer.forward(x);
      assertThat(Arrays.stream(y.toDoubles())).allMatch(v -> Math.abs(v) < 10);
      double rank = covariance(y).mul(identity(6)).sum().item();
      assertThat(rank).isCloseTo(2, within(1e-9));
      assertClose(layer.inverse(y), x, 1e-9);
    }
    var constant = Pca.fit(Tensor.ones(4, 3));
    assertThat(constant.explainedVariance()).containsOnly(0);
    assertThat(constant.explainedVarianceRatio()).containsOnly(0);
    assertThat(constant.varianceShare(0.9).components()).isEqualTo(1);
    assertThat(constant.whitening(0).forward(Tensor.ones(4, 3)).toDoubles()).containsOnly(0);
  }

  @Test
  void theLargestEntryOfAComponentIsPositive() {
    for (int seed = 0; seed < 20; seed++) {
      var matrix = Pca.fit(examples(10 + seed, 4)).projection().matrix().value().toDoubles();
      for (int c = 0; c < 4; c++) {
        double largest = 0;
        for (int i = 0; i < 4; i++) {
          double entry = matrix[4 * i + c];
          if (Math.abs(entry) > Math.abs(largest)) largest = entry;
        }
        assertThat(largest).isPositive();
      }
    }
  }

  @Test
  void aShareOfTheVarianceChoosesTheComponents() {
    var pca = Pca.fit(examples(40, 6));
    double[] ratios = pca.explainedVarianceRatio();
    assertThat(Arrays.stream(ratios).sum()).isCloseTo(1, within(1e-12));
    double three = ratios[0] + ratios[1] + ratios[2];
    assertThat(pca.varianceShare(three - 1e-9).components()).isEqualTo(3);
    assertThat(pca.varianceShare(three + 1e-9).components()).isEqualTo(4);
    assertThat(pca.varianceShare(1).components()).isEqualTo(6);
    assertThat(pca.varianceShare(1e-9).components()).isEqualTo(1);
  }

  @Test
  void layersAreOfTheExamplesType() {
    var x = examples(20, 3).cast(DType.F32);
    Projection layer = Pca.fit(x).whitening(0);
    assertThat(layer.forward(x).dtype()).isEqualTo(DType.F32);
    assertClose(covariance(layer.forward(x).cast(DType.F64)), identity(3), 1e-4);
  }

  @Test
  void irisIsAsInTheLiterature() {
    var iris =
        Delimited.csv()
            .header(Header.COUNTS_AND_CLASSES)
            .read(SharedData.folder("tabular").resolve("iris.csv"));
    var pca = Pca.fit(iris.without("class").input());
    // As scikit-learn's documentation has it.
    assertThat(pca.explainedVarianceRatio())
        .containsExactly(new double[] {0.92461, 0.05307, 0.01710, 0.00521}, within(1e-5));
  }

  @Test
  void saysWhatIsWrong() {
    assertThatThrownBy(() -> Pca.fit(Tensor.zeros(1, 3)))
        .hasMessage("pca: x is f32[1, 3], and must be [n, features] with n of at least 2");
    assertThatThrownBy(() -> Pca.fit(Tensor.zeros(4))).hasMessageStartingWith("pca: x is f32[4]");
    assertThatThrownBy(() -> Pca.fit(Tensor.of(Shape.of(2, 2), 1, 2, 3, Double.NaN)))
        .hasMessage("fit: feature 1 of example 1 is NaN; all must be finite");
    var pca = Pca.fit(examples(9, 3));
    for (int count : new int[] {0, -1, 4}) {
      assertThatThrownBy(() -> pca.components(count))
          .hasMessage(
              "pca: %d components of 3 features; they start at 1, and features are the most",
              count);
    }
    for (double share : new double[] {0, 1.01, Double.NaN}) {
      assertThatThrownBy(() -> pca.varianceShare(share))
          .hasMessage("pca: share is %s, and must be in (0, 1]", share);
    }
    for (double epsilon : new double[] {-1e-9, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatThrownBy(() -> pca.whitening(epsilon))
          .hasMessage("whitening: epsilon is %s, and must be finite and at least 0", epsilon);
      assertThatThrownBy(() -> pca.zcaWhitening(epsilon)).hasMessageStartingWith("whitening: ");
    }
    assertThatThrownBy(() -> pca.projection().forward(Tensor.zeros(2, 4)))
        .hasMessageStartingWith("projection wants x: […, 3], got f32[2, 4]");
    assertThatThrownBy(() -> new Projection(3, 4, 1))
        .hasMessageStartingWith("projection: 3 features to 4 by 1 components;");
  }
}
