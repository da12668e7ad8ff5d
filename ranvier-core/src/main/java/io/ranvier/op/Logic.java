package io.ranvier.op;

import io.ranvier.type.DType;
import io.ranvier.type.TensorType;
import java.util.List;

/// `y = a connective b` of two masks.
public record Logic(Connective connective) implements Elementwise {

  public enum Connective {
    AND,
    OR,
    XOR
  }

  @Override
  public DType infer(DType x, List<TensorType> inputs) {
    for (var mask : inputs) {
      Op.require(mask.dtype() == DType.BOOL, "logic %s wants masks, got %s", connective, mask);
    }
    return DType.BOOL;
  }
}
