package io.ranvier.op;

import io.ranvier.graph.Node;
import io.ranvier.graph.Operator;
import io.ranvier.graph.Value;
import io.ranvier.type.ShapeException;
import io.ranvier.type.TensorType;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The closed set of operations. This list is the table of contents of the framework: every
/// interpreter of the graph (a backend, the planner, the printer) is one exhaustive `switch` over
/// it, so that a new operation does not compile until each of them has decided about it.
///
/// Operations are strict: they want equal types and shapes. What people expect beyond that
/// (broadcasting, promotion, negative axes) is resolved by the functions of [Ops].
public sealed interface Op extends Operator
    permits Elementwise,
        Data,
        Detach,
        Fill,
        Iota,
        Random,
        Reduction,
        ArgReduction,
        MatMul,
        Reshape,
        Transpose,
        Broadcast,
        Slice,
        Pad,
        Concat,
        Flip,
        Gather,
        ScatterAdd,
        Conv2d,
        Conv2d.InputGrad,
        Conv2d.KernelGrad,
        MaxPool2d,
        MaxPool2d.Collect,
        MaxPool2d.Scatter,
        AvgPool2d,
        AvgPool2d.InputGrad,
        Composite {

  /// The operation's name in messages and plans: `conv2d`, `maxPool2d.scatter`.
  default String name() {
    return OpNames.of(getClass());
  }

  /// An operation with one output: the common case.
  static List<TensorType> one(TensorType type) {
    return List.of(type);
  }

  /// The cotangents of a node's inputs; null where no gradient flows.
  static List<@Nullable Value> cotangents(@Nullable Value... dxs) {
    return Collections.unmodifiableList(java.util.Arrays.asList(dxs));
  }

  /// No gradient flows through this operation.
  static List<@Nullable Value> noGradient() {
    return List.of();
  }

  static void require(boolean condition, String message, Object... args) {
    if (!condition) throw new ShapeException(message.formatted(args));
  }

  /// The cotangent of the only output of `y`.
  static Value only(List<@Nullable Value> dy, Node y) {
    var first = dy.getFirst();
    if (first == null) throw new IllegalStateException("no cotangent for " + y);
    return first;
  }
}
