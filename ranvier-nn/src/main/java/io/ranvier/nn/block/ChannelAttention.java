package io.ranvier.nn.block;

import io.ranvier.nn.Layer;
import io.ranvier.nn.Linear;
import io.ranvier.tensor.Tensor;

/// Weighs each channel of `x: [n, c, h, w]` by what a small network makes of the means and of the
/// maxima of all (Woo et al., 2018, "CBAM"):
///
/// `y = x · sigmoid(mlp(mean x) + mlp(max x))`, with `mlp(v) = fc2(relu(fc1(v)))`
public record ChannelAttention(Linear fc1, Linear fc2) implements Layer {

  /// @param squeezed how many units are between; in the paper a sixteenth of the channels
  public ChannelAttention(int channels, int squeezed) {
    this(new Linear(channels, squeezed), new Linear(squeezed, channels));
  }

  @Override
  public Tensor forward(Tensor x) {
    var weights = mlp(x.mean(2, 3)).add(mlp(x.max(2, 3))).sigmoid();
    return x.mul(weights.reshape(x.dim(0), x.dim(1), 1, 1));
  }

  private Tensor mlp(Tensor x) {
    return fc2.forward(fc1.forward(x).relu());
  }
}
