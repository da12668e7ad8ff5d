package io.ranvier.op;

import io.ranvier.type.DType;
import io.ranvier.type.TensorType;
import java.util.List;

/// `y = ¬x` of a mask.
public record Not() implements Elementwise {
  @Override
  public DType infer(DType x, List<TensorType> inputs) {
    Op.require(x == DType.BOOL, "not wants a mask, got %s", inputs.getFirst());
    return DType.BOOL;
  }
}
