package io.ranvier.autograd;

import io.ranvier.graph.Node;
import io.ranvier.graph.Value;
import io.ranvier.op.Composite;
import io.ranvier.op.Detach;
import io.ranvier.op.Ops;
import io.ranvier.type.ShapeException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reverse-mode differentiation, as a transformation from graph to graph. Nothing is computed here;
/// gradients are ordinary values, so they can be differentiated again.
public final class Gradients {
  private Gradients() {}

  /// The gradient of the scalar `loss` with respect to each of `wrt`; zeros where `loss` does not
  /// depend on it.
  public static List<Value> gradients(Value loss, List<Value> wrt) {
    if (loss.shape().size() != 1) {
      throw new ShapeException(
          "the gradient of a scalar only: got " + loss.type() + "; take its sum or mean");
    }
    return pullBack(List.of(loss), List.of(Ops.fill(1, loss.type())), wrt);
  }

  /// The cotangent of each of `wrt`, given the cotangents `dz` of `z`.
  public static List<Value> pullBack(List<Value> z, List<Value> dz, List<Value> wrt) {
    var leaves = new HashSet<>(wrt);
    var found = new Pass(leaves).run(z, dz);
    var result = new ArrayList<Value>();
    for (var x : wrt) {
      var dx = found.get(x);
      result.add(dx == null ? Ops.fill(0, x.type()) : dx);
    }
    return result;
  }

  /// One pass backwards: nothing behind `wrt` is looked at, nor what does not lead to it.
  private record Pass(Set<Value> wrt) {

    Map<Value, Value> run(List<Value> z, List<@Nullable Value> dz) {
      var cotangents = new HashMap<Value, Value>();
      for (int i = 0; i < z.size(); i++) merge(cotangents, z.get(i), dz.get(i));
      var order = Node.order(z, this::isEnd);
      var leading = leadingToWrt(order);
      for (var node : order.reversed()) {
        if (!leading.contains(node)) continue;
        var dy = new ArrayList<@Nullable Value>();
        for (var y : node.outputs()) dy.add(wrt.contains(y) ? null : cotangents.get(y));
        if (dy.stream().allMatch(d -> d == null)) continue;
        var dxs = cotangents(node, dy);
        for (int i = 0; i < dxs.size(); i++) {
          var x = node.inputs().get(i);
          if (wrt.contains(x) || leading.contains(x.node())) merge(cotangents, x, dxs.get(i));
        }
      }
      return cotangents;
    }

    private boolean isEnd(Value x) {
      return wrt.contains(x) || x.op() instanceof Detach || x.node().isForgotten();
    }

    private Set<Node> leadingToWrt(List<Node> order) {
      var leading = new HashSet<Node>();
      for (var node : order) {
        for (var x : node.inputs()) {
          if (wrt.contains(x) || leading.contains(x.node())) leading.add(node);
          else requireKnown(x);
        }
      }
      return leading;
    }

    /// A value whose history is gone, but which came from a variable: its gradient would silently
    /// lack a part.
    private static void requireKnown(Value x) {
      if (!x.node().isForgotten() || !x.node().isTracked()) return;
      if (!x.type().dtype().isFloating()) return;
      throw new IllegalStateException(
          "gradients: %s was computed from parameters, and a later computation has read its result, "
                  .formatted(x)
              + "so how it was computed is forgotten. Ask for gradients first, or call detach() on"
              + " it if it is meant to be a constant");
    }

    private static List<@Nullable Value> cotangents(Node node, List<@Nullable Value> dy) {
      if (!(node.op() instanceof Composite composite)) return node.op().vjp(node, dy);
      return composite.gradient(node, dy).orElseGet(() -> through(composite, node, dy));
    }

    /// The gradient of a composite through its decomposition.
    private static List<@Nullable Value> through(
        Composite composite, Node node, List<@Nullable Value> dy) {
      var inputs = node.inputs();
      var found = new Pass(new HashSet<>(inputs)).run(composite.decompose(inputs), dy);
      var dxs = new ArrayList<@Nullable Value>();
      // An input that is given twice gets its whole cotangent once: hence the removal.
      for (var x : inputs) dxs.add(found.remove(x));
      return dxs;
    }

    private static void merge(Map<Value, Value> cotangents, Value x, @Nullable Value dx) {
      if (dx != null) cotangents.merge(x, dx, Ops::add);
    }
  }
}
