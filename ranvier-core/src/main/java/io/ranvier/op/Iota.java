package io.ranvier.op;

import io.ranvier.graph.Node;
import io.ranvier.graph.Value;
import io.ranvier.type.DType;
import io.ranvier.type.TensorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Each element is its own index along `axis`: `0, 1, 2, …`
public record Iota(TensorType type, int axis) implements Op {
  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    Op.require(type.dtype() != DType.BOOL, "iota wants numbers, got %s", type);
    type.shape().dim(axis);
    return Op.one(type);
  }

  @Override
  public List<@Nullable Value> vjp(Node y, List<@Nullable Value> dy) {
    return Op.noGradient();
  }
}
