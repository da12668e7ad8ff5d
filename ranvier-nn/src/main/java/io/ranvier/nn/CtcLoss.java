package io.ranvier.nn;

import io.ranvier.tensor.Tensor;
import io.ranvier.type.DType;
import io.ranvier.type.Shape;
import io.ranvier.type.ShapeException;

/// Connectionist temporal classification (Graves et al., 2006): how improbable a sequence of labels
/// is, given at each of more time steps the probability of each label or of a blank, when it does
/// not matter where in time the labels are. Labels that follow each other without a blank between
/// them are one.
///
/// The forward recursion over time, in logarithms, is part of the graph; so are its gradients.
///
/// @param blank the class that stands for nothing
/// @param isZeroWhereImpossible makes the loss of targets that do not fit their inputs 0 instead of
///   infinite
public record CtcLoss(int blank, boolean isZeroWhereImpossible) {
  /// Stands for −∞, but has finite differences.
  private static final double IMPOSSIBLE = -1e30;

  /// With blank 0.
  public CtcLoss() {
    this(0, false);
  }

  /// The same blank; infinite losses become 0.
  public CtcLoss zeroWhereImpossible() {
    return new CtcLoss(blank, true);
  }

  /// `−ln p(target)` of each example; in a mean, each is divided by the length of its target.
  ///
  /// @param logProbabilities `[time, n, classes]`: see [Tensor#logSoftmax]
  /// @param targets `i32[n, s]` without blanks
  /// @param inputLengths `i32[n]`, at most `time`
  /// @param targetLengths `i32[n]`, at most `s`
  public Tensor of(
      Tensor logProbabilities,
      Tensor targets,
      Tensor inputLengths,
      Tensor targetLengths,
      Reduction reduction) {
    var p = logProbabilities;
    if (p.shape().rank() != 3 || targets.shape().rank() != 2 || targets.dim(0) != p.dim(1)) {
      throw new ShapeException(
          "ctc wants probabilities [time, n, classes] and targets [n, s], got %s and %s"
              .formatted(p.type(), targets.type()));
    }
    if (blank < 0 || blank >= p.dim(2)) {
      throw new IllegalArgumentException(
          "ctc: the blank is %d, and must be in [0, %d)".formatted(blank, p.dim(2)));
    }
    int n = p.dim(1);
    var inputs = known("inputLengths", inputLengths, n, p.dim(0));
    var lengths = known("targetLengths", targetLengths, n, targets.dim(1));
    int states = 2 * targets.dim(1) + 1;
    // Blanks around each label; a label can be reached past a blank, unless it repeats the last.
    var blanks = Tensor.fill(blank, targets.type());
    var labels =
        blanks
            .unsqueeze(2)
            .concat(2, targets.unsqueeze(2))
            .reshape(n, states - 1)
            .pad(1, 0, 1, blank);
    var skips =
        labels
            .notEqual(Tensor.fill(blank, labels.type()))
            .and(labels.notEqual(labels.pad(1, 2, 0, blank).slice(1, 0, states)));
    var at = Tensor.range(states, DType.I32);
    var nothing = Tensor.fill(IMPOSSIBLE, p.type().withShape(labels.shape()));
    var emissions = emissions(p, labels);
    var alpha = at.less(2).broadcast(n, states).select(emitted(emissions, 0), nothing);
    for (int t = 1; t < p.dim(0); t++) {
      var one = moved(alpha, 1);
      var two = skips.select(moved(alpha, 2), nothing);
      var next = sumOfExponentials(alpha, one, two).add(emitted(emissions, t));
      var goesOn = inputs.greater(Tensor.fill(t, inputs.type())).reshape(n, 1);
      alpha = goesOn.select(next, alpha);
    }
    return reduced(alpha, at, lengths, reduction);
  }

  /// One length for each example, looked up in the list of those that there are, where one that is
  /// too large is found out.
  private static Tensor known(String argument, Tensor lengths, int n, int most) {
    if (!lengths.shape().equals(Shape.of(n)) || !lengths.dtype().isInteger()) {
      throw new ShapeException(
          "ctc: %s are %s, and must be i32[%d], one for each example"
              .formatted(argument, lengths.type(), n));
    }
    return Tensor.range(most + 1, DType.I32).gather(0, lengths);
  }

  /// The logarithm of the probability of each state's label: `[time, n, states]`.
  private static Tensor emissions(Tensor p, Tensor labels) {
    int rows = p.dim(0) * p.dim(1);
    var type = labels.type();
    // The labels looked up in the list of classes, where one that does not exist is found out.
    var known = Tensor.range(p.dim(2), type.dtype()).gather(0, labels);
    var row = Tensor.range(rows, type.dtype()).reshape(p.dim(0), p.dim(1), 1).mul(p.dim(2));
    return p.reshape(-1).gather(0, row.add(known)).maximum(IMPOSSIBLE);
  }

  private static Tensor emitted(Tensor emissions, int t) {
    return emissions.slice(0, t, 1).squeeze(0);
  }

  /// What was reached `by` states before.
  private static Tensor moved(Tensor alpha, int by) {
    return alpha.pad(1, by, 0, IMPOSSIBLE).slice(1, 0, alpha.dim(1));
  }

  private static Tensor sumOfExponentials(Tensor a, Tensor b, Tensor c) {
    var largest = a.maximum(b).maximum(c).detach();
    var sum = a.sub(largest).exp().add(b.sub(largest).exp()).add(c.sub(largest).exp()).log();
    return sum.add(largest);
  }

  private Tensor reduced(Tensor alpha, Tensor at, Tensor targetLengths, Reduction reduction) {
    int n = alpha.dim(0);
    var last = targetLengths.mul(2).reshape(n, 1);
    var ends = at.equal(last).or(at.equal(last.sub(1)));
    var nothing = Tensor.fill(IMPOSSIBLE, alpha.type());
    var reached = ends.select(alpha, nothing);
    var largest = reached.keepMax(1).detach();
    var losses = reached.sub(largest).exp().sum(1).log().add(largest.reshape(n)).neg();
    var possible = losses.less(-IMPOSSIBLE / 2);
    double otherwise = isZeroWhereImpossible ? 0 : Double.POSITIVE_INFINITY;
    losses = possible.select(losses, Tensor.fill(otherwise, losses.type()));
    if (reduction != Reduction.MEAN) return reduction.of(losses);
    return reduction.of(losses.div(targetLengths.maximum(1).cast(losses.dtype())));
  }
}
