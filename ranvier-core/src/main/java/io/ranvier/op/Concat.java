package io.ranvier.op;

import static io.ranvier.op.Ops.slice;

import io.ranvier.graph.Node;
import io.ranvier.graph.Value;
import io.ranvier.type.TensorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The inputs one behind the other along `axis`; all other extents are equal.
public record Concat(int axis) implements Op {
  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Op.require(!inputs.isEmpty(), "concat of nothing");
    var first = inputs.getFirst();
    long extent = 0;
    for (var x : inputs) {
      boolean fits =
          x.rank() == first.rank()
              && x.dtype() == first.dtype()
              && x.shape().with(axis, 0).equals(first.shape().with(axis, 0));
      Op.require(fits, "concat along axis %d: %s and %s", axis, first, x);
      extent += x.dim(axis);
    }
    return Op.one(first.withShape(first.shape().with(axis, Math.toIntExact(extent))));
  }

  @Override
  public List<@Nullable Value> vjp(Node y, List<@Nullable Value> dys) {
    var dy = Op.only(dys, y);
    var dxs = new @Nullable Value[y.inputs().size()];
    int start = 0;
    for (int i = 0; i < dxs.length; i++) {
      int extent = y.inputs().get(i).shape().dim(axis);
      dxs[i] = slice(dy, axis, start, extent);
      start += extent;
    }
    return Op.cotangents(dxs);
  }
}
