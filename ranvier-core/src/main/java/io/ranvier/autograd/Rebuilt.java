package io.ranvier.autograd;

import io.ranvier.graph.Node;
import io.ranvier.graph.Value;
import java.util.HashMap;
import java.util.List;

/// The computation of a value, to be done again with another input.
public final class Rebuilt {
  private final Value y;
  private final Value x;
  private final List<Node> order;

  /// @param y what is computed
  /// @param x the input that will be another
  /// @throws IllegalStateException if how `y` came from parameters is no longer known
  public Rebuilt(Value y, Value x) {
    this.y = y;
    this.x = x;
    order = Node.order(List.of(y), value -> value == x || value.node().isForgotten());
  }

  /// `y` as it would be with `instead` in place of `x`: graph alone. What does not depend on `x` is
  /// shared.
  public Value with(Value instead) {
    var others = new HashMap<Value, Value>();
    others.put(x, instead);
    for (var node : order) {
      for (var input : node.inputs()) if (input != x) Gradients.requireKnown(input);
      if (node.inputs().stream().noneMatch(others::containsKey)) continue;
      var inputs = node.inputs().stream().map(i -> others.getOrDefault(i, i)).toList();
      var outputs = new Node(node.op(), inputs).outputs();
      for (int i = 0; i < outputs.size(); i++) {
        others.putIfAbsent(node.output(i), outputs.get(i));
      }
    }
    return others.getOrDefault(y, y);
  }
}
