package io.ranvier.testing;

import static io.ranvier.type.Window.window;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ranvier.nn.LocallyConnected2d;
import io.ranvier.nn.Parameter;
import io.ranvier.tensor.Devices;
import io.ranvier.tensor.Tensor;
import io.ranvier.type.DType;
import io.ranvier.type.Shape;
import io.ranvier.type.Window;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// The convolution without shared weights against loops, and against the one that shares them.
final class LocallyConnectedTest {
  private static final Window WINDOW = window(3, 2).stride(2, 1).padding(1, 0);
  private static final int N = 2;
  private static final int IN = 3;
  private static final int OUT = 4;
  private static final int HEIGHT = 5;
  private static final int WIDTH = 4;
  private static final Shape X = Shape.of(N, IN, HEIGHT, WIDTH);
  private static final Shape Y = WINDOW.output(X, OUT);
  private static final int SEEN = IN * 6;

  @Test
  void hasFiltersForEachPosition() throws Exception {
    var x = numbers(X, 1);
    var weight = numbers(Shape.of(Y.dim(2) * Y.dim(3), SEEN, OUT), 2);
    var bias = numbers(Shape.of(OUT, Y.dim(2), Y.dim(3)), 3);
    var layer =
        new LocallyConnected2d(new Parameter(weight), Optional.of(new Parameter(bias)), WINDOW);
    var expected = loops(x.toDoubles(), weight.toDoubles(), bias.toDoubles());
    var exact = Devices.reference().run(() -> layer.forward(x).toDoubles());
    assertThat(exact).containsExactly(expected, within(1e-12));
  }

  private static double[] loops(double[] x, double[] weight, double[] bias) {
    var y = new double[(int) Y.size()];
    int positions = Y.dim(2) * Y.dim(3);
    for (int i = 0; i < y.length; i++) {
      int p = i % positions;
      int o = i / positions % OUT;
      int n = i / positions / OUT;
      y[i] = bias[o * positions + p];
      for (int s = 0; s < SEEN; s++) {
        int row = WINDOW.height().place(p / Y.dim(3), s % 6 / 2);
        int column = WINDOW.width().place(p % Y.dim(3), s % 2);
        if (row < 0 || row >= HEIGHT || column < 0 || column >= WIDTH) continue;
        double seen = x[((n * IN + s / 6) * HEIGHT + row) * WIDTH + column];
        y[i] += seen * weight[(p * SEEN + s) * OUT + o];
      }
    }
    return y;
  }

  @Test
  void isAConvolutionWhereAllFiltersAreTheSame() {
    var x = numbers(X, 4).cast(DType.F32).eval();
    var kernel = numbers(Shape.of(OUT, SEEN), 5).cast(DType.F32).eval();
    int positions = Y.dim(2) * Y.dim(3);
    var weight = kernel.transpose().reshape(1, SEEN, OUT).broadcast(positions, SEEN, OUT).eval();
    var layer = new LocallyConnected2d(new Parameter(weight), Optional.empty(), WINDOW);
    var shared = x.conv2d(kernel.reshape(OUT, IN, 3, 2), WINDOW);
    assertThat(layer.forward(x).toDoubles()).containsExactly(shared.toDoubles(), within(1e-5));
  }

  /// What is linear in an argument changes along `v` by its value at `v`: an exact difference.
  @Test
  void hasTheGradientsOfALinearMap() throws Exception {
    var weight = numbers(Shape.of(Y.dim(2) * Y.dim(3), SEEN, OUT), 6);
    var x = numbers(X, 7);
    var v = numbers(X, 8);
    var u = numbers(weight.shape(), 9);
    var dy = numbers(Y, 10);
    Devices.reference()
        .run(
            () -> {
              var parameter = new Parameter(weight);
              var f = unshared(parameter).forward(x).mul(dy).sum();
              var gradients = f.gradients(List.of(x, parameter.value()));
              double alongX = gradients.get(0).mul(v).sum().item();
              assertThat(alongX)
                  .isCloseTo(unshared(parameter).forward(v).mul(dy).sum().item(), within(1e-10));
              var again = unshared(parameter).forward(x).mul(dy).sum().gradient(parameter.value());
              double moved = unshared(new Parameter(u)).forward(x).mul(dy).sum().item();
              assertThat(again.mul(u).sum().item()).isCloseTo(moved, within(1e-10));
              return null;
            });
  }

  private static LocallyConnected2d unshared(Parameter weight) {
    return new LocallyConnected2d(weight, Optional.empty(), WINDOW);
  }

  private static Tensor numbers(Shape shape, long seed) {
    var random = new SplittableRandom(seed);
    return Tensor.of(shape, random.doubles(shape.size(), -1, 1).toArray());
  }
}
