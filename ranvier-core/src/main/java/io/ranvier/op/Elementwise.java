package io.ranvier.op;

import io.ranvier.graph.Node;
import io.ranvier.graph.Value;
import io.ranvier.type.DType;
import io.ranvier.type.ShapeException;
import io.ranvier.type.TensorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Operations that compute each element of the result from the elements at the same place of inputs
/// of one common shape. Chains of them run as one pass over memory.
public sealed interface Elementwise extends Op
    permits Unary, Arithmetic, Compare, Logic, Select, Cast, Not, IsNaN {

  /// The element type that comes out of inputs of these types, or a
  /// [io.ranvier.type.ShapeException].
  DType infer(DType x, List<TensorType> inputs);

  @Override
  default List<TensorType> infer(List<TensorType> inputs) {
    var first = inputs.getFirst();
    for (int i = 1; i < inputs.size(); i++) {
      var other = inputs.get(i);
      if (!other.shape().equals(first.shape())) {
        throw new ShapeException("%s: shapes differ, %s and %s".formatted(name(), first, other));
      }
    }
    var dtype = infer(first.dtype(), inputs);
    return Op.one(first.withDType(dtype));
  }

  /// The operation has no gradient unless it says otherwise.
  @Override
  default List<@Nullable Value> vjp(Node y, List<@Nullable Value> dy) {
    return Op.noGradient();
  }
}
