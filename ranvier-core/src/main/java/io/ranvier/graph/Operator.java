package io.ranvier.graph;

import io.ranvier.type.TensorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the graph must know of an operation: the types that come out, and how gradients flow back.
///
/// Operators are values: two that are equal compute the same from the same inputs.
public interface Operator {

  /// The types of the results, or a [io.ranvier.type.ShapeException] that names the mistake.
  List<TensorType> infer(List<TensorType> inputs);

  /// The vector-Jacobian product: for each input of `y` its cotangent, given the cotangents `dy` of
  /// the outputs of `y` (null where nobody depends on an output).
  ///
  /// Cotangents are ordinary values, so gradients can be differentiated again. Null stands for an
  /// input through which no gradient flows; an empty list says that none flows at all.
  List<@Nullable Value> vjp(Node y, List<@Nullable Value> dy);
}
