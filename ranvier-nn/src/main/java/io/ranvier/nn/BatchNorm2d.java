package io.ranvier.nn;

import static io.ranvier.nn.Initializer.constant;

import io.ranvier.tensor.Tensor;
import io.ranvier.type.Shape;
import io.ranvier.type.ShapeException;

/// Brings each channel of `x: [n, c, h, w]` to mean 0 and variance 1, then scales and shifts it
/// (Ioffe and Szegedy, 2015, "Batch normalization"):
///
/// `y = (x − mean) / √(variance + epsilon) · weight + bias`
///
/// In training, mean and variance are those of the batch, and the running ones follow them by
/// `running ← (1 − momentum) · running + momentum · batch`, with the unbiased variance. Otherwise
/// they are the running ones.
///
/// @param weight `[c]`, from 1
/// @param bias `[c]`, from 0
/// @param runningMean `[c]`, from 0
/// @param runningVar `[c]`, from 1
/// @param momentum how much a batch counts, in `(0, 1]`
/// @param epsilon keeps the root away from 0
public record BatchNorm2d(
    Parameter weight,
    Parameter bias,
    State runningMean,
    State runningVar,
    double momentum,
    double epsilon)
    implements Layer {

  /// With momentum 0.1 and epsilon 1e-5, as in PyTorch.
  public BatchNorm2d(int channels) {
    if (channels < 1)
      throw new IllegalArgumentException("batchNorm2d: %d channels".formatted(channels));
    var shape = Shape.of(channels);
    this(
        new Parameter(shape, constant(1)),
        new Parameter(shape, constant(0)),
        new State(shape, constant(0)),
        new State(shape, constant(1)),
        0.1,
        1e-5);
  }

  public BatchNorm2d {
    if (!(momentum > 0 && momentum <= 1)) {
      throw new IllegalArgumentException(
          "batchNorm2d: momentum is %s, and must be in (0, 1]".formatted(momentum));
    }
    if (!(epsilon > 0)) {
      throw new IllegalArgumentException(
          "batchNorm2d: epsilon is %s, and must be above 0".formatted(epsilon));
    }
  }

  /// The same parameters and states with another momentum.
  public BatchNorm2d momentum(double momentum) {
    return new BatchNorm2d(weight, bias, runningMean, runningVar, momentum, epsilon);
  }

  /// The same parameters and states with another epsilon.
  public BatchNorm2d epsilon(double epsilon) {
    return new BatchNorm2d(weight, bias, runningMean, runningVar, momentum, epsilon);
  }

  @Override
  public Tensor forward(Tensor x) {
    if (x.shape().rank() != 4 || x.dim(1) != weight.type().dim(0)) {
      throw new ShapeException(
          "batchNorm2d wants x: [n, %d, h, w], got %s (at %s)"
              .formatted(weight.type().dim(0), x.type(), weight));
    }
    return Mode.isTraining() ? byBatch(x) : byRunning(x);
  }

  private Tensor byBatch(Tensor x) {
    double count = (double) x.shape().size() / x.dim(1);
    if (count < 2) {
      throw new ShapeException(
          "batchNorm2d: %s has one value per channel, and so no variance; train on larger batches (at %s)"
              .formatted(x.type(), weight));
    }
    var outputs = x.batchNorm(weight.value(), bias.value(), epsilon);
    follow(runningMean, outputs.get(1));
    follow(runningVar, outputs.get(2).mul(count / (count - 1)));
    return outputs.get(0);
  }

  private void follow(State running, Tensor batch) {
    running.assign(running.value().mul(1 - momentum).add(batch.detach().mul(momentum)));
  }

  private Tensor byRunning(Tensor x) {
    var scale = weight.value().mul(runningVar.value().add(epsilon).rsqrt());
    var shift = bias.value().sub(runningMean.value().mul(scale));
    int channels = x.dim(1);
    return x.mul(scale.reshape(1, channels, 1, 1)).add(shift.reshape(1, channels, 1, 1));
  }
}
