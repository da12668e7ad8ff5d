package io.ranvier.nn;

import io.ranvier.tensor.Tensor;
import io.ranvier.type.Shape;

/// Anything with `forward`: a dense layer, a block, a whole network. `Tensor::relu` is one.
///
/// A layer's structure does not change; what it learns is in [Parameter]s and [State]s, which
/// [Variables] finds in its fields. Whether it trains or predicts is said by [Mode], not by an
/// argument.
@FunctionalInterface
public interface Layer {
  Tensor forward(Tensor x);

  /// This model made ready to predict `float32` inputs of the shape `input`: for where each
  /// microsecond counts.
  default Predictor compile(Shape input) {
    return Predictor.of(this, input);
  }
}
