package io.ranvier.nn;

import io.ranvier.nn.ChannelNorm.Affine;
import io.ranvier.nn.ChannelNorm.Running;
import io.ranvier.tensor.Tensor;
import io.ranvier.type.Shape;
import io.ranvier.type.ShapeException;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

/// What the normalisations have in common.
final class Normalized {
  private Normalized() {}

  /// `x` with its mean and biased variance over some axes, which stay with extent one.
  private record Moments(Tensor mean, Tensor centered, Tensor variance) {
    static Moments of(Tensor x, int[] axes) {
      var mean = x.keepMean(axes);
      var centered = x.sub(mean);
      return new Moments(mean, centered, centered.square().keepMean(axes));
    }

    Tensor normalized(double epsilon) {
      return centered.mul(variance.add(epsilon).rsqrt());
    }
  }

  /// `(x − mean) / √(variance + epsilon)` over `axes`, with the biased variance.
  static Tensor of(Tensor x, int[] axes, double epsilon) {
    return Moments.of(x, axes).normalized(epsilon);
  }

  /// `x: [n, c, …]` by the statistics of each run of channels of each example. Places are averaged
  /// before channels are, so that pictures stay as they lie.
  static Tensor byGroup(Tensor x, int groups, double epsilon) {
    var centered = x.sub(groupMean(x, groups));
    var variance = groupMean(centered.square(), groups);
    return centered.mul(variance.add(epsilon).rsqrt());
  }

  /// For each channel of each example the mean over its group: `[n, c, 1, …]`.
  private static Tensor groupMean(Tensor x, int groups) {
    int channels = x.dim(1);
    int rank = x.shape().rank();
    var means = rank > 2 ? x.keepMean(IntStream.range(2, rank).toArray()) : x;
    if (groups == channels) return means;
    var grouped = means.reshape(x.dim(0), groups, channels / groups);
    return grouped.keepMean(2).broadcastLike(grouped).reshape(means.shape().dims());
  }

  /// `x: [n, c, …]` by the statistics of each channel over the whole batch.
  static Tensor byBatch(String name, ChannelNorm<?> norm, Tensor x) {
    if (predictsByRunning(norm)) return byRunning(norm, norm.running().orElseThrow(), x);
    double count = (double) x.shape().size() / x.dim(1);
    requireVariance(name, norm, x, count, "in a channel");
    var channel = x.type().withShape(Shape.of(x.dim(1)));
    var weight = norm.affine().map(a -> a.weight().value());
    var bias = norm.affine().map(a -> a.bias().value());
    var outputs =
        x.batchNorm(
            weight.orElseGet(() -> Tensor.fill(1, channel)),
            bias.orElseGet(() -> Tensor.fill(0, channel)),
            norm.epsilon());
    if (norm.running().isPresent()) {
      norm.running().get().follow(outputs.get(1), outputs.get(2).mul(count / (count - 1)));
    }
    return outputs.getFirst();
  }

  /// `x: [n, c, …]` by the statistics of each channel of each example; running statistics follow
  /// their means over the batch.
  static Tensor byExample(String name, ChannelNorm<?> norm, Tensor x) {
    if (predictsByRunning(norm)) return byRunning(norm, norm.running().orElseThrow(), x);
    int n = x.dim(0);
    int channels = x.dim(1);
    double count = (double) x.shape().size() / n / channels;
    requireVariance(name, norm, x, count, "in a channel of an example");
    var moments = Moments.of(x, IntStream.range(2, x.shape().rank()).toArray());
    if (norm.running().isPresent()) {
      var mean = moments.mean.reshape(n, channels).mean(0);
      var variance = moments.variance.reshape(n, channels).mean(0);
      norm.running().get().follow(mean, variance.mul(count / (count - 1)));
    }
    return scaled(norm.affine(), moments.normalized(norm.epsilon()));
  }

  private static boolean predictsByRunning(ChannelNorm<?> norm) {
    return !Mode.isTraining() && norm.running().isPresent();
  }

  private static Tensor byRunning(ChannelNorm<?> norm, Running running, Tensor x) {
    var mean = running.runningMean().value();
    var scale = running.runningVar().value().add(norm.epsilon()).rsqrt();
    if (norm.affine().isPresent()) scale = norm.affine().get().weight().value().mul(scale);
    var shift = mean.mul(scale);
    shift = norm.affine().isPresent() ? norm.affine().get().bias().value().sub(shift) : shift.neg();
    return x.mul(byChannel(scale, x)).add(byChannel(shift, x));
  }

  private static Tensor scaled(Optional<Affine> affine, Tensor y) {
    if (affine.isEmpty()) return y;
    var weight = byChannel(affine.get().weight().value(), y);
    return y.mul(weight).add(byChannel(affine.get().bias().value(), y));
  }

  /// `p: [c]`, ready to stretch over `x: [n, c, …]`.
  static Tensor byChannel(Tensor p, Tensor x) {
    var dims = new int[x.shape().rank()];
    Arrays.fill(dims, 1);
    dims[1] = p.dim(0);
    return p.reshape(dims);
  }

  static void requireEpsilon(String name, double epsilon) {
    if (epsilon > 0) return;
    throw new IllegalArgumentException(
        "%s: epsilon is %s, and must be above 0".formatted(name, epsilon));
  }

  static void requireChannels(String name, int channels) {
    if (channels >= 1) return;
    throw new IllegalArgumentException(
        "%s: %d channels; there is at least one".formatted(name, channels));
  }

  /// @param layouts of `x` that the layer takes, with a place for its channels: `n, %d, h, w`
  static void requireInput(String name, ChannelNorm<?> norm, Tensor x, String... layouts) {
    for (var layout : layouts) {
      boolean fits = x.shape().rank() == layout.split(", ", -1).length;
      if (fits && x.dim(1) == norm.channels()) return;
    }
    var wanted = "[" + String.join("] or [", layouts).replace("%d", "" + norm.channels()) + "]";
    throw new ShapeException(
        "%s wants x: %s, got %s%s".formatted(name, wanted, x.type(), at(norm)));
  }

  private static void requireVariance(
      String name, ChannelNorm<?> norm, Tensor x, double count, String where) {
    if (count >= 2) return;
    throw new ShapeException(
        "%s: %s has fewer than two values %s, and so no variance; train on larger batches%s"
            .formatted(name, x.type(), where, at(norm)));
  }

  /// Where the layer is, if one of its leaves can tell.
  private static String at(ChannelNorm<?> norm) {
    Optional<Leaf> leaf = norm.affine().map(Affine::weight);
    return leaf.or(() -> norm.running().map(Running::runningMean))
        .map(l -> " (at " + l + ")")
        .orElse("");
  }
}
