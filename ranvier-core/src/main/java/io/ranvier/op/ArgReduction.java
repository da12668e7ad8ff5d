package io.ranvier.op;

import io.ranvier.graph.Node;
import io.ranvier.graph.Value;
import io.ranvier.type.DType;
import io.ranvier.type.TensorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The index (`i32`) along `axis` of the largest or smallest number, of the first one if there are
/// several; NaN counts as larger than all for `MAX` and smaller than all for `MIN`. The axis stays
/// with extent one and must not be empty.
public record ArgReduction(Extreme extreme, int axis) implements Op {

  public enum Extreme {
    MAX,
    MIN
  }

  @Override
  public String name() {
    return switch (extreme) {
      case MAX -> "argMax";
      case MIN -> "argMin";
    };
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    var x = inputs.getFirst();
    Op.require(x.dtype() != DType.BOOL, "%s wants numbers, got %s", name(), x);
    Op.require(x.dim(axis) > 0, "%s over an empty axis %d of %s", name(), axis, x);
    return Op.one(new TensorType(DType.I32, x.shape().with(axis, 1)));
  }

  @Override
  public List<@Nullable Value> vjp(Node y, List<@Nullable Value> dy) {
    return Op.noGradient();
  }
}
