package io.ranvier.nn.block;

import static io.ranvier.type.Window.window;

import io.ranvier.nn.Conv2d;
import io.ranvier.nn.Layer;
import io.ranvier.tensor.Tensor;

/// Weighs each pixel of `x: [n, c, h, w]` by what a convolution makes of the means and the maxima
/// of the channels around it (Woo et al., 2018, "CBAM"):
///
/// `y = x · sigmoid(conv([mean x, max x]))`
///
/// @param conv from two channels to one, without bias
public record SpatialAttention(Conv2d conv) implements Layer {

  /// With a window of 7 × 7, as in the paper.
  public SpatialAttention() {
    this(7);
  }

  /// @param size of the window, an odd number, so that the picture keeps its size
  public SpatialAttention(int size) {
    if (size < 1 || size % 2 == 0) {
      throw new IllegalArgumentException(
          "spatialAttention: size is %d, and must be odd and positive".formatted(size));
    }
    this(new Conv2d(2, 1, window(size).padding(size / 2)).withoutBias());
  }

  @Override
  public Tensor forward(Tensor x) {
    return x.mul(conv.forward(x.keepMean(1).concat(1, x.keepMax(1))).sigmoid());
  }
}
