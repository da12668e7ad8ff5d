package io.ranvier.nn.block;

import io.ranvier.nn.BatchNorm2d;
import io.ranvier.nn.Conv2d;
import io.ranvier.nn.Layer;
import io.ranvier.tensor.Tensor;
import io.ranvier.type.Window;

/// A convolution, batch normalisation and an activation (Ioffe and Szegedy, 2015, "Batch
/// normalization"): `x: [n, in, h, w]` to `[n, out, h′, w′]`.
///
/// @param conv without bias, which the normalisation would take away
public record ConvNorm(Conv2d conv, BatchNorm2d bn, Layer activation) implements Layer {

  /// With ReLU behind it.
  public ConvNorm(int in, int out, Window window) {
    this(new Conv2d(in, out, window));
  }

  /// `conv` but for its bias, normalised, with ReLU behind it.
  public ConvNorm(Conv2d conv) {
    this(conv.withoutBias(), new BatchNorm2d(conv.weight().type().dim(0)), Tensor::relu);
  }

  public ConvNorm activation(Layer activation) {
    return new ConvNorm(conv, bn, activation);
  }

  /// With another epsilon of the normalisation.
  public ConvNorm epsilon(double epsilon) {
    return new ConvNorm(conv, bn.epsilon(epsilon), activation);
  }

  @Override
  public Tensor forward(Tensor x) {
    return activation.forward(bn.forward(conv.forward(x)));
  }
}
