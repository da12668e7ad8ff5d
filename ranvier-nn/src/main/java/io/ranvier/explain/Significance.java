package io.ranvier.explain;

import io.ranvier.graph.Node;
import io.ranvier.op.*;

/// What a person would say of an operation, if it is worth a word.
final class Significance {
  private Significance() {}

  /// The operation in words, or nothing if it only moves numbers about.
  ///
  /// @param branches whether it joins several values that depend on the input
  static String of(Node node, boolean branches) {
    var op = (Op) node.op();
    return switch (op) {
      case MatMul _, Conv2d _ -> op.name() + " " + settings(node);
      case MaxPool2d(var window) -> "maxPool2d " + window;
      case AvgPool2d(var window, _) -> "avgPool2d " + window;
      case Unary _, ArgReduction _, Reduction _, Composite _, Gather _, ScatterAdd _ -> op.name();
      case Arithmetic _, Concat _ -> branches ? op.name() : "";
      case Elementwise _, Data _, Detach _, Fill _, Iota _, Random _ -> "";
      case Reshape _, Transpose _, Broadcast _, Slice _, Pad _, Flip _ -> "";
      case Conv2d.InputGrad _,
          Conv2d.KernelGrad _,
          MaxPool2d.Collect _,
          MaxPool2d.Scatter _,
          AvgPool2d.InputGrad _ ->
          op.name();
    };
  }

  /// The sizes that an operation with parameters was given, or nothing.
  static String settings(Node node) {
    var y = node.outputs().getFirst().shape();
    return switch ((Op) node.op()) {
      case Conv2d(var window, int groups) ->
          "%d → %d, %s%s"
              .formatted(
                  node.inputs().getFirst().shape().dim(1),
                  y.dim(1),
                  window,
                  groups == 1 ? "" : " in %d groups".formatted(groups));
      case MatMul op -> "%d → %d".formatted(inner(node, op), y.dim(-1));
      default -> "";
    };
  }

  /// Pairs of a multiplication and an addition.
  static long multiplyAdds(Node node) {
    long size = node.outputs().getFirst().shape().size();
    return switch ((Op) node.op()) {
      case Conv2d _ -> {
        var kernel = node.inputs().get(1).shape();
        yield kernel.isEmpty() ? 0 : size * (kernel.size() / kernel.dim(0));
      }
      case MatMul op -> size * inner(node, op);
      default -> 0;
    };
  }

  private static int inner(Node node, MatMul op) {
    return node.inputs().getFirst().shape().dim(op.transposeA() ? -2 : -1);
  }
}
