package io.ranvier.op;

import static io.ranvier.op.Ops.*;

import io.ranvier.graph.Value;
import java.util.List;

/// A step of [Recurrence.Kind#TANH] or of [Recurrence.Kind#RELU]. It keeps nothing.
record SimpleStep(boolean relu) implements RecurrentStep {

  @Override
  public int gates() {
    return 1;
  }

  @Override
  public int states() {
    return 1;
  }

  @Override
  public int kept() {
    return 0;
  }

  @Override
  public List<Value> forward(Value x, List<Value> states, List<Value> weights) {
    var z = add(x, matmul(states.getFirst(), weights.getFirst(), false, true));
    return List.of(relu ? Ops.relu(z) : tanh(z));
  }

  @Override
  public Back backward(
      List<Value> made, List<Value> before, List<Value> weights, List<Value> dstates) {
    var h = made.getFirst();
    var dh = dstates.getFirst();
    var zero = fill(0, h.type());
    var dz = relu ? select(greater(h, zero), dh, zero) : RecurrentStep.throughTanh(dh, h);
    return new Back(dz, dz, List.of(matmul(dz, weights.getFirst())));
  }
}
