package io.ranvier.tensor;

import io.ranvier.graph.Node;
import io.ranvier.graph.Value;
import io.ranvier.op.Op;
import io.ranvier.op.Ops;
import io.ranvier.op.Slice;
import io.ranvier.type.DType;
import io.ranvier.type.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// How a tensor is seen, cut and joined, without a change of its numbers.
public sealed interface Movement permits Tensor {
  Value value();

  /// The same numbers in another shape; one extent may be −1, and is worked out.
  default Tensor reshape(int... dims) {
    var size = value().shape().size();
    long known = 1;
    int open = -1;
    for (int i = 0; i < dims.length; i++) {
      if (dims[i] >= 0) known = Math.multiplyExact(known, dims[i]);
      else if (dims[i] == -1 && open < 0) open = i;
      else
        throw new io.ranvier.type.ShapeException(
            "reshape: one extent may be -1, no other negative");
    }
    if (open < 0) return Tensor.of(Ops.reshape(value(), Shape.of(dims)));
    Op.require(
        known > 0 && size % known == 0,
        "reshape: %s has no even share for -1 of %s",
        value().type(),
        java.util.Arrays.toString(dims));
    var filled = dims.clone();
    filled[open] = Math.toIntExact(size / known);
    return Tensor.of(Ops.reshape(value(), Shape.of(filled)));
  }

  /// One axis for `axis` and all that follow it.
  default Tensor flatten(int axis) {
    var shape = value().shape();
    int from = shape.axis(axis);
    var dims = java.util.Arrays.copyOf(shape.dims(), from + 1);
    for (int i = from + 1; i < shape.rank(); i++)
      dims[from] = Math.multiplyExact(dims[from], shape.dim(i));
    return Tensor.of(Ops.reshape(value(), Shape.of(dims)));
  }

  /// The axes in another order.
  default Tensor transpose(int... axes) {
    return Tensor.of(Ops.transpose(value(), IntStream.of(axes).boxed().toList()));
  }

  /// The matrix, or each matrix of the batch, transposed.
  default Tensor transpose() {
    int rank = value().shape().rank();
    Op.require(rank >= 2, "transpose wants a matrix, got %s", value().type());
    var axes = IntStream.range(0, rank).toArray();
    axes[rank - 1] = rank - 2;
    axes[rank - 2] = rank - 1;
    return transpose(axes);
  }

  /// Stretched to `dims` by NumPy's rule.
  default Tensor broadcast(int... dims) {
    return Tensor.of(Ops.broadcast(value(), Shape.of(dims)));
  }

  /// Stretched to the common shape with `other`, by NumPy's rule.
  default Tensor broadcastLike(Tensor other) {
    return Tensor.of(
        Ops.broadcast(value(), Shape.broadcast(value().shape(), other.value().shape())));
  }

  /// An axis of extent one in front of `axis`.
  default Tensor unsqueeze(int axis) {
    var dims = new ArrayList<>(IntStream.of(value().shape().dims()).boxed().toList());
    dims.add(axis < 0 ? axis + dims.size() + 1 : axis, 1);
    return Tensor.of(Ops.reshape(value(), Shape.of(dims.stream().mapToInt(i -> i).toArray())));
  }

  /// Without `axis`, whose extent is one.
  default Tensor squeeze(int axis) {
    Op.require(value().shape().dim(axis) == 1, "squeeze of axis %d of %s", axis, value().type());
    return Tensor.of(Ops.reshape(value(), value().shape().without(List.of(axis))));
  }

  /// `size` elements along `axis` from `start`.
  default Tensor slice(int axis, int start, int size) {
    return Tensor.of(Ops.slice(value(), axis, start, size));
  }

  /// A box, possibly with gaps: along each axis `size` elements from `start`, `stride` apart.
  default Tensor slice(List<Integer> start, List<Integer> size, List<Integer> stride) {
    return Tensor.of(Node.of(new Slice(start, size, stride), value()));
  }

  /// `low` times `x` in front along `axis`, and `high` times behind.
  default Tensor pad(int axis, int low, int high, double x) {
    return Tensor.of(Ops.pad(value(), axis, low, high, x));
  }

  /// This tensor and `others`, one behind the other along `axis`.
  default Tensor concat(int axis, Tensor... others) {
    var all = new ArrayList<Value>(List.of(value()));
    for (var other : others) all.add(other.value());
    return Tensor.of(Ops.concat(all, axis));
  }

  /// `axes` running backwards.
  default Tensor flip(int... axes) {
    return Tensor.of(Ops.flip(value(), IntStream.of(axes).boxed().toList()));
  }

  /// The slices along `axis` that `index` (`i32` or `i64`, of any shape) names; its axes take the
  /// place of `axis`.
  default Tensor gather(int axis, Tensor index) {
    return Tensor.of(Ops.gather(value(), index.value(), axis));
  }

  /// `1` in the place that this index names, else `0`: `[i…, classes]`.
  default Tensor oneHot(int classes, DType dtype) {
    return Tensor.of(Ops.oneHot(value(), classes, dtype));
  }
}
