package io.ranvier.op;

import static io.ranvier.op.Ops.*;

import io.ranvier.graph.Node;
import io.ranvier.graph.Value;
import io.ranvier.type.TensorType;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// `yᵢ = xᵢ − ln Σ e^xⱼ` along `axis`, computed from `x − max x` so that nothing overflows.
public record LogSoftmax(int axis) implements Composite {

  @Override
  public List<Value> decompose(List<Value> inputs) {
    var x = inputs.getFirst();
    var axes = List.of(axis);
    var shifted = sub(x, detach(max(x, axes)));
    return List.of(sub(shifted, log(sum(exp(shifted), axes))));
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    return Op.one(Softmax.requireAxis(name(), inputs.getFirst(), axis));
  }

  /// `dx = dy − eʸ · Σ dy`
  @Override
  public Optional<List<@Nullable Value>> gradient(Node y, List<@Nullable Value> dys) {
    var dy = Op.only(dys, y);
    var dx = sub(dy, mul(exp(y.output(0)), sum(dy, List.of(axis))));
    return Optional.of(Op.cotangents(dx));
  }
}
