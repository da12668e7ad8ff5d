package io.ranvier.testing;

import static io.ranvier.testing.Input.any;
import static io.ranvier.type.Window.window;

import io.ranvier.graph.Node;
import io.ranvier.graph.Value;
import io.ranvier.op.Conv2d;
import io.ranvier.op.Ops;
import io.ranvier.type.Shape;
import io.ranvier.type.Window;
import java.util.ArrayList;
import java.util.List;

/// Matrix products and convolutions.
final class ProductSamples {
  /// Sums of some hundred products lose that much in `f32`.
  private static final double TOLERANCE = 3e-5;

  private ProductSamples() {}

  static List<Sample> all() {
    var samples = new ArrayList<Sample>();
    samples.addAll(matmuls());
    for (var geometry : GEOMETRIES) samples.addAll(convolutions(geometry));
    return samples.stream().map(sample -> sample.withTolerance(TOLERANCE)).toList();
  }

  private static List<Sample> matmuls() {
    return List.of(
        Sample.of("matmul", any(5, 7), any(7, 3), Ops::matmul),
        Sample.of(
            "matmul, a transposed", any(7, 5), any(7, 3), (a, b) -> Ops.matmul(a, b, true, false)),
        Sample.of(
            "matmul, b transposed", any(5, 7), any(3, 7), (a, b) -> Ops.matmul(a, b, false, true)),
        Sample.of(
            "matmul, both transposed",
            any(7, 5),
            any(3, 7),
            (a, b) -> Ops.matmul(a, b, true, true)),
        Sample.of("matmul, with itself", any(5, 5), x -> Ops.matmul(x, x)),
        Sample.of("matmul, vector", any(1, 37), any(37, 1), Ops::matmul),
        Sample.of("matmul, outer", any(9, 1), any(1, 11), Ops::matmul),
        Sample.of("matmul, larger", any(33, 70), any(70, 35), Ops::matmul),
        Sample.of("matmul, batch", any(2, 3, 5, 4), any(2, 3, 4, 6), Ops::matmul),
        Sample.of("matmul, stretched batch", any(2, 1, 5, 4), any(3, 4, 6), Ops::matmul),
        Sample.of("matmul, batch by one matrix", any(2, 3, 5, 4), any(4, 6), Ops::matmul),
        Sample.of(
            "matmul, transposed batch",
            any(3, 4, 5),
            any(3, 6, 4),
            (a, b) -> Ops.matmul(a, b, true, true)),
        Sample.of(
            "matmul, heads side by side",
            any(2, 5, 12),
            any(2, 7, 12),
            (a, b) -> Ops.matmul(heads(a), heads(b), false, true)),
        Sample.of("matmul, inner extent 0", any(3, 0), any(0, 4), Ops::matmul),
        Sample.of("matmul, no rows", any(0, 3), any(3, 4), Ops::matmul),
        Sample.of("matmul, no batch", any(0, 2, 3), any(0, 3, 4), Ops::matmul));
  }

  /// `[n, l, 12]` as `[n, 3, l, 4]`, as attention reads it.
  private static Value heads(Value x) {
    var each = Ops.reshape(x, Shape.of(x.shape().dim(0), x.shape().dim(1), 3, 4));
    return Ops.transpose(each, List.of(0, 2, 1, 3));
  }

  /// The shapes of one convolution.
  private record Geometry(String name, Shape x, Shape k, Window window, int groups) {}

  private static final List<Geometry> GEOMETRIES =
      List.of(
          new Geometry("plain", Shape.of(2, 3, 6, 7), Shape.of(4, 3, 3, 3), window(3), 1),
          new Geometry(
              "padded", Shape.of(1, 2, 5, 6), Shape.of(3, 2, 3, 3), window(3).padding(1), 1),
          new Geometry(
              "strided",
              Shape.of(2, 3, 9, 8),
              Shape.of(5, 3, 3, 3),
              window(3).stride(2).padding(1),
              1),
          new Geometry(
              "dilated", Shape.of(1, 2, 9, 9), Shape.of(3, 2, 3, 3), window(3).dilation(2), 1),
          new Geometry(
              "lopsided",
              Shape.of(2, 2, 7, 9),
              Shape.of(3, 2, 2, 3),
              window(2, 3).stride(3, 2).padding(1, 0, 2, 3).dilation(2, 1),
              1),
          new Geometry("1x1", Shape.of(2, 5, 4, 3), Shape.of(7, 5, 1, 1), window(1), 1),
          new Geometry(
              "1x1 strided", Shape.of(2, 5, 5, 5), Shape.of(7, 5, 1, 1), window(1).stride(2), 1),
          new Geometry(
              "5x5", Shape.of(1, 1, 11, 10), Shape.of(6, 1, 5, 5), window(5).padding(2), 1),
          new Geometry(
              "stride beyond size",
              Shape.of(1, 2, 8, 8),
              Shape.of(3, 2, 2, 2),
              window(2).stride(3),
              1),
          new Geometry(
              "groups", Shape.of(2, 6, 5, 5), Shape.of(4, 3, 3, 3), window(3).padding(1), 2),
          new Geometry(
              "depthwise", Shape.of(2, 5, 6, 6), Shape.of(5, 1, 3, 3), window(3).stride(2), 5),
          new Geometry(
              "17 channels",
              Shape.of(1, 17, 4, 5),
              Shape.of(19, 17, 3, 3),
              window(3).padding(1),
              1),
          new Geometry(
              "whole picture", Shape.of(3, 2, 4, 5), Shape.of(6, 2, 4, 5), window(4, 5), 1),
          new Geometry("no pictures", Shape.of(0, 2, 5, 5), Shape.of(3, 2, 3, 3), window(3), 1),
          new Geometry("no channels", Shape.of(2, 0, 5, 5), Shape.of(3, 0, 3, 3), window(3), 1));

  private static List<Sample> convolutions(Geometry g) {
    var op = new Conv2d(g.window, g.groups);
    int[] x = g.x.dims();
    int[] k = g.k.dims();
    int[] y = g.window.output(g.x, g.k.dim(0)).dims();
    var name = ", " + g.name;
    return List.of(
        Sample.of("conv2d" + name, any(x), any(k), (a, b) -> Node.of(op, a, b)),
        Sample.of(
            "conv2d.inputGrad" + name,
            any(y),
            any(k),
            (dy, b) -> Node.of(new Conv2d.InputGrad(op, g.x), dy, b)),
        Sample.of(
            "conv2d.kernelGrad" + name,
            any(y),
            any(x),
            (dy, a) -> Node.of(new Conv2d.KernelGrad(op, g.k), dy, a)));
  }
}
