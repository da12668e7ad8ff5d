package io.ranvier.op;

import io.ranvier.type.DType;
import io.ranvier.type.TensorType;
import java.util.List;

/// Where `x` is not a number, as a mask.
public record IsNaN() implements Elementwise {
  @Override
  public DType infer(DType x, List<TensorType> inputs) {
    Op.require(x.isFloating(), "isNaN wants floating point, got %s", inputs.getFirst());
    return DType.BOOL;
  }
}
