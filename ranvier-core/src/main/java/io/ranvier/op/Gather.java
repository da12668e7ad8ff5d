package io.ranvier.op;

import static io.ranvier.op.Ops.scatterAdd;

import io.ranvier.graph.Node;
import io.ranvier.graph.Value;
import io.ranvier.type.DType;
import io.ranvier.type.Shape;
import io.ranvier.type.TensorType;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Picks whole slices of `x` along `axis` by an `index` (`i32` or `i64`) of any shape: the axis
/// gives way to the axes of the index. With `axis = 0`, `y[i…, rest…] = x[index[i…], rest…]`: rows
/// of an embedding, for example.
///
/// An index outside the axis fails when it is computed, with an [IndexOutOfBoundsException].
public record Gather(int axis) implements Op {

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    var x = inputs.get(0);
    var index = inputs.get(1);
    requireIndex("gather", index);
    x.dim(axis);
    return Op.one(x.withShape(replaced(x.shape(), axis, index.shape())));
  }

  @Override
  public List<@Nullable Value> vjp(Node y, List<@Nullable Value> dy) {
    var x = y.inputs().get(0);
    var index = y.inputs().get(1);
    return Op.cotangents(scatterAdd(index, Op.only(dy, y), axis, x.shape().dim(axis)), null);
  }

  static void requireIndex(String name, TensorType index) {
    boolean fits = index.dtype() == DType.I32 || index.dtype() == DType.I64;
    Op.require(fits, "%s: the index must be i32 or i64, got %s", name, index);
  }

  /// `shape` with the axes of `index` in place of `axis`.
  static Shape replaced(Shape shape, int axis, Shape index) {
    return Shape.of(
        IntStream.concat(
                IntStream.concat(
                    IntStream.range(0, axis).map(shape::dim), IntStream.of(index.dims())),
                IntStream.range(axis + 1, shape.rank()).map(shape::dim))
            .toArray());
  }
}
