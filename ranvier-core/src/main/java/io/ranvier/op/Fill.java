package io.ranvier.op;

import io.ranvier.graph.Node;
import io.ranvier.graph.Value;
import io.ranvier.type.TensorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The same number everywhere: a constant of the plan. Numbers that change from step to step belong
/// in a leaf ([Data]).
public record Fill(double value, TensorType type) implements Op {
  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    return Op.one(type);
  }

  @Override
  public List<@Nullable Value> vjp(Node y, List<@Nullable Value> dy) {
    return Op.noGradient();
  }
}
