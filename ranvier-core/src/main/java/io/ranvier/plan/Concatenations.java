package io.ranvier.plan;

import io.ranvier.graph.Node;
import io.ranvier.graph.Value;
import io.ranvier.op.Concat;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which concatenations are beginnings of longer ones, as those of a dense block are: `a|b` of
/// `a|b|c`. A beginning needs no memory of its own, nor are its parts moved twice.
///
/// Concatenations are told apart by their parts; those of one that comes first in another stand for
/// it. The parts, one behind the other, are paths of a tree.
final class Concatenations {
  private final Map<Integer, Beginning> roots = new HashMap<>();
  private final Map<Value, Beginning> ends = new HashMap<>();

  /// A row of parts: that of `shorter`, and `last`.
  private static final class Beginning {
    private final @Nullable Beginning shorter;
    private final @Nullable Value last;
    private final int length;
    private final Map<Value, Beginning> longer = new HashMap<>();

    /// The one with most parts that begins like this.
    private @Nullable Value longest;

    private int most;

    Beginning(@Nullable Beginning shorter, @Nullable Value last) {
      this.shorter = shorter;
      this.last = last;
      length = shorter == null ? 0 : shorter.length + 1;
    }
  }

  /// @param nodes each after all of its inputs
  Concatenations(List<Node> nodes) {
    for (var node : nodes) if (node.op() instanceof Concat(var axis)) add(node.output(0), axis);
  }

  private void add(Value y, int axis) {
    var at = roots.computeIfAbsent(axis, _ -> new Beginning(null, null));
    var inputs = y.node().inputs();
    var first = inputs.getFirst();
    int from = 0;
    if (first.op() instanceof Concat(var same) && same == axis && ends.containsKey(first)) {
      at = ends.get(first);
      from = 1;
    }
    for (var part : inputs.subList(from, inputs.size())) {
      var before = at;
      at = before.longer.computeIfAbsent(part, p -> new Beginning(before, p));
    }
    ends.put(y, at);
    for (Beginning b = at; b != null && b.most < at.length; b = b.shorter) {
      b.most = at.length;
      b.longest = y;
    }
  }

  /// The longest concatenation that begins with the parts of `y`, or `y`.
  Value longest(Value y) {
    var end = ends.get(y);
    return end == null || end.longest == null ? y : end.longest;
  }

  /// What `y` consists of.
  List<Value> parts(Value y) {
    var parts = new ArrayList<Value>();
    for (var b = ends.get(y); b != null && b.last != null; b = b.shorter) parts.add(b.last);
    return parts.reversed();
  }
}
