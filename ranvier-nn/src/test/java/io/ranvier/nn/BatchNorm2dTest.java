package io.ranvier.nn;

import static io.ranvier.nn.Mode.training;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ranvier.optim.Optimizer;
import io.ranvier.optim.Sgd;
import io.ranvier.tensor.Tensor;
import io.ranvier.type.DType;
import io.ranvier.type.Shape;
import io.ranvier.type.ShapeException;
import io.ranvier.type.TensorType;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class BatchNorm2dTest {
  private static final int N = 3;
  private static final int C = 2;
  private static final int AREA = 4;

  private static Tensor batch(long stream) {
    return Tensor.normal(Tensor.key(1, stream), TensorType.of(DType.F32, N, C, 2, 2)).mul(2).add(3);
  }

  private static double mean(double[] x, int c) {
    double sum = 0;
    for (int i = 0; i < x.length; i++) if (i / AREA % C == c) sum += x[i];
    return sum / (N * AREA);
  }

  /// The mean squared distance from `mean`.
  private static double variance(double[] x, int c, double mean) {
    double sum = 0;
    for (int i = 0; i < x.length; i++) if (i / AREA % C == c) sum += (x[i] - mean) * (x[i] - mean);
    return sum / (N * AREA);
  }

  private static ChannelNorm.Running running(BatchNorm2d layer) {
    return layer.running().orElseThrow();
  }

  @Test
  void trainsOnTheStatisticsOfTheBatch() {
    var layer = new BatchNorm2d(C);
    var x = batch(0);
    var y = training(() -> layer.forward(x)).toDoubles();
    var p = x.toDoubles();
    for (int i = 0; i < p.length; i++) {
      int c = i / AREA % C;
      double mean = mean(p, c);
      double expected = (p[i] - mean) / Math.sqrt(variance(p, c, mean) + 1e-5);
      assertThat(y[i]).isCloseTo(expected, within(1e-5));
    }
  }

  @Test
  void runningStatisticsFollowWithEachStepAndPredict() {
    var layer = new BatchNorm2d(C);
    var optimizer = new Optimizer(layer, new Sgd(0));
    var mean = new double[] {0, 0};
    var variance = new double[] {1, 1};
    for (int step = 0; step < 4; step++) {
      var x = batch(step).eval();
      optimizer.minimize(training(() -> layer.forward(x).mean()));
      var p = x.toDoubles();
      for (int c = 0; c < C; c++) {
        double m = mean(p, c);
        double unbiased = variance(p, c, m) * N * AREA / (N * AREA - 1);
        mean[c] = 0.9 * mean[c] + 0.1 * m;
        variance[c] = 0.9 * variance[c] + 0.1 * unbiased;
      }
    }
    assertThat(running(layer).runningMean().value().toDoubles())
        .containsExactly(mean, within(1e-5));
    assertThat(running(layer).runningVar().value().toDoubles())
        .containsExactly(variance, within(1e-5));

    var x = batch(9);
    var y = layer.forward(x).toDoubles();
    var p = x.toDoubles();
    for (int i = 0; i < p.length; i++) {
      int c = i / AREA % C;
      assertThat(y[i]).isCloseTo((p[i] - mean[c]) / Math.sqrt(variance[c] + 1e-5), within(1e-5));
    }
  }

  /// What PyTorch 1.13.1 gives for one batch, and then for the same one in inference.
  @Test
  void agreesWithPyTorch() {
    var layer = new BatchNorm2d(C);
    var optimizer = new Optimizer(layer, new Sgd(0));
    var pixels = new double[24];
    for (int i = 0; i < pixels.length; i++) pixels[i] = 2 * Math.sin(0.37 * i) + 1;
    var x = Tensor.of(Shape.of(3, 2, 2, 2), pixels).cast(DType.F32);
    var y = training(() -> layer.forward(x));
    optimizer.minimize(y.sum(), y);
    assertThat(Arrays.copyOf(y.toDoubles(), 4))
        .containsExactly(
            new double[] {-0.21695423, 0.51102936, 1.14048386, 1.58621538}, within(2e-6));
    assertThat(running(layer).runningMean().value().toDoubles())
        .containsExactly(new double[] {0.12155378, 0.15674156}, within(1e-6));
    assertThat(running(layer).runningVar().value().toDoubles())
        .containsExactly(new double[] {1.00767004, 1.20439601}, within(1e-6));
    assertThat(Arrays.copyOf(layer.forward(x).toDoubles(), 4))
        .containsExactly(
            new double[] {0.87509227, 1.59556174, 2.21851921, 2.65965009}, within(2e-6));
  }

  @Test
  void predictingLeavesTheStatisticsAlone() {
    var layer = new BatchNorm2d(C);
    layer.forward(batch(0)).eval();
    assertThat(running(layer).runningMean().value().toDoubles()).containsExactly(0, 0);
  }

  @Test
  void badInputIsNamed() {
    var layer = new BatchNorm2d(C);
    Variables.of(layer);
    assertThatThrownBy(() -> layer.forward(Tensor.zeros(1, 3, 2, 2)))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("[n, 2, h, w], got f32[1, 3, 2, 2] (at weight");
    var one = Tensor.of(Shape.of(1, 2, 1, 1), 1f, 2f);
    assertThatThrownBy(() -> training(() -> layer.forward(one)))
        .isInstanceOf(ShapeException.class)
        .hasMessageContaining("fewer than two values in a channel");
  }
}
