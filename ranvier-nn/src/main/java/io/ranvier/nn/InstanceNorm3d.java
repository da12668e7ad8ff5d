package io.ranvier.nn;

import io.ranvier.tensor.Tensor;
import java.util.Optional;

/// Instance normalisation of volumes `x: [n, c, d, h, w]`: see [InstanceNorm2d].
///
/// @param channels of `x`
/// @param affine the scale and the shift of each channel, if there are any
/// @param running the running statistics, if they are kept
/// @param epsilon keeps the root away from 0
public record InstanceNorm3d(
    int channels, Optional<Affine> affine, Optional<Running> running, double epsilon)
    implements ChannelNorm<InstanceNorm3d> {

  public InstanceNorm3d {
    Normalized.requireChannels("instanceNorm3d", channels);
    Normalized.requireEpsilon("instanceNorm3d", epsilon);
  }

  /// Neither scaled nor shifted, without running statistics, with epsilon 1e-5, as in PyTorch.
  public InstanceNorm3d(int channels) {
    this(channels, Optional.empty(), Optional.empty(), 1e-5);
  }

  @Override
  public InstanceNorm3d with(Optional<Affine> affine, Optional<Running> running, double epsilon) {
    return new InstanceNorm3d(channels, affine, running, epsilon);
  }

  @Override
  public Tensor forward(Tensor x) {
    Normalized.requireInput("instanceNorm3d", this, x, "n, %d, d, h, w");
    return Normalized.byExample("instanceNorm3d", this, x);
  }
}
