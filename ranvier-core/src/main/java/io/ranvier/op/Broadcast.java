package io.ranvier.op;

import static io.ranvier.op.Ops.reshape;
import static io.ranvier.op.Ops.sum;

import io.ranvier.graph.Node;
import io.ranvier.graph.Value;
import io.ranvier.type.Shape;
import io.ranvier.type.TensorType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Stretches axes of extent one, and adds axes in front. The only place in the framework that knows
/// about broadcasting: its gradient is a sum, so no other gradient has to.
public record Broadcast(Shape shape) implements Op {
  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    var x = inputs.getFirst();
    boolean fits = x.rank() <= shape.rank() && Shape.broadcast(x.shape(), shape).equals(shape);
    Op.require(fits, "broadcast: %s does not stretch to %s", x, shape);
    return Op.one(x.withShape(shape));
  }

  @Override
  public List<@Nullable Value> vjp(Node y, List<@Nullable Value> dy) {
    var x = y.inputs().getFirst().shape();
    int rank = shape.rank();
    var stretched = new ArrayList<Integer>(rank);
    for (int i = 0; i < rank; i++) {
      if (i < rank - x.rank() || x.padded(i, rank) != shape.dim(i)) stretched.add(i);
    }
    return Op.cotangents(reshape(sum(Op.only(dy, y), stretched), x));
  }
}
