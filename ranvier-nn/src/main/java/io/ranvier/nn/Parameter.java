package io.ranvier.nn;

import io.ranvier.tensor.Tensor;
import io.ranvier.type.Shape;
import io.ranvier.type.TensorType;

/// A named tensor that training adjusts.
public final class Parameter extends Leaf {

  public Parameter(TensorType type, Initializer initializer) {
    super(type, initializer);
  }

  /// A parameter in the type of numbers that [Precision] asks for: `float32`.
  public Parameter(Shape shape, Initializer initializer) {
    this(new TensorType(Precision.dtype(), shape), initializer);
  }

  /// A parameter that starts at `initial`.
  public Parameter(Tensor initial) {
    this(initial.type(), (_, _) -> initial);
  }
}
