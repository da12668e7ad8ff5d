package io.ranvier.op;

import static io.ranvier.op.Ops.*;
import static io.ranvier.op.RecurrentStep.part;
import static io.ranvier.op.RecurrentStep.throughSigmoid;
import static io.ranvier.op.RecurrentStep.throughTanh;

import io.ranvier.graph.Value;
import java.util.List;

/// A step of [Recurrence.Kind#LSTM]. It keeps `i`, `f`, `g` and `o`.
record LstmStep() implements RecurrentStep {

  @Override
  public int gates() {
    return 4;
  }

  @Override
  public int states() {
    return 2;
  }

  @Override
  public int kept() {
    return 4;
  }

  @Override
  public List<Value> forward(Value x, List<Value> states, List<Value> weights) {
    int hidden = RecurrentStep.hidden(states);
    var u = matmul(states.getFirst(), weights.getFirst(), false, true);
    // Parts of a sum are sums of parts, which go into the pass over the gates.
    var i = sigmoid(add(part(x, 0, hidden), part(u, 0, hidden)));
    var f = sigmoid(add(part(x, 1, hidden), part(u, 1, hidden)));
    var g = tanh(add(part(x, 2, hidden), part(u, 2, hidden)));
    var o = sigmoid(add(part(x, 3, hidden), part(u, 3, hidden)));
    var c = add(mul(f, states.get(1)), mul(i, g));
    return List.of(mul(o, tanh(c)), c, i, f, g, o);
  }

  @Override
  public Back backward(
      List<Value> made, List<Value> before, List<Value> weights, List<Value> dstates) {
    var i = made.get(2);
    var f = made.get(3);
    var g = made.get(4);
    var o = made.get(5);
    var squashed = tanh(made.get(1));
    var dh = dstates.getFirst();
    var dc = add(dstates.get(1), throughTanh(mul(dh, o), squashed));
    var dz =
        concat(
            List.of(
                throughSigmoid(mul(dc, g), i),
                throughSigmoid(mul(dc, before.get(1)), f),
                throughTanh(mul(dc, i), g),
                throughSigmoid(mul(dh, squashed), o)),
            1);
    return new Back(dz, dz, List.of(matmul(dz, weights.getFirst()), mul(dc, f)));
  }
}
