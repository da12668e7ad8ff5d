package io.ranvier.nn;

import io.ranvier.tensor.Tensor;
import io.ranvier.type.Shape;
import io.ranvier.type.TensorType;

/// A named tensor that belongs to a model and changes while it trains, but not by its gradient: a
/// running mean, the position in a stream of random numbers.
public final class State extends Leaf {

  public State(TensorType type, Initializer initializer) {
    super(type, initializer);
  }

  /// A state in the type of numbers that [Precision] asks for: `float32`.
  public State(Shape shape, Initializer initializer) {
    this(new TensorType(Precision.dtype(), shape), initializer);
  }

  /// A state that starts at `initial`.
  public State(Tensor initial) {
    this(initial.type(), (_, _) -> initial);
  }
}
