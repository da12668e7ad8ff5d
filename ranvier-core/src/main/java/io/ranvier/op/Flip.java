package io.ranvier.op;

import io.ranvier.graph.Node;
import io.ranvier.graph.Value;
import io.ranvier.type.TensorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `x` with `axes` running backwards.
public record Flip(List<Integer> axes) implements Op {
  public Flip {
    axes = List.copyOf(axes);
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    var x = inputs.getFirst();
    for (int axis : axes) x.dim(axis);
    return Op.one(x);
  }

  @Override
  public List<@Nullable Value> vjp(Node y, List<@Nullable Value> dy) {
    return Op.cotangents(Node.of(this, Op.only(dy, y)));
  }
}
