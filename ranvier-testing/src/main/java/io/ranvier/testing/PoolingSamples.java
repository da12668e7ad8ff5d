package io.ranvier.testing;

import static io.ranvier.testing.Input.any;
import static io.ranvier.testing.Input.distinct;
import static io.ranvier.testing.Input.fixed;
import static io.ranvier.testing.Input.integers;
import static io.ranvier.type.Window.window;

import io.ranvier.graph.Node;
import io.ranvier.graph.Value;
import io.ranvier.op.AvgPool2d;
import io.ranvier.op.MaxPool2d;
import io.ranvier.op.Ops;
import io.ranvier.type.DType;
import io.ranvier.type.Shape;
import io.ranvier.type.TensorType;
import io.ranvier.type.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// Maxima and means under a window.
final class PoolingSamples {
  private static final List<Window> WINDOWS =
      List.of(
          window(2).stride(2),
          window(3).stride(2).padding(1),
          window(3),
          window(2, 3).stride(1, 2).padding(0, 1, 2, 1),
          window(2).dilation(2).stride(2).padding(1),
          window(1, 2).stride(3));

  private PoolingSamples() {}

  static List<Sample> all() {
    var samples = new ArrayList<Sample>();
    for (var window : WINDOWS) {
      samples.addAll(pools(", " + window, Shape.of(2, 3, 7, 8), window));
    }
    samples.addAll(pools(", one picture", Shape.of(1, 1, 5, 5), window(5)));
    samples.addAll(pools(", no pictures", Shape.of(0, 3, 4, 4), window(2).stride(2)));
    samples.addAll(pools(", no channels", Shape.of(2, 0, 4, 4), window(2).stride(2)));
    samples.addAll(corners());
    return samples;
  }

  private static List<Sample> pools(String name, Shape x, Window window) {
    int[] y = window.output(x, x.dim(1)).dims();
    int[] dims = x.dims();
    var samples = new ArrayList<Sample>();
    samples.add(
        Sample.of(
            "maxPool2d" + name,
            List.of(distinct(dims)),
            in -> Ops.maxPool2d(in.getFirst(), window)));
    samples.add(
        Sample.of(
            "maxPool2d.collect" + name,
            any(dims),
            distinct(dims),
            (a, b) -> Node.of(new MaxPool2d.Collect(window), a, places(b, window))));
    samples.add(
        Sample.of(
            "maxPool2d.scatter" + name,
            any(y),
            distinct(dims),
            (dy, b) -> Node.of(new MaxPool2d.Scatter(window, x), dy, places(b, window))));
    for (boolean countPadding : new boolean[] {true, false}) {
      var op = new AvgPool2d(window, countPadding);
      var which = (countPadding ? "" : ", without padding") + name;
      samples.add(Sample.of("avgPool2d" + which, any(dims), a -> Node.of(op, a)));
      samples.add(
          Sample.of(
              "avgPool2d.inputGrad" + which,
              any(y),
              dy -> Node.of(new AvgPool2d.InputGrad(op, x), dy)));
    }
    return samples;
  }

  /// Where the maxima of `x` stand.
  private static Value places(Value x, Window window) {
    return new Node(new MaxPool2d(window), List.of(x)).output(1);
  }

  private static List<Sample> corners() {
    var tied = fixed(TensorType.of(DType.F32, 1, 1, 3, 3), 1, 2, 2, 2, 2, 0, -1, 0, 2);
    double nan = Double.NaN;
    double low = Double.NEGATIVE_INFINITY;
    var special =
        fixed(TensorType.of(DType.F32, 1, 1, 3, 3), 1, nan, 2, nan, 2, low, low, low, low);
    Function<List<Value>, List<Value>> pool =
        in -> Ops.maxPool2d(in.getFirst(), window(2).padding(1));
    return List.of(
        Sample.of("maxPool2d, ties", List.of(tied), pool).withOrder(0),
        Sample.of("maxPool2d, special", List.of(special), pool).withOrder(0),
        Sample.of("maxPool2d, i32", List.of(integers(DType.I32, -9, 9, 2, 2, 5, 4)), pool),
        Sample.of("maxPool2d, u8", List.of(integers(DType.U8, 0, 256, 2, 2, 5, 4)), pool));
  }
}
