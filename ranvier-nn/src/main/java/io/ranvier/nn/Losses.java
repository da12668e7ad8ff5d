package io.ranvier.nn;

import static io.ranvier.nn.Reduction.MEAN;
import static io.ranvier.nn.Reduction.SUM;

import io.ranvier.tensor.Tensor;
import io.ranvier.type.ShapeException;
import java.util.Optional;

/// How wrong a prediction is. Without a [Reduction], the mean over all elements. Losses of margins
/// are in [MarginLosses], of regions of pictures in [RegionLosses], of sequences in [CtcLoss].
public final class Losses {
  private Losses() {}

  /// The mean of `−ln softmax(logits)[label]` over a batch.
  ///
  /// @param logits `[n, classes]`
  /// @param labels `i32[n]`, each in `[0, classes)`
  public static Tensor crossEntropy(Tensor logits, Tensor labels) {
    return crossEntropy(logits, labels, ClassOptions.DEFAULT, MEAN);
  }

  /// `−Σ weight · target · ln softmax(logits)` over the classes.
  ///
  /// @param logits `[n, classes, d…]` or `[classes]`
  /// @param target integers `[n, d…]`, the labels; or a probability for each class, of the shape of
  ///   `logits`
  public static Tensor crossEntropy(
      Tensor logits, Tensor target, ClassOptions options, Reduction reduction) {
    return new ClassLosses("crossEntropy", logits, options, reduction).crossEntropy(target);
  }

  /// The mean of `−logProbabilities[label]` over a batch: see [Tensor#logSoftmax].
  public static Tensor nll(Tensor logProbabilities, Tensor labels) {
    return nll(logProbabilities, labels, ClassOptions.DEFAULT, MEAN);
  }

  /// `−weight[label] · logProbabilities[label]`; nothing is smoothed.
  ///
  /// @param logProbabilities `[n, classes, d…]` or `[classes]`
  /// @param labels integers `[n, d…]`
  public static Tensor nll(
      Tensor logProbabilities, Tensor labels, ClassOptions options, Reduction reduction) {
    return new ClassLosses("nll", logProbabilities, options, reduction)
        .negativeLogLikelihood(labels);
  }

  public static Tensor binaryCrossEntropy(Tensor probability, Tensor target) {
    return binaryCrossEntropy(probability, target, Optional.empty(), MEAN);
  }

  /// `−weight · (target · ln p + (1 − target) · ln(1 − p))`, with logarithms of at least −100.
  /// Where a logarithm is cut off, its gradient is 0; [#binaryCrossEntropyWithLogits] has no such
  /// place.
  ///
  /// @param weight stretches to `probability`
  public static Tensor binaryCrossEntropy(
      Tensor probability, Tensor target, Optional<Tensor> weight, Reduction reduction) {
    requireSame("binaryCrossEntropy", probability, target);
    weight.ifPresent(w -> requireStretches("binaryCrossEntropy", "weight", w, probability));
    var yes = bounded(probability).mul(target);
    var no = bounded(complement(probability)).mul(complement(target));
    return reduction.of(weighed(yes.add(no).neg(), weight));
  }

  private static Tensor bounded(Tensor p) {
    var positive = p.greater(0);
    var log = positive.select(p, Tensor.fill(1, p.type())).log().maximum(-100);
    return positive.select(log, Tensor.fill(-100, p.type()));
  }

  private static Tensor complement(Tensor x) {
    return x.neg().add(1);
  }

  private static Tensor weighed(Tensor losses, Optional<Tensor> weight) {
    return weight.isPresent() ? losses.mul(weight.get()) : losses;
  }

  public static Tensor binaryCrossEntropyWithLogits(Tensor logits, Tensor target) {
    return binaryCrossEntropyWithLogits(logits, target, BinaryWeights.NONE, MEAN);
  }

