package io.ranvier.op;

import static io.ranvier.op.Ops.*;

import io.ranvier.graph.Node;
import io.ranvier.graph.Value;
import io.ranvier.type.TensorType;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// `yᵢ = e^xᵢ / Σ e^xⱼ` along `axis`, computed from `x − max x` so that nothing overflows.
public record Softmax(int axis) implements Composite {

  @Override
  public List<Value> decompose(List<Value> inputs) {
    var x = inputs.getFirst();
    var axes = List.of(axis);
    var e = exp(sub(x, detach(max(x, axes))));
    return List.of(div(e, sum(e, axes)));
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    return Op.one(requireAxis(name(), inputs.getFirst(), axis));
  }

  /// `dx = y · (dy − Σ dy·y)`
  @Override
  public Optional<List<@Nullable Value>> gradient(Node y, List<@Nullable Value> dys) {
    var p = y.output(0);
    var dy = Op.only(dys, y);
    return Optional.of(Op.cotangents(mul(p, sub(dy, sum(mul(dy, p), List.of(axis))))));
  }

  static TensorType requireAxis(String name, TensorType x, int axis) {
    Op.require(x.dtype().isFloating(), "%s wants floating point, got %s", name, x);
    x.dim(axis);
    return x;
  }
}
