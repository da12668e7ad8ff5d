package io.ranvier.nn.block;

import io.ranvier.nn.Conv2d;
import io.ranvier.nn.Layer;
import io.ranvier.tensor.Tensor;

/// Weighs each channel of `x: [n, c, h, w]` by what a small network makes of the means of all (Hu
/// et al., 2018, "Squeeze-and-excitation networks"):
///
/// `y = x · gate(fc2(relu(fc1(mean x))))`
///
/// Its two dense layers are 1 × 1 convolutions of a single pixel, as in torchvision.
///
/// @param gate to the weights; the paper's is the sigmoid
public record SqueezeExcitation(Conv2d fc1, Conv2d fc2, Layer gate) implements Layer {

  /// With the sigmoid as the gate.
  ///
  /// @param squeezed how many units are between; in the paper a sixteenth of the channels
  public SqueezeExcitation(int channels, int squeezed) {
    this(
        Conv2d.pointwise(channels, squeezed),
        Conv2d.pointwise(squeezed, channels),
        Tensor::sigmoid);
  }

  public SqueezeExcitation gate(Layer gate) {
    return new SqueezeExcitation(fc1, fc2, gate);
  }

  @Override
  public Tensor forward(Tensor x) {
    var squeezed = fc1.forward(x.keepMean(2, 3)).relu();
    return x.mul(gate.forward(fc2.forward(squeezed)));
  }
}