  /// `−weight · (positive · target · ln sigmoid(x) + (1 − target) · ln sigmoid(−x))`
  public static Tensor binaryCrossEntropyWithLogits(
      Tensor logits, Tensor target, BinaryWeights weights, Reduction reduction) {
    requireSame("binaryCrossEntropyWithLogits", logits, target);
    weights.require("binaryCrossEntropyWithLogits", logits);
    var yes = weighed(logits.neg().softplus().mul(target), weights.positive());
    var no = logits.softplus().mul(complement(target));
    return reduction.of(weighed(yes.add(no), weights.element()));
  }

  /// Binary cross-entropy that counts what is predicted well by little: `−alphaₜ (1 − pₜ)^gamma ·
  /// ln pₜ`, with `pₜ` the probability of the target and `alphaₜ` either alpha or `1 − alpha` (Lin
  /// et al., 2017, "Focal loss for dense object detection").
  ///
  /// @param target 0 or 1
  /// @param alpha the weight of targets 1, in `[0, 1]`; the paper takes 0.25
  /// @param gamma at least 0; the paper takes 2
  public static Tensor focal(
      Tensor logits, Tensor target, double alpha, double gamma, Reduction reduction) {
    requireSame("focal", logits, target);
    requireIn("focal", "alpha", alpha, alpha >= 0 && alpha <= 1, "in [0, 1]");
    requireIn("focal", "gamma", gamma, gamma >= 0, "at least 0");
    var surprise = binaryCrossEntropyWithLogits(logits, target, BinaryWeights.NONE, Reduction.NONE);
    var wrong = logits.sigmoid().mul(complement(target)).add(logits.neg().sigmoid().mul(target));
    var share = target.mul(2 * alpha - 1).add(1 - alpha);
    return reduction.of(surprise.mul(wrong.pow(gamma)).mul(share));
  }

  /// The divergence of Kullback and Leibler (1951), `target · (ln target − prediction)`, with 0 for
  /// targets 0; its value over a batch is [Reduction#BATCH_MEAN].
  ///
  /// @param prediction logarithms of probabilities
  /// @param target probabilities
  public static Tensor kl(Tensor prediction, Tensor target, Reduction reduction) {
    requireSame("kl", prediction, target);
    var positive = target.greater(0);
    var log = positive.select(target, Tensor.fill(1, target.type())).log();
    return reduction.of(target.mul(log.sub(prediction)));
  }

  /// The same with logarithms of probabilities as target: `e^target · (target − prediction)`.
  public static Tensor klOfLogs(Tensor prediction, Tensor target, Reduction reduction) {
    requireSame("klOfLogs", prediction, target);
    return reduction.of(target.exp().mul(target.sub(prediction)));
  }

  /// The mean of `(prediction − target)²` over all elements of two tensors of one shape.
  public static Tensor mse(Tensor prediction, Tensor target) {
    return mse(prediction, target, MEAN);
  }

  public static Tensor mse(Tensor prediction, Tensor target, Reduction reduction) {
    requireSame("mse", prediction, target);
    return reduction.of(prediction.sub(target).square());
  }

  /// `½ Σ (prediction − target)²`, whose gradient is the difference itself.
  public static Tensor halfSquaredError(Tensor prediction, Tensor target) {
    requireSame("halfSquaredError", prediction, target);
    return SUM.of(prediction.sub(target).square().mul(0.5));
  }

  /// The mean of `|prediction − target|`.
  public static Tensor l1(Tensor prediction, Tensor target) {
    return l1(prediction, target, MEAN);
  }

  public static Tensor l1(Tensor prediction, Tensor target, Reduction reduction) {
    requireSame("l1", prediction, target);
    return reduction.of(prediction.sub(target).abs());
  }

  /// With `d = |prediction − target|`: `½ d² / beta` below beta, else `d − ½ beta` (Girshick, 2015,
  /// "Fast R-CNN").
  ///
  /// @param beta at least 0; with 0 this is [#l1]
  public static Tensor smoothL1(
      Tensor prediction, Tensor target, double beta, Reduction reduction) {
    requireSame("smoothL1", prediction, target);
    requireIn("smoothL1", "beta", beta, beta >= 0, "at least 0");
    if (beta == 0) return l1(prediction, target, reduction);
    return reduction.of(bowl(prediction.sub(target), beta).div(beta));
  }

