package io.ranvier.nn;

import static io.ranvier.nn.Initializer.constant;

import io.ranvier.tensor.Tensor;
import io.ranvier.type.DType;
import io.ranvier.type.Shape;
import io.ranvier.type.TensorType;
import java.util.Optional;

/// What batch and instance normalisation have in common: each channel is brought to mean 0 and
/// variance 1, then scaled and shifted,
///
/// `y = (x − mean) / √(variance + epsilon) · weight + bias`
///
/// Running statistics follow those of the batches in training, and take their place otherwise. A
/// layer without them goes by the statistics of what it is given at all times.
///
/// @param <N> the layer itself, which its variations are, too
public sealed interface ChannelNorm<N extends ChannelNorm<N>> extends Layer
    permits BatchNorm1d, BatchNorm2d, BatchNorm3d, InstanceNorm1d, InstanceNorm2d, InstanceNorm3d {

  /// How many channels `x` has.
  int channels();

  /// How channels are scaled and shifted, if they are.
  Optional<Affine> affine();

  /// The running statistics, if they are kept.
  Optional<Running> running();

  /// What keeps the root away from 0.
  double epsilon();

  /// This layer of other parts.
  N with(Optional<Affine> affine, Optional<Running> running, double epsilon);

  /// The same parameters and states with another epsilon.
  default N epsilon(double epsilon) {
    return with(affine(), running(), epsilon);
  }

  default N withAffine() {
    return with(affine().or(() -> Optional.of(new Affine(channels()))), running(), epsilon());
  }

  default N withoutAffine() {
    return with(Optional.empty(), running(), epsilon());
  }

  /// With running statistics, and momentum 0.1 if there were none.
  default N withRunningStatistics() {
    return with(affine(), running().or(() -> Optional.of(new Running(channels()))), epsilon());
  }

  default N withoutRunningStatistics() {
    return with(affine(), Optional.empty(), epsilon());
  }

  /// With running statistics in which a batch counts by `momentum`.
  default N momentum(double momentum) {
    var running = withRunningStatistics().running().map(r -> r.momentum(momentum));
    return with(affine(), running, epsilon());
  }

  /// With running statistics that are the means over all batches: momentum `None` in PyTorch.
  default N cumulative() {
    var running = withRunningStatistics().running().map(Running::cumulative);
    return with(affine(), running, epsilon());
  }

  /// A group of leaves whose names are those of fields of the layer itself: `weight`,
  /// `running_mean`.
  sealed interface Part permits Affine, Running {}

  /// @param weight `[c]`, from 1
  /// @param bias `[c]`, from 0
  record Affine(Parameter weight, Parameter bias) implements Part {

    public Affine(int channels) {
      var shape = Shape.of(channels);
      this(new Parameter(shape, constant(1)), new Parameter(shape, constant(0)));
    }
  }

  /// Statistics that follow those of the batches by `running ← (1 − momentum) · running + momentum
  /// · batch`, with the unbiased variance; or, if batches are counted, their means.
  ///
  /// @param runningMean `[c]`, from 0
  /// @param runningVar `[c]`, from 1
  /// @param numBatchesTracked `i64[]`, from 0: the number of batches that these are the means of;
  ///   or nothing, and momentum counts
  /// @param momentum how much a batch counts, in `(0, 1]`
  record Running(
      State runningMean, State runningVar, Optional<State> numBatchesTracked, double momentum)
      implements Part {

    public Running {
      if (!(momentum > 0 && momentum <= 1)) {
        throw new IllegalArgumentException(
            "running statistics: momentum is %s, and must be in (0, 1]".formatted(momentum));
      }
    }

    /// With momentum 0.1, as in PyTorch.
    public Running(int channels) {
      var shape = Shape.of(channels);
      this(new State(shape, constant(0)), new State(shape, constant(1)), Optional.empty(), 0.1);
    }

    Running momentum(double momentum) {
      return new Running(runningMean, runningVar, Optional.empty(), momentum);
    }

    Running cumulative() {
      var count = new State(TensorType.of(DType.I64), constant(0));
      return new Running(runningMean, runningVar, Optional.of(count), momentum);
    }

    /// Moves on by the mean and the unbiased variance of a batch.
    void follow(Tensor mean, Tensor variance) {
      numBatchesTracked.ifPresent(n -> n.assign(n.value().add(Tensor.fill(1, n.type()))));
      runningMean.assign(next(runningMean.value(), mean.detach()));
      runningVar.assign(next(runningVar.value(), variance.detach()));
    }

    private Tensor next(Tensor running, Tensor batch) {
      if (numBatchesTracked.isEmpty()) return running.mul(1 - momentum).add(batch.mul(momentum));
      var count = numBatchesTracked.get().value().cast(batch.dtype());
      return running.add(batch.sub(running).div(count));
    }
  }
}
