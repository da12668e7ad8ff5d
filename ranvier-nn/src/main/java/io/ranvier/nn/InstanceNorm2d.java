package io.ranvier.nn;

import io.ranvier.tensor.Tensor;
import java.util.Optional;

/// Brings each channel of each picture in `x: [n, c, h, w]` to mean 0 and variance 1, and then may
/// scale and shift it (Ulyanov et al., 2016, "Instance normalization"):
///
/// `y = (x − mean) / √(variance + epsilon) · weight + bias`
///
/// Mean and variance are those of the channel in this picture alone. Running statistics, if they
/// are kept, follow their means over the batch, and take their place outside of training. Where
/// they are [cumulative][#cumulative], all batches count; PyTorch leaves them alone then.
///
/// @param channels of `x`
/// @param affine the scale and the shift of each channel, if there are any
/// @param running the running statistics, if they are kept
/// @param epsilon keeps the root away from 0
public record InstanceNorm2d(
    int channels, Optional<Affine> affine, Optional<Running> running, double epsilon)
    implements ChannelNorm<InstanceNorm2d> {

  public InstanceNorm2d {
    Normalized.requireChannels("instanceNorm2d", channels);
    Normalized.requireEpsilon("instanceNorm2d", epsilon);
  }

  /// Neither scaled nor shifted, without running statistics, with epsilon 1e-5, as in PyTorch.
  public InstanceNorm2d(int channels) {
    this(channels, Optional.empty(), Optional.empty(), 1e-5);
  }

  @Override
  public InstanceNorm2d with(Optional<Affine> affine, Optional<Running> running, double epsilon) {
    return new InstanceNorm2d(channels, affine, running, epsilon);
  }

  @Override
  public Tensor forward(Tensor x) {
    Normalized.requireInput("instanceNorm2d", this, x, "n, %d, h, w");
    return Normalized.byExample("instanceNorm2d", this, x);
  }
}
