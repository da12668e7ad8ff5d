package io.ranvier.op;

import io.ranvier.graph.Node;
import io.ranvier.graph.Value;
import io.ranvier.type.TensorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `y = x`, but gradients take it for a constant.
public record Detach() implements Op {
  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    return Op.one(inputs.getFirst());
  }

  @Override
  public List<@Nullable Value> vjp(Node y, List<@Nullable Value> dy) {
    return Op.noGradient();
  }
}
