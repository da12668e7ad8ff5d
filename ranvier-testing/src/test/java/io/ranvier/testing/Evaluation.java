package io.ranvier.testing;

import io.ranvier.backend.HostBuffer;
import io.ranvier.backend.reference.Interpreter;
import io.ranvier.graph.Node;
import io.ranvier.graph.Value;
import io.ranvier.op.Data;
import io.ranvier.type.TensorType;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/// Leaves with numbers, and what is computed from them.
final class Evaluation {
  private final Map<Value, HostBuffer> leaves = new HashMap<>();

  Value leaf(TensorType type, double... numbers) {
    var leaf = Node.of(new Data(type));
    leaves.put(leaf, HostTensors.of(type, numbers));
    return leaf;
  }

  double[] numbers(Value value) {
    return new Interpreter(leaf -> Objects.requireNonNull(leaves.get(leaf))).numbers(value);
  }
}
