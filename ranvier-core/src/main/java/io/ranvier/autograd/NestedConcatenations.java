package io.ranvier.autograd;

import io.ranvier.graph.Node;
import io.ranvier.graph.Value;
import io.ranvier.op.Concat;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Concatenations that begin with all parts of one made before: `a|b|c` is `(a|b)|c`.
///
/// The gradient of the longer one then goes to the shorter one as a whole, and only from there to
/// the parts. In a dense block, where each layer reads what all before it made, the gradients add
/// up length by length; else each part would wait for its share of every length, and all of them
/// would have to be kept.
final class NestedConcatenations {
  private final Map<Node, Node> shorter = new HashMap<>();

  private record Start(int axis, Value first) {}

  /// @param nodes each after all of its inputs
  NestedConcatenations(List<Node> nodes) {
    var latest = new HashMap<Start, Node>();
    for (var node : nodes) {
      if (!(node.op() instanceof Concat(var axis))) continue;
      var before = latest.put(new Start(axis, node.inputs().getFirst()), node);
      if (before != null && isBeginning(before.inputs(), node.inputs())) shorter.put(node, before);
    }
  }

  private static boolean isBeginning(List<Value> some, List<Value> all) {
    return some.size() < all.size() && all.subList(0, some.size()).equals(some);
  }

  /// The same concatenation of a shorter one and the remaining parts, if there is one.
  Node nested(Node y) {
    var before = shorter.get(y);
    if (before == null) return y;
    var parts = new ArrayList<Value>(List.of(before.output(0)));
    parts.addAll(y.inputs().subList(before.inputs().size(), y.inputs().size()));
    return new Node(y.op(), parts);
  }
}
