package io.ranvier.op;

import static io.ranvier.op.Ops.cast;

import io.ranvier.graph.Node;
import io.ranvier.graph.Value;
import io.ranvier.type.DType;
import io.ranvier.type.TensorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The same numbers in another element type.
///
/// Floating point to floating point rounds to nearest, ties to even. Floating point to integers
/// drops the fraction and stops at the ends of the range; NaN becomes 0. Integers to narrower
/// integers keep the low bits. To a mask: whether the number is not 0.
public record Cast(DType dtype) implements Elementwise {

  @Override
  public DType infer(DType x, List<TensorType> inputs) {
    return dtype;
  }

  @Override
  public List<@Nullable Value> vjp(Node y, List<@Nullable Value> dys) {
    var x = y.inputs().getFirst();
    boolean smooth = x.type().dtype().isFloating() && dtype.isFloating();
    return smooth ? Op.cotangents(cast(Op.only(dys, y), x.type().dtype())) : Op.noGradient();
  }
}
