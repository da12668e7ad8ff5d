package io.ranvier.nn;

import io.ranvier.tensor.Tensor;

/// Anything with `forward`: a dense layer, a block, a whole network. `Tensor::relu` is one.
///
/// A layer's structure does not change; what it learns is in [Parameter]s and [State]s, which
/// [Variables] finds in its fields. Whether it trains or predicts is said by [Mode], not by an
/// argument.
@FunctionalInterface
public interface Layer {
  Tensor forward(Tensor x);
}