  /// With `d = |prediction − target|`: `½ d²` below delta, else `delta · (d − ½ delta)` (Huber,
  /// 1964, "Robust estimation of a location parameter").
  ///
  /// @param delta above 0
  public static Tensor huber(Tensor prediction, Tensor target, double delta, Reduction reduction) {
    requireSame("huber", prediction, target);
    requireIn("huber", "delta", delta, delta > 0, "above 0");
    return reduction.of(bowl(prediction.sub(target), delta));
  }

  /// A parabola that goes on straight from where it is `edge` wide.
  private static Tensor bowl(Tensor difference, double edge) {
    var d = difference.abs();
    return d.less(edge).select(difference.square().mul(0.5), d.sub(0.5 * edge).mul(edge));
  }

  /// The negative logarithm of Poisson's distribution, `e^x − target · x` for `x = ln rate`.
  ///
  /// @param isFull adds Stirling's approximation of `ln target!` where the target is above 1: `t ln
  ///   t − t + ½ ln(2πt)`
  public static Tensor poissonNll(
      Tensor logRate, Tensor target, boolean isFull, Reduction reduction) {
    requireSame("poissonNll", logRate, target);
    var losses = logRate.exp().sub(target.mul(logRate));
    return reduction.of(isFull ? losses.add(stirling(target)) : losses);
  }

  /// The same of rates as they are: `rate − target · ln(rate + 1e-8)`.
  public static Tensor poissonNllOfRates(
      Tensor rate, Tensor target, boolean isFull, Reduction reduction) {
    requireSame("poissonNllOfRates", rate, target);
    var losses = rate.sub(target.mul(rate.add(1e-8).log()));
    return reduction.of(isFull ? losses.add(stirling(target)) : losses);
  }

  private static Tensor stirling(Tensor target) {
    var above = target.greater(1);
    var t = above.select(target, Tensor.fill(1, target.type()));
    var value = t.mul(t.log()).sub(t).add(t.mul(2 * Math.PI).log().mul(0.5));
    return above.select(value, Tensor.fill(0, target.type()));
  }

  /// The negative logarithm of the normal distribution, `½ (ln v + (prediction − target)² / v)`,
  /// with `v` the variance or 1e-6, whichever is larger (Nix and Weigend, 1994).
  ///
  /// @param variance stretches to `prediction`
  /// @param isFull adds the constant `½ ln 2π`
  public static Tensor gaussianNll(
      Tensor prediction, Tensor target, Tensor variance, boolean isFull, Reduction reduction) {
    requireSame("gaussianNll", prediction, target);
    requireStretches("gaussianNll", "variance", variance, prediction);
    // A variance that is cut off must still feel its gradient, or it would never come back.
    var v = variance.add(variance.maximum(1e-6).sub(variance).detach());
    var losses = v.log().add(prediction.sub(target).square().div(v)).mul(0.5);
    return reduction.of(isFull ? losses.add(0.5 * Math.log(2 * Math.PI)) : losses);
  }

  static void requireSame(String name, Tensor prediction, Tensor target) {
    if (prediction.shape().equals(target.shape())) return;
    throw new ShapeException(
        "%s: prediction %s and target %s differ in shape"
            .formatted(name, prediction.type(), target.type()));
  }

  static void requireStretches(String name, String argument, Tensor x, Tensor to) {
    if (x.shape().stretchesTo(to.shape())) return;
    throw new ShapeException(
        "%s: %s is %s, and must stretch to %s".formatted(name, argument, x.type(), to.shape()));
  }

  static void requireIn(String name, String argument, double value, boolean holds, String range) {
    if (holds) return;
    throw new IllegalArgumentException(
        "%s: %s is %s, and must be %s".formatted(name, argument, value, range));
  }
}
