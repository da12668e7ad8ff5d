package io.ranvier.op;

import static io.ranvier.op.Ops.fill;
import static io.ranvier.op.Ops.select;

import io.ranvier.graph.Node;
import io.ranvier.graph.Value;
import io.ranvier.type.DType;
import io.ranvier.type.TensorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `y = mask ? a : b`. Where the mask is false, `a` has no influence at all, not even by NaN.
public record Select() implements Elementwise {

  @Override
  public DType infer(DType x, List<TensorType> inputs) {
    Op.require(x == DType.BOOL, "select wants a mask first, got %s", inputs.getFirst());
    var a = inputs.get(1);
    var b = inputs.get(2);
    Op.require(a.dtype() == b.dtype(), "select: types differ, %s and %s", a, b);
    return a.dtype();
  }

  @Override
  public List<@Nullable Value> vjp(Node y, List<@Nullable Value> dys) {
    var mask = y.inputs().getFirst();
    var dy = Op.only(dys, y);
    var zero = fill(0, dy.type());
    return Op.cotangents(null, select(mask, dy, zero), select(mask, zero, dy));
  }
}
