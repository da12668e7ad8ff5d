package io.ranvier.op;

import static io.ranvier.op.Ops.*;

import io.ranvier.graph.Value;
import io.ranvier.type.TensorType;
import java.util.List;

/// `y = x · Φ(x)`, with `Φ` the distribution function of the normal distribution: the smooth cousin
/// of ReLU (Hendrycks and Gimpel, 2016).
public record Gelu() implements Composite {
  @Override
  public List<Value> decompose(List<Value> inputs) {
    var x = inputs.getFirst();
    return List.of(mul(mul(x, 0.5), add(erf(mul(x, Math.sqrt(0.5))), 1)));
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    var x = inputs.getFirst();
    Op.require(x.dtype().isFloating(), "gelu wants floating point, got %s", x);
    return Op.one(x);
  }
}
