package io.ranvier.nn;

import io.ranvier.tensor.Tensor;
import io.ranvier.type.DType;
import io.ranvier.type.Shape;
import io.ranvier.type.TensorType;

/// A named tensor that training adjusts.
public final class Parameter extends Leaf {

  public Parameter(TensorType type, Initializer initializer) {
    super(type, initializer);
  }

  /// A `float32` parameter.
  public Parameter(Shape shape, Initializer initializer) {
    this(new TensorType(DType.F32, shape), initializer);
  }

  /// A parameter that starts at `initial`.
  public Parameter(Tensor initial) {
    this(initial.type(), (_, _) -> initial);
  }
}
