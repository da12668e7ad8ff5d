package io.ranvier.op;

import static io.ranvier.op.Ops.*;
import static io.ranvier.op.RecurrentStep.part;
import static io.ranvier.op.RecurrentStep.throughSigmoid;
import static io.ranvier.op.RecurrentStep.throughTanh;

import io.ranvier.graph.Value;
import java.util.List;

/// A step of [Recurrence.Kind#MGU]. It keeps `f` and `n`.
record MguStep() implements RecurrentStep {

  @Override
  public int gates() {
    return 2;
  }

  @Override
  public int states() {
    return 1;
  }

  @Override
  public int kept() {
    return 2;
  }

  @Override
  public List<Value> forward(Value x, List<Value> states, List<Value> weights) {
    var h = states.getFirst();
    int hidden = RecurrentStep.hidden(states);
    var w = weights.getFirst();
    var f = sigmoid(add(part(x, 0, hidden), matmul(h, rows(w, 0, hidden), false, true)));
    var forgotten = mul(f, h);
    var n = tanh(add(part(x, 1, hidden), matmul(forgotten, rows(w, 1, hidden), false, true)));
    return List.of(add(h, mul(f, sub(n, h))), f, n);
  }

  private static Value rows(Value w, int k, int hidden) {
    return slice(w, 0, k * hidden, hidden);
  }

  @Override
  public Back backward(
      List<Value> made, List<Value> before, List<Value> weights, List<Value> dstates) {
    var f = made.get(1);
    var n = made.get(2);
    var h = before.getFirst();
    var w = weights.getFirst();
    int hidden = h.shape().dim(1);
    var dh = dstates.getFirst();
    var dn = throughTanh(mul(dh, f), n);
    var dforgotten = matmul(dn, rows(w, 1, hidden));
    var df = throughSigmoid(add(mul(dh, sub(n, h)), mul(dforgotten, h)), f);
    var kept = add(mul(dh, sub(fill(1, f.type()), f)), mul(dforgotten, f));
    var dz = concat(List.of(df, dn), 1);
    return new Back(dz, dz, List.of(add(matmul(df, rows(w, 0, hidden)), kept)));
  }

  @Override
  public List<Value> weightGradients(Value dproduct, Value h, List<Value> made) {
    int hidden = h.shape().dim(1);
    var df = part(dproduct, 0, hidden);
    var dn = part(dproduct, 1, hidden);
    var forgotten = mul(made.get(1), h);
    return List.of(
        concat(List.of(matmul(df, h, true, false), matmul(dn, forgotten, true, false)), 0));
  }
}
