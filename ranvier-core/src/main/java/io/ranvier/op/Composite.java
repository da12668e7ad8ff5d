package io.ranvier.op;

import io.ranvier.graph.Node;
import io.ranvier.graph.Value;
import io.ranvier.type.TensorType;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An operation that is also a small graph of others. The graph defines its types, its values and
/// its gradient. A backend may take the operation whole, and fast; any other runs the graph.
///
/// Where a gradient written by hand pays, [#gradient] names it, itself in terms of composites, and
/// it is tested against the gradient of the graph.
public sealed interface Composite extends Op
    permits Softmax,
        LogSoftmax,
        CrossEntropy,
        CrossEntropy.InputGrad,
        BatchNorm,
        BatchNorm.Moments,
        BatchNorm.InputGrad,
        Gelu,
        Recurrence,
        Recurrence.InputGrad,
        Custom {

  /// The outputs as a graph over `inputs`.
  List<Value> decompose(List<Value> inputs);

  /// The cotangents of the inputs of `y` by a faster way than through the graph, or nothing.
  default Optional<List<@Nullable Value>> gradient(Node y, List<@Nullable Value> dy) {
    return Optional.empty();
  }

  /// The types of the decomposition's outputs. Override it where it is on the path of each step and
  /// simple to say.
  @Override
  default List<TensorType> infer(List<TensorType> inputs) {
    var leaves = inputs.stream().map(t -> Node.of(new Data(t))).toList();
    return decompose(leaves).stream().map(Value::type).toList();
  }

  @Override
  default List<@Nullable Value> vjp(Node y, List<@Nullable Value> dy) {
    throw new IllegalStateException(this + " is differentiated through its decomposition");
  }
}
