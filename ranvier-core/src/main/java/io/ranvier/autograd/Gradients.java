package io.ranvier.autograd;

import io.ranvier.graph.Node;
import io.ranvier.graph.Order;
import io.ranvier.graph.Value;
import io.ranvier.graph.ValueNumbers;
import io.ranvier.op.Composite;
import io.ranvier.op.Concat;
import io.ranvier.op.Detach;
import io.ranvier.op.Ops;
import io.ranvier.type.ShapeException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
    var pass = new Pass(z, wrt);
    pass.run(z, dz);
    var result = new ArrayList<Value>(wrt.size());
    for (var x : wrt) {
      var dx = pass.found(x);
      result.add(dx == null ? Ops.fill(0, x.type()) : dx);
    }
    return result;
  }

  /// A value whose history is gone, but which came from a variable: its gradient would silently
  /// lack a part.
  static void requireKnown(Value x) {
    if (!x.node().isForgotten() || !x.node().isTracked()) return;
    if (!x.type().dtype().isFloating()) return;
    throw new IllegalStateException(
        "gradients: %s was computed from parameters, and a later computation has read its result, "
                .formatted(x)
            + "so how it was computed is forgotten. Ask for gradients first, or call detach() on"
            + " it if it is meant to be a constant");
  }

  /// One pass backwards: nothing behind `wrt` is looked at, nor what does not lead to it.
  private static final class Pass {
    private final ValueNumbers wrt = new ValueNumbers();
    private final Order order;

    /// Whether a node leads to `wrt`, by its place in the order.
    private final boolean[] leading;

    /// For each of `wrt`.
    private final @Nullable Value[] found;

    /// For each node that has some, those of its outputs.
    private final @Nullable Value[] @Nullable [] cotangents;

    /// Those on the way, once the first of them is met.
    private @Nullable NestedConcatenations concatenations;

    Pass(List<Value> z, List<Value> inputs) {
      for (var x : inputs) wrt.add(x);
      order = Order.of(z, this::isEnd);
      leading = new boolean[order.size()];
      found = new @Nullable Value[wrt.size()];
      cotangents = new @Nullable Value[order.size()] @Nullable [];
    }

    void run(List<Value> z, List<? extends @Nullable Value> dz) {
      markLeading();
      for (int i = 0; i < z.size(); i++) merge(z.get(i), dz.get(i));
      for (int i = order.size() - 1; i >= 0; i--) {
        var dy = cotangents[i];
        if (dy == null) continue;
        var node = order.get(i);
        if (node.op() instanceof Concat) node = concatenations().nested(node);
        var dxs = cotangents(node, Arrays.asList(dy));
        var inputs = node.inputs();
        for (int k = 0; k < dxs.size(); k++) merge(inputs.get(k), dxs.get(k));
      }
    }

    private NestedConcatenations concatenations() {
      if (concatenations == null) concatenations = new NestedConcatenations(order.nodes());
      return concatenations;
    }

    @Nullable Value found(Value x) {
      return found[wrt.of(x)];
    }

    private boolean isEnd(Value x) {
      return wrt.of(x) >= 0 || x.op() instanceof Detach || x.node().isForgotten();
    }

    private void markLeading() {
      for (int i = 0; i < leading.length; i++) {
        var inputs = order.get(i).inputs();
        for (int k = 0; k < inputs.size(); k++) {
          var x = inputs.get(k);
          if (leads(x)) leading[i] = true;
          else requireKnown(x);
        }
      }
    }

    private boolean leads(Value x) {
      if (wrt.of(x) >= 0) return true;
      int place = order.place(x.node());
      return place >= 0 && leading[place];
    }

    private static List<@Nullable Value> cotangents(Node node, List<@Nullable Value> dy) {
      if (!(node.op() instanceof Composite composite)) return node.op().vjp(node, dy);
      return composite.gradient(node, dy).orElseGet(() -> through(composite, node, dy));
    }

    /// The gradient of a composite through its decomposition.
    private static List<@Nullable Value> through(
        Composite composite, Node node, List<@Nullable Value> dy) {
      var inputs = node.inputs();
      var results = composite.decompose(inputs);
      var pass = new Pass(results, inputs);
      pass.run(results, dy);
      var dxs = new ArrayList<@Nullable Value>();
      for (var x : inputs) dxs.add(pass.take(x));
      return dxs;
    }

    /// An input that is given twice gets its whole cotangent once.
    private @Nullable Value take(Value x) {
      var dx = found(x);
      found[wrt.of(x)] = null;
      return dx;
    }

    /// Adds `dx` to the cotangent of `x`, if that leads anywhere.
    private void merge(Value x, @Nullable Value dx) {
      if (dx == null) return;
      int number = wrt.of(x);
      if (number >= 0) {
        found[number] = sum(found[number], dx);
        return;
      }
      int place = order.place(x.node());
      if (place < 0 || !leading[place]) return;
      var all = cotangents[place];
      if (all == null) cotangents[place] = all = new @Nullable Value[x.node().outputs().size()];
      all[x.index()] = sum(all[x.index()], dx);
    }

    private static Value sum(@Nullable Value known, Value dx) {
      return known == null ? dx : Ops.add(known, dx);
    }
  }
}
