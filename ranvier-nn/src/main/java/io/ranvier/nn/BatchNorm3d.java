package io.ranvier.nn;

import io.ranvier.tensor.Tensor;
import java.util.Optional;

/// Batch normalisation of volumes `x: [n, c, d, h, w]`: see [BatchNorm2d].
///
/// @param channels of `x`
/// @param affine the scale and the shift of each channel, if there are any
/// @param running the running statistics, if they are kept
/// @param epsilon keeps the root away from 0
public record BatchNorm3d(
    int channels, Optional<Affine> affine, Optional<Running> running, double epsilon)
    implements ChannelNorm<BatchNorm3d> {

  public BatchNorm3d {
    Normalized.requireChannels("batchNorm3d", channels);
    Normalized.requireEpsilon("batchNorm3d", epsilon);
  }

  /// Scaled and shifted, with momentum 0.1 and epsilon 1e-5, as in PyTorch.
  public BatchNorm3d(int channels) {
    Normalized.requireChannels("batchNorm3d", channels);
    this(channels, Optional.of(new Affine(channels)), Optional.of(new Running(channels)), 1e-5);
  }

  @Override
  public BatchNorm3d with(Optional<Affine> affine, Optional<Running> running, double epsilon) {
    return new BatchNorm3d(channels, affine, running, epsilon);
  }

  @Override
  public Tensor forward(Tensor x) {
    Normalized.requireInput("batchNorm3d", this, x, "n, %d, d, h, w");
    return Normalized.byBatch("batchNorm3d", this, x);
  }
}
