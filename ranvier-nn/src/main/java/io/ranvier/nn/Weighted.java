package io.ranvier.nn;

import io.ranvier.tensor.Tensor;

/// A layer that is a function of its input and of one weight, such as [Linear] or a convolution.
/// Another weight may be put in the place of its own: see [WeightNorm], [SpectralNorm] and
/// [DropConnect].
public interface Weighted extends Layer {
  Parameter weight();

  /// This layer with another weight.
  Weighted withWeight(Parameter weight);

  /// What comes out if the weight is this one, of the same type.
  Tensor forward(Tensor x, Tensor weight);

  /// The axis of the weight along which there is a slice for each output.
  default int outputAxis() {
    return 0;
  }

  @Override
  default Tensor forward(Tensor x) {
    var y = forward(x, weight().value());
    Lsuv.show(this, y);
    return y;
  }
}
