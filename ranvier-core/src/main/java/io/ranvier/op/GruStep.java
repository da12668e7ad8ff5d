package io.ranvier.op;

import static io.ranvier.op.Ops.*;
import static io.ranvier.op.RecurrentStep.part;
import static io.ranvier.op.RecurrentStep.throughSigmoid;
import static io.ranvier.op.RecurrentStep.throughTanh;

import io.ranvier.graph.Value;
import io.ranvier.type.Shape;
import io.ranvier.type.TensorType;
import java.util.List;

/// A step of [Recurrence.Kind#GRU]. It keeps `r`, `z`, `m` and `n`.
record GruStep() implements RecurrentStep {

  @Override
  public int gates() {
    return 3;
  }

  @Override
  public int states() {
    return 1;
  }

  @Override
  public int kept() {
    return 4;
  }

  @Override
  public List<TensorType> weights(TensorType h) {
    return List.of(h.withShape(3 * h.dim(1), h.dim(1)), h.withShape(h.dim(1)));
  }

  @Override
  public List<Value> forward(Value x, List<Value> states, List<Value> weights) {
    var h = states.getFirst();
    int hidden = RecurrentStep.hidden(states);
    var u = matmul(h, weights.getFirst(), false, true);
    var r = sigmoid(add(part(x, 0, hidden), part(u, 0, hidden)));
    var z = sigmoid(add(part(x, 1, hidden), part(u, 1, hidden)));
    var m = add(part(u, 2, hidden), weights.get(1));
    var n = tanh(add(part(x, 2, hidden), mul(r, m)));
    return List.of(add(n, mul(z, sub(h, n))), r, z, m, n);
  }

  @Override
  public Back backward(
      List<Value> made, List<Value> before, List<Value> weights, List<Value> dstates) {
    var r = made.get(1);
    var z = made.get(2);
    var m = made.get(3);
    var n = made.get(4);
    var dh = dstates.getFirst();
    var dn = throughTanh(mul(dh, sub(fill(1, z.type()), z)), n);
    var dr = throughSigmoid(mul(dn, m), r);
    var dz = throughSigmoid(mul(dh, sub(before.getFirst(), n)), z);
    var dproduct = concat(List.of(dr, dz, mul(dn, r)), 1);
    var through = add(matmul(dproduct, weights.getFirst()), mul(dh, z));
    return new Back(concat(List.of(dr, dz, dn), 1), dproduct, List.of(through));
  }

  @Override
  public List<Value> weightGradients(Value dproduct, Value h, List<Value> made) {
    int hidden = h.shape().dim(1);
    var db = sum(part(dproduct, 2, hidden), List.of(0));
    return List.of(matmul(dproduct, h, true, false), reshape(db, Shape.of(hidden)));
  }
}
