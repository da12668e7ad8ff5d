package io.ranvier.nn;

import io.ranvier.tensor.Tensor;
import java.util.Optional;

/// Batch normalisation of rows `x: [n, c]` or signals `x: [n, c, l]`: see [BatchNorm2d].
///
/// @param channels of `x`
/// @param affine the scale and the shift of each channel, if there are any
/// @param running the running statistics, if they are kept
/// @param epsilon keeps the root away from 0
public record BatchNorm1d(
    int channels, Optional<Affine> affine, Optional<Running> running, double epsilon)
    implements ChannelNorm<BatchNorm1d> {

  public BatchNorm1d {
    Normalized.requireChannels("batchNorm1d", channels);
    Normalized.requireEpsilon("batchNorm1d", epsilon);
  }

  /// Scaled and shifted, with momentum 0.1 and epsilon 1e-5, as in PyTorch.
  public BatchNorm1d(int channels) {
    Normalized.requireChannels("batchNorm1d", channels);
    this(channels, Optional.of(new Affine(channels)), Optional.of(new Running(channels)), 1e-5);
  }

  @Override
  public BatchNorm1d with(Optional<Affine> affine, Optional<Running> running, double epsilon) {
    return new BatchNorm1d(channels, affine, running, epsilon);
  }

  @Override
  public Tensor forward(Tensor x) {
    Normalized.requireInput("batchNorm1d", this, x, "n, %d", "n, %d, l");
    return Normalized.byBatch("batchNorm1d", this, x);
  }
}
