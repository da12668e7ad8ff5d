package io.ranvier.testing;

import static io.ranvier.testing.Input.any;
import static io.ranvier.testing.Input.fixed;
import static io.ranvier.testing.Input.integers;
import static io.ranvier.testing.Operations.axes;

import io.ranvier.graph.Node;
import io.ranvier.op.Ops;
import io.ranvier.op.Pad;
import io.ranvier.op.Slice;
import io.ranvier.type.DType;
import io.ranvier.type.Shape;
import io.ranvier.type.TensorType;
import java.util.ArrayList;
import java.util.List;

/// Operations that put numbers elsewhere.
final class MovementSamples {
  private MovementSamples() {}

  static List<Sample> all() {
    var samples = new ArrayList<Sample>();
    samples.addAll(shapes());
    samples.addAll(boxes());
    samples.addAll(indexed());
    for (var dtype : List.of(DType.BOOL, DType.U8, DType.I32, DType.I64, DType.F16, DType.BF16)) {
      samples.addAll(moving(dtype));
    }
    return samples;
  }

  private static List<Sample> shapes() {
    return List.of(
        Sample.of("reshape", any(3, 4, 5), x -> Ops.reshape(x, Shape.of(2, 30))),
        Sample.of("reshape, to a scalar", any(1, 1), x -> Ops.reshape(x, Shape.SCALAR)),
        Sample.of("reshape, of nothing", any(0, 4), x -> Ops.reshape(x, Shape.of(2, 0, 9))),
        Sample.of("transpose", any(3, 5), x -> Ops.transpose(x, axes(1, 0))),
        Sample.of("transpose, rank 4", any(2, 3, 4, 5), x -> Ops.transpose(x, axes(2, 0, 3, 1))),
        Sample.of("transpose, of nothing", any(2, 0, 4), x -> Ops.transpose(x, axes(2, 1, 0))),
        Sample.of("broadcast, new axes", any(5), x -> Ops.broadcast(x, Shape.of(2, 3, 5))),
        Sample.of("broadcast, last axis", any(3, 1), x -> Ops.broadcast(x, Shape.of(3, 7))),
        Sample.of("broadcast, scalar", any(), x -> Ops.broadcast(x, Shape.of(3, 7))),
        Sample.of("broadcast, to nothing", any(3, 1), x -> Ops.broadcast(x, Shape.of(2, 3, 0))),
        Sample.of("flip", any(3, 5), x -> Ops.flip(x, axes(1))),
        Sample.of("flip, two axes", any(3, 5, 2), x -> Ops.flip(x, axes(0, 2))),
        Sample.of("flip, of nothing", any(3, 0), x -> Ops.flip(x, axes(0, 1))));
  }

  private static List<Sample> boxes() {
    return List.of(
        Sample.of("slice", any(4, 7), x -> Ops.slice(x, 1, 2, 3)),
        Sample.of(
            "slice, strided",
            any(9, 8),
            x -> Node.of(new Slice(axes(1, 0), axes(3, 4), axes(3, 2)), x)),
        Sample.of("slice, of nothing", any(4, 7), x -> Ops.slice(x, 0, 4, 0)),
        Sample.of("pad", any(3, 4), x -> Ops.pad(x, 1, 2, 1, 0.5)),
        Sample.of(
            "pad, with gaps",
            any(3, 4),
            x -> Node.of(new Pad(axes(1, 0), axes(0, 2), axes(2, 1), -1), x)),
        Sample.of("pad, of nothing", any(2, 0), x -> Ops.pad(x, 1, 2, 1, 3)),
        Sample.of("concat", any(3, 4), any(3, 2), (a, b) -> Ops.concat(List.of(a, b), 1)),
        Sample.of(
            "concat, first axis", any(3, 4), any(2, 4), (a, b) -> Ops.concat(List.of(a, b), 0)),
        Sample.of("concat, with itself", any(3, 4), x -> Ops.concat(List.of(x, x, x), -1)),
        Sample.of(
            "concat, of nothing", any(3, 0), any(3, 2), (a, b) -> Ops.concat(List.of(a, b), 1)));
  }

  private static List<Sample> indexed() {
    var index = fixed(TensorType.of(DType.I32, 2, 3), 4, 0, 2, 2, 1, 4);
    var row = fixed(TensorType.of(DType.I64, 4), 3, 0, 3, 1);
    var one = fixed(TensorType.of(DType.I32), 2);
    var none = fixed(TensorType.of(DType.I32, 0));
    var labels = fixed(TensorType.of(DType.I32, 5), 0, 3, -1, 2, 4);
    return List.of(
        Sample.of("gather, rows", any(5, 3), index, (x, i) -> Ops.gather(x, i, 0)),
        Sample.of("gather, columns", any(3, 5), index, (x, i) -> Ops.gather(x, i, 1)),
        Sample.of("gather, middle axis", any(2, 4, 3), row, (x, i) -> Ops.gather(x, i, 1)),
        Sample.of("gather, one", any(4, 3), one, (x, i) -> Ops.gather(x, i, 0)),
        Sample.of("gather, of nothing", any(4, 3), none, (x, i) -> Ops.gather(x, i, 0)),
        Sample.of("scatterAdd, rows", index, any(2, 3, 4), (i, u) -> Ops.scatterAdd(i, u, 0, 5)),
        Sample.of("scatterAdd, columns", index, any(4, 2, 3), (i, u) -> Ops.scatterAdd(i, u, 1, 6)),
        Sample.of("scatterAdd, middle", row, any(2, 4, 3), (i, u) -> Ops.scatterAdd(i, u, 1, 4)),
        Sample.of("scatterAdd, one", one, any(3), (i, u) -> Ops.scatterAdd(i, u, 0, 4)),
        Sample.of("scatterAdd, of nothing", none, any(0, 3), (i, u) -> Ops.scatterAdd(i, u, 0, 4)),
        Sample.of("oneHot", labels, i -> Ops.oneHot(i, 4, DType.F32)));
  }

  /// Whatever the elements are, they can be moved.
  private static List<Sample> moving(DType dtype) {
    var x = integers(dtype, 0, dtype == DType.BOOL ? 2 : 100, 3, 5);
    var index = fixed(TensorType.of(DType.I32, 2), 2, 0);
    var name = ", " + dtype;
    return List.of(
        Sample.of("transpose" + name, x, v -> Ops.transpose(v, axes(1, 0))).withOrder(0),
        Sample.of("reshape" + name, x, v -> Ops.reshape(v, Shape.of(5, 3))).withOrder(0),
        Sample.of("broadcast" + name, x, v -> Ops.broadcast(v, Shape.of(2, 3, 5))).withOrder(0),
        Sample.of("slice" + name, x, v -> Ops.slice(v, 1, 1, 3)).withOrder(0),
        Sample.of("pad" + name, x, v -> Ops.pad(v, 0, 1, 1, 1)).withOrder(0),
        Sample.of("concat" + name, x, v -> Ops.concat(List.of(v, v), 1)).withOrder(0),
        Sample.of("flip" + name, x, v -> Ops.flip(v, axes(1))).withOrder(0),
        Sample.of("gather" + name, x, index, (v, i) -> Ops.gather(v, i, 0)).withOrder(0),
        Sample.of("detach" + name, x, Ops::detach).withOrder(0));
  }
}
