package io.ranvier.testing;

import static io.ranvier.type.Window.window;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ranvier.graph.Value;
import io.ranvier.nn.FractionalMaxPool;
import io.ranvier.nn.Layer;
import io.ranvier.nn.Mode;
import io.ranvier.nn.Seed;
import io.ranvier.nn.StochasticPool2d;
import io.ranvier.nn.Variables;
import io.ranvier.tensor.Devices;
import io.ranvier.tensor.Tensor;
import io.ranvier.type.DType;
import io.ranvier.type.Shape;
import io.ranvier.type.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/// Pooling that draws, and pooling into pyramids, against the formulas of their papers.
final class StochasticPoolingTest {
  private static final long SEED = 20260101;
  private static final Window WINDOW = window(2, 3).stride(2, 1).padding(1, 0);
  private static final Shape X = Shape.of(2, 3, 4, 5);

  @Test
  void predictsTheMeanByLoops() throws Exception {
    var x = numbers(X);
    var y = Devices.reference().run(() -> x.stochasticPool2d(WINDOW).toDoubles());
    assertThat(y).containsExactly(moment(x.toDoubles(), 2), within(1e-12));
  }

  /// `Σ aᵢ^k / Σ aᵢ` under each position, 0 where nothing is above 0: the mean for `k = 2`, the
  /// mean square for `k = 3`.
  private static double[] moment(double[] x, int k) {
    var out = WINDOW.output(X, X.dim(1));
    var y = new double[(int) out.size()];
    for (int i = 0; i < y.length; i++) {
      int plane = i / (out.dim(2) * out.dim(3));
      double sum = 0;
      double powers = 0;
      for (int tap = 0; tap < WINDOW.taps(); tap++) {
        int row = WINDOW.height().place(i / out.dim(3) % out.dim(2), tap / 3);
        int column = WINDOW.width().place(i % out.dim(3), tap % 3);
        if (row < 0 || row >= X.dim(2) || column < 0 || column >= X.dim(3)) continue;
        double a = Math.max(x[(plane * X.dim(2) + row) * X.dim(3) + column], 0);
        sum += a;
        powers += Math.pow(a, k);
      }
      y[i] = sum == 0 ? 0 : powers / sum;
    }
    return y;
  }

  @Test
  void drawsByTheSharesOfTheSum() {
    int draws = 4000;
    var x = numbers(X);
    var many = x.cast(DType.F32).unsqueeze(0).broadcast(draws, 2, 3, 4, 5);
    var layer = Seed.seeded(SEED, () -> new StochasticPool2d(WINDOW));
    var pictures = many.reshape(draws * 2, 3, 4, 5);
    var y = Mode.training(() -> layer.forward(pictures));
    var means = y.reshape(draws, -1).mean(0).toDoubles();
    var expected = moment(x.toDoubles(), 2);
    var squares = moment(x.toDoubles(), 3);
    for (int i = 0; i < means.length; i++) {
      double variance = Math.max(squares[i] - expected[i] * expected[i], 0);
      double error = Math.sqrt(variance / draws);
      assertThat(means[i])
          .as("seed %d, at %d", SEED, i)
          .isCloseTo(expected[i], within(5 * error + 1e-6));
    }
  }

  @Test
  void theSameSeedDrawsTheSame() {
    var x = numbers(Shape.of(2, 3, 9, 9)).cast(DType.F32).eval();
    assertDrawsFromItsKey(() -> new StochasticPool2d(window(3).stride(2)), x);
    assertDrawsFromItsKey(() -> new FractionalMaxPool(List.of(2, 2), List.of(6, 5)), x);
  }

  private static void assertDrawsFromItsKey(Supplier<Layer> make, Tensor x) {
    var first = Seed.seeded(SEED, make::get);
    var second = Seed.seeded(SEED, make::get);
    Variables.of(first);
    Variables.of(second);
    var runs = new ArrayList<float[]>();
    for (var layer : List.of(first, second)) {
      for (int i = 0; i < 2; i++) runs.add(Mode.training(() -> layer.forward(x)).toFloats());
    }
    assertThat(runs.get(2)).containsExactly(runs.get(0));
    assertThat(runs.get(3)).containsExactly(runs.get(1));
    assertThat(runs.get(1)).isNotEqualTo(runs.get(0));
    assertThat(first.forward(x).toFloats()).containsExactly(first.forward(x).toFloats());
  }

  @Test
  void gradientsAgreeWithDifferences() {
    // Levels that divide the extents: parts of several lengths are gathered by constants.
    var x = Input.distinct(1, 2, 6, 6);
    check("stochastic, predicting", x, v -> v.stochasticPool2d(window(2).stride(2)));
    check("pyramid", x, v -> v.spatialPyramidPool(1, 2, 3));
  }

  private static void check(String name, Input x, UnaryOperator<Tensor> function) {
    UnaryOperator<Value> build = v -> function.apply(Tensor.of(v)).value();
    GradientCheck.check(Sample.of(name, x, build), SEED);
  }

  @Test
  void pyramidsHaveOneLengthForAllSizes() throws Exception {
    for (var shape : List.of(Shape.of(2, 3, 7, 5), Shape.of(2, 3, 4, 9))) {
      var x = numbers(shape);
      var y = Devices.reference().run(() -> x.spatialPyramidPool(1, 2, 4).toDoubles());
      assertThat(y).containsExactly(pyramid(x.toDoubles(), shape, 1, 2, 4));
    }
  }

  private static double[] pyramid(double[] x, Shape shape, int... levels) {
    int h = shape.dim(2);
    int w = shape.dim(3);
    var y = new ArrayList<Double>();
    for (int n = 0; n < shape.dim(0); n++) {
      for (int level : levels) {
        for (int bin = 0; bin < shape.dim(1) * level * level; bin++) {
          int plane = n * shape.dim(1) + bin / (level * level);
          int i = bin / level % level;
          int j = bin % level;
          double largest = Double.NEGATIVE_INFINITY;
          for (int row = i * h / level; row < Math.ceilDiv((i + 1) * h, level); row++) {
            for (int column = j * w / level; column < Math.ceilDiv((j + 1) * w, level); column++) {
              largest = Math.max(largest, x[(plane * h + row) * w + column]);
            }
          }
          y.add(largest);
        }
      }
    }
    return y.stream().mapToDouble(d -> d).toArray();
  }

  private static Tensor numbers(Shape shape) {
    var random = new SplittableRandom(SEED);
    return Tensor.of(shape, random.doubles(shape.size(), -1, 2).toArray());
  }
}
