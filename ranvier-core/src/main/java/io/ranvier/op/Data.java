package io.ranvier.op;

import io.ranvier.graph.Node;
import io.ranvier.graph.Value;
import io.ranvier.type.TensorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A leaf: numbers that are already there, at the value's source. Plans are made for the type of a
/// leaf alone, so that the next batch, or the next learning rate, runs the same plan.
public record Data(TensorType type) implements Op {
  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    return Op.one(type);
  }

  @Override
  public List<@Nullable Value> vjp(Node y, List<@Nullable Value> dy) {
    return Op.noGradient();
  }
}
