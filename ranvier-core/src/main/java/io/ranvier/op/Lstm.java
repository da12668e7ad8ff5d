package io.ranvier.op;

import static io.ranvier.op.Ops.*;

import io.ranvier.graph.Node;
import io.ranvier.graph.Value;
import io.ranvier.type.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The steps of a long short-term memory (Hochreiter and Schmidhuber, 1997; the forget gate of Gers
/// et al., 2000). With `z = x[t] + h · wᵀ`, cut along its features into four:
///
///     i = σ(z₀)   f = σ(z₁)   g = tanh(z₂)   o = σ(z₃)
///     c ← f · c + i · g
///     h ← o · tanh c
///
/// Inputs: `x: [t, n, 4·hidden]`, what the steps' inputs and all biases contribute, computed for
/// all steps at once; `h: [n, hidden]` and `c: [n, hidden]` before the first step; `w: [4·hidden,
/// hidden]`. Outputs, each `[t, n, hidden]`: `h` and `c` after each step, then `i`, `f`, `g` and
/// `o`, which the gradient reads.
///
/// @param reverse whether the last step comes first
public record Lstm(boolean reverse) implements Composite {

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    var x = inputs.get(0);
    var h = inputs.get(1);
    Recurrence.check("lstm", x, h, inputs.get(3), 4);
    Op.require(inputs.get(2).equals(h), "lstm: the cells are %s, not %s", inputs.get(2), h);
    var y = x.withShape(x.dim(0), x.dim(1), h.dim(1));
    return List.of(y, y, y, y, y, y);
  }

  @Override
  public List<Value> decompose(List<Value> inputs) {
    var x = inputs.get(0);
    var h = inputs.get(1);
    var c = inputs.get(2);
    var w = inputs.get(3);
    int hidden = h.shape().dim(1);
    var steps = new Recurrence(x.shape().dim(0), reverse, 6);
    for (int t : steps.order()) {
      var z = add(Recurrence.step(x, t), matmul(h, w, false, true));
      var i = sigmoid(slice(z, 1, 0, hidden));
      var f = sigmoid(slice(z, 1, hidden, hidden));
      var g = tanh(slice(z, 1, 2 * hidden, hidden));
      var o = sigmoid(slice(z, 1, 3 * hidden, hidden));
      c = add(mul(f, c), mul(i, g));
      h = mul(o, tanh(c));
      steps.put(t, h, c, i, f, g, o);
    }
    return steps.outputs();
  }

  @Override
  public Optional<List<@Nullable Value>> gradient(Node y, List<@Nullable Value> dys) {
    if (dys.subList(2, 6).stream().anyMatch(dy -> dy != null)) return Optional.empty();
    var inputs = new ArrayList<Value>(y.inputs().subList(1, 4));
    inputs.addAll(y.outputs());
    for (var dy : dys.subList(0, 2)) inputs.add(dy == null ? fill(0, y.output(0).type()) : dy);
    return Optional.of(List.copyOf(new Node(new InputGrad(reverse), inputs).outputs()));
  }

  /// The cotangents of `x`, `h`, `c` and `w` from these without `x`, the six outputs, and the
  /// cotangents of the first two. The sums over steps that make up that of `w` are one product.
  public record InputGrad(boolean reverse) implements Composite {

    @Override
    public List<TensorType> infer(List<TensorType> inputs) {
      var h = inputs.get(0);
      var hs = inputs.get(3);
      var x = hs.withShape(hs.dim(0), hs.dim(1), 4 * hs.dim(2));
      return List.of(x, h, h, inputs.get(2));
    }

    @Override
    public List<Value> decompose(List<Value> inputs) {
      var c0 = inputs.get(1);
      var w = inputs.get(2);
      var hs = inputs.get(3);
      var cs = inputs.get(4);
      int length = hs.shape().dim(0);
      var steps = new Recurrence(length, reverse, 1);
      var order = steps.order();
      var dh = fill(0, inputs.get(0).type());
      var dc = fill(0, c0.type());
      for (int k = length - 1; k >= 0; k--) {
        int t = order.get(k);
        var before = k == 0 ? c0 : Recurrence.step(cs, order.get(k - 1));
        var i = Recurrence.step(inputs.get(5), t);
        var f = Recurrence.step(inputs.get(6), t);
        var g = Recurrence.step(inputs.get(7), t);
        var o = Recurrence.step(inputs.get(8), t);
        var squashed = tanh(Recurrence.step(cs, t));
        dh = add(Recurrence.step(inputs.get(9), t), dh);
        dc = add(add(Recurrence.step(inputs.get(10), t), dc), through(dh, o, squashed));
        var dz =
            concat(
                List.of(
                    gate(mul(dc, g), i),
                    gate(mul(dc, before), f),
                    through(dc, i, g),
                    gate(mul(dh, squashed), o)),
                1);
        steps.put(t, dz);
        dc = mul(dc, f);
        dh = matmul(dz, w);
      }
      var dx = steps.outputs().getFirst();
      var dw = Recurrence.weightGradient(dx, inputs.get(0), hs, reverse);
      return List.of(dx, dh, dc, dw);
    }

    /// `dy · y · (1 − y)`, the way back through a sigmoid.
    private static Value gate(Value dy, Value y) {
      return mul(dy, mul(y, sub(fill(1, y.type()), y)));
    }

    /// `dy · a · (1 − b²)`: back through a product with `b = tanh …`.
    private static Value through(Value dy, Value a, Value b) {
      return mul(mul(dy, a), sub(fill(1, b.type()), mul(b, b)));
    }
  }
}
