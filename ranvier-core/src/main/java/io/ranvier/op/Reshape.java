package io.ranvier.op;

import static io.ranvier.op.Ops.reshape;

import io.ranvier.graph.Node;
import io.ranvier.graph.Value;
import io.ranvier.type.Shape;
import io.ranvier.type.TensorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The same numbers, in row-major order, in another shape.
public record Reshape(Shape shape) implements Op {
  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    var x = inputs.getFirst();
    Op.require(
        x.shape().size() == shape.size(),
        "reshape: %s has %d elements, %s has %d",
        x,
        x.shape().size(),
        shape,
        shape.size());
    return Op.one(x.withShape(shape));
  }

  @Override
  public List<@Nullable Value> vjp(Node y, List<@Nullable Value> dy) {
    return Op.cotangents(reshape(Op.only(dy, y), y.inputs().getFirst().shape()));
  }
}
