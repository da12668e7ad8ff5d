package io.ranvier.nn;

import io.ranvier.tensor.Tensor;
import java.util.Optional;

/// Instance normalisation of signals `x: [n, c, l]`: see [InstanceNorm2d].
///
/// @param channels of `x`
/// @param affine the scale and the shift of each channel, if there are any
/// @param running the running statistics, if they are kept
/// @param epsilon keeps the root away from 0
public record InstanceNorm1d(
    int channels, Optional<Affine> affine, Optional<Running> running, double epsilon)
    implements ChannelNorm<InstanceNorm1d> {

  public InstanceNorm1d {
    Normalized.requireChannels("instanceNorm1d", channels);
    Normalized.requireEpsilon("instanceNorm1d", epsilon);
  }

  /// Neither scaled nor shifted, without running statistics, with epsilon 1e-5, as in PyTorch.
  public InstanceNorm1d(int channels) {
    this(channels, Optional.empty(), Optional.empty(), 1e-5);
  }

  @Override
  public InstanceNorm1d with(Optional<Affine> affine, Optional<Running> running, double epsilon) {
    return new InstanceNorm1d(channels, affine, running, epsilon);
  }

  @Override
  public Tensor forward(Tensor x) {
    Normalized.requireInput("instanceNorm1d", this, x, "n, %d, l");
    return Normalized.byExample("instanceNorm1d", this, x);
  }
}
