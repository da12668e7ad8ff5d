package io.ranvier.nn;

import io.ranvier.tensor.Tensor;
import java.util.Optional;

/// Brings each channel of a batch of pictures `x: [n, c, h, w]` to mean 0 and variance 1, then
/// scales and shifts it (Ioffe and Szegedy, 2015, "Batch normalization"):
///
/// `y = (x − mean) / √(variance + epsilon) · weight + bias`
///
/// In training, mean and variance are those of the batch, and the running ones follow them: see
/// [ChannelNorm.Running]. Otherwise they are the running ones, if these are kept.
///
/// @param channels of `x`
/// @param affine the scale and the shift of each channel, if there are any
/// @param running the running statistics, if they are kept
/// @param epsilon keeps the root away from 0
public record BatchNorm2d(
    int channels, Optional<Affine> affine, Optional<Running> running, double epsilon)
    implements ChannelNorm<BatchNorm2d> {

  public BatchNorm2d {
    Normalized.requireChannels("batchNorm2d", channels);
    Normalized.requireEpsilon("batchNorm2d", epsilon);
  }

  /// Scaled and shifted, with momentum 0.1 and epsilon 1e-5, as in PyTorch.
  public BatchNorm2d(int channels) {
    Normalized.requireChannels("batchNorm2d", channels);
    this(channels, Optional.of(new Affine(channels)), Optional.of(new Running(channels)), 1e-5);
  }

  @Override
  public BatchNorm2d with(Optional<Affine> affine, Optional<Running> running, double epsilon) {
    return new BatchNorm2d(channels, affine, running, epsilon);
  }

  @Override
  public Tensor forward(Tensor x) {
    Normalized.requireInput("batchNorm2d", this, x, "n, %d, h, w");
    return Normalized.byBatch("batchNorm2d", this, x);
  }
}
