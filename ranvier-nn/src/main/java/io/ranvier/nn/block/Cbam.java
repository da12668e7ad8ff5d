package io.ranvier.nn.block;

import io.ranvier.nn.Layer;
import io.ranvier.tensor.Tensor;

/// The convolutional block attention module (Woo et al., 2018, "CBAM: convolutional block attention
/// module"): channels of `x: [n, c, h, w]` are weighed first, then pixels.
public record Cbam(ChannelAttention channel, SpatialAttention spatial) implements Layer {

  /// @param squeezed how many units the channel attention has; in the paper a sixteenth of the
  ///   channels
  public Cbam(int channels, int squeezed) {
    this(new ChannelAttention(channels, squeezed), new SpatialAttention());
  }

  @Override
  public Tensor forward(Tensor x) {
    return spatial.forward(channel.forward(x));
  }
}
