package io.ranvier.testing;

import static io.ranvier.nn.Reduction.BATCH_MEAN;
import static io.ranvier.nn.Reduction.MEAN;
import static io.ranvier.nn.Reduction.NONE;

import io.ranvier.nn.BinaryWeights;
import io.ranvier.nn.ClassOptions;
import io.ranvier.nn.CtcLoss;
import io.ranvier.nn.Losses;
import io.ranvier.nn.MarginLosses;
import io.ranvier.nn.MarginLosses.Margin;
import io.ranvier.nn.MarginLosses.Triplet;
import io.ranvier.nn.Parameter;
import io.ranvier.nn.Penalties;
import io.ranvier.nn.Reduction;
import io.ranvier.nn.RegionLosses;
import io.ranvier.tensor.Tensor;
import io.ranvier.type.DType;
import io.ranvier.type.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Wrong arguments of losses and penalties.
final class LossMistakes {
  private static final Tensor X = Tensor.ones(2, 3);
  private static final Tensor THREE = Tensor.ones(3);
  private static final Tensor LABELS = Tensor.of(Shape.of(2), 0, 3);

  private LossMistakes() {}

  static List<Mistake> all() {
    return Stream.of(
            shapes(),
            classes(),
            numbers(),
            weights(),
            margins(),
            regions(),
            ctc(),
            empty(),
            penalties())
        .flatMap(List::stream)
        .toList();
  }

  private interface Pair {
    Tensor of(Tensor prediction, Tensor target, Reduction reduction);
  }

  private static final Map<String, Pair> PAIRS =
      Map.ofEntries(
          Map.entry("Losses.mse", Losses::mse),
          Map.entry("Losses.halfSquaredError", (x, t, _) -> Losses.halfSquaredError(x, t)),
          Map.entry("Losses.l1", Losses::l1),
          Map.entry("Losses.smoothL1", (x, t, r) -> Losses.smoothL1(x, t, 1, r)),
          Map.entry("Losses.huber", (x, t, r) -> Losses.huber(x, t, 1, r)),
          Map.entry("Losses.kl", Losses::kl),
          Map.entry("Losses.klOfLogs", Losses::klOfLogs),
          Map.entry("Losses.poissonNll", (x, t, r) -> Losses.poissonNll(x, t, true, r)),
          Map.entry(
              "Losses.poissonNllOfRates", (x, t, r) -> Losses.poissonNllOfRates(x, t, true, r)),
          Map.entry("Losses.gaussianNll", (x, t, r) -> Losses.gaussianNll(x, t, X, true, r)),
          Map.entry("Losses.focal", (x, t, r) -> Losses.focal(x, t, 0.25, 2, r)),
          Map.entry(
              "Losses.binaryCrossEntropy",
              (x, t, r) -> Losses.binaryCrossEntropy(x, t, Optional.empty(), r)),
          Map.entry(
              "Losses.binaryCrossEntropyWithLogits",
              (x, t, r) -> Losses.binaryCrossEntropyWithLogits(x, t, BinaryWeights.NONE, r)),
          Map.entry("MarginLosses.hinge", MarginLosses::hinge),
          Map.entry("MarginLosses.softMargin", MarginLosses::softMargin),
          Map.entry(
              "MarginLosses.hingeEmbedding", (x, t, r) -> MarginLosses.hingeEmbedding(x, t, 1, r)),
          Map.entry(
              "MarginLosses.marginRanking", (x, t, r) -> MarginLosses.marginRanking(x, x, t, 1, r)),
          Map.entry(
              "MarginLosses.multiLabelSoftMargin",
              (x, t, r) -> MarginLosses.multiLabelSoftMargin(x, t, Optional.empty(), r)),
          Map.entry(
              "MarginLosses.triplet",
              (x, t, r) -> MarginLosses.triplet(x, x, t, Triplet.DEFAULT, r)),
          Map.entry("RegionLosses.dice", (x, t, r) -> RegionLosses.dice(x, t, 1, r)),
          Map.entry("RegionLosses.iou", RegionLosses::iou),
          Map.entry("RegionLosses.giou", RegionLosses::giou));

  /// Of predictions and targets that differ.
  private static List<Mistake> shapes() {
    var mistakes = new ArrayList<Mistake>();
    PAIRS.forEach(
        (part, loss) ->
            mistakes.add(
                new Mistake(
                    part,
                    () -> loss.of(X, THREE, NONE),
                    "%s: prediction f32[2, 3] and target f32[3] differ in shape"
                        .formatted(part.substring(part.indexOf('.') + 1)))));
    return mistakes;
  }

  private static List<Mistake> classes() {
    return List.of(
        new Mistake(
            "Losses.crossEntropy",
            () -> Losses.crossEntropy(X, Tensor.of(Shape.of(3), 0, 1, 2)),
            "crossEntropy of f32[2, 3] wants labels i32[2], got i32[3]"),
        new Mistake(
            "Losses.crossEntropy",
            () -> Losses.crossEntropy(X, LABELS).item(),
            "cross entropy: label 3 of sample 1 is outside [0, 3)"),
        new Mistake(
            "Losses.crossEntropy",
            () -> ClassOptions.DEFAULT.smoothed(Double.NaN),
            "classOptions: smoothing is NaN, and must be in [0, 1]"),
        new Mistake(
            "Losses.crossEntropy",
            () -> Losses.crossEntropy(X, X, ClassOptions.DEFAULT.ignoring(7), MEAN),
            "crossEntropy: label 7 cannot be ignored where targets are probabilities"),
        new Mistake(
            "Losses.crossEntropy",
            () -> Losses.crossEntropy(X, THREE),
            "crossEntropy: probabilities f32[3] for scores f32[2, 3] differ in shape"),
        new Mistake(
            "Losses.nll",
            () -> Losses.nll(X, LABELS, ClassOptions.DEFAULT.weighted(Tensor.ones(2)), MEAN),
            "nll wants one weight for each of 3 classes, got f32[2]"),
        new Mistake(
            "Losses.nll", () -> Losses.nll(X, LABELS).item(), "gather: index 3 is outside [0, 3)"),
        new Mistake(
            "Losses.nll",
            () -> Losses.nll(X.cast(DType.I32), LABELS),
            "nll wants scores [n, classes, …] or [classes], got i32[2, 3]"),
        new Mistake(
            "MarginLosses.multiMargin",
            () -> Margin.ONE.power(3),
            "multiMargin: power is 3.0, and must be 1 or 2"),
        new Mistake(
            "MarginLosses.multiMargin",
            () -> Margin.ONE.size(Double.NaN),
            "multiMargin: margin is NaN, and must be finite"),
        new Mistake(
            "MarginLosses.multiMargin",
            () -> MarginLosses.multiMargin(X, THREE),
            "multiMargin of f32[2, 3] wants labels i32[2], got f32[3]"));
  }

  private static List<Mistake> numbers() {
    return List.of(
        new Mistake(
            "Losses.huber",
            () -> Losses.huber(X, X, 0, MEAN),
            "huber: delta is 0.0, and must be above 0"),
        new Mistake(
            "Losses.smoothL1",
            () -> Losses.smoothL1(X, X, -1, MEAN),
            "smoothL1: beta is -1.0, and must be at least 0"),
        new Mistake(
            "Losses.focal",
            () -> Losses.focal(X, X, 2, 2, MEAN),
            "focal: alpha is 2.0, and must be in [0, 1]"),
        new Mistake(
            "Losses.focal",
            () -> Losses.focal(X, X, 0.5, -1, MEAN),
            "focal: gamma is -1.0, and must be at least 0"));
  }

  private static List<Mistake> weights() {
    var other = Tensor.ones(5, 2, 3);
    var positive = BinaryWeights.NONE.positive(other);
    return List.of(
        new Mistake(
            "Losses.gaussianNll",
            () -> Losses.gaussianNll(X, X, other, false, MEAN),
            "gaussianNll: variance is f32[5, 2, 3], and must stretch to [2, 3]"),
        new Mistake(
            "Losses.binaryCrossEntropy",
            () -> Losses.binaryCrossEntropy(X, X, Optional.of(Tensor.ones(2)), MEAN),
            "binaryCrossEntropy: weight is f32[2], and must stretch to [2, 3]"),
        new Mistake(
            "Losses.binaryCrossEntropyWithLogits",
            () -> Losses.binaryCrossEntropyWithLogits(X, X, positive, MEAN),
            "binaryCrossEntropyWithLogits: the weight of targets 1 is f32[5, 2, 3], and must"
                + " stretch to [2, 3]"),
        new Mistake(
            "MarginLosses.multiLabelSoftMargin",
            () -> MarginLosses.multiLabelSoftMargin(X, X, Optional.of(other), MEAN),
            "multiLabelSoftMargin: the weight of elements is f32[5, 2, 3]"));
  }

  private static List<Mistake> margins() {
    return List.of(
        new Mistake(
            "MarginLosses.hingeEmbedding",
            () -> MarginLosses.hingeEmbedding(X, X, Double.NaN, MEAN),
            "hingeEmbedding: margin is NaN, and must be finite"),
        new Mistake(
            "MarginLosses.marginRanking",
            () -> MarginLosses.marginRanking(X, X, X, Double.POSITIVE_INFINITY, MEAN),
            "marginRanking: margin is Infinity, and must be finite"),
        new Mistake(
            "MarginLosses.cosineEmbedding",
            () -> MarginLosses.cosineEmbedding(X, X, Tensor.ones(2), 2, MEAN),
            "cosineEmbedding: margin is 2.0, and must be in [-1, 1]"),
        new Mistake(
            "MarginLosses.cosineEmbedding",
            () -> MarginLosses.cosineEmbedding(X, X, THREE, 0, MEAN),
            "cosineEmbedding: target is f32[3] for vectors f32[2, 3], and must be one for each"),
        new Mistake(
            "MarginLosses.triplet",
            () -> Triplet.DEFAULT.margin(0),
            "triplet: margin is 0.0, and must be above 0"),
        new Mistake(
            "MarginLosses.triplet",
            () -> Triplet.DEFAULT.power(Double.NaN),
            "triplet: power is NaN, and must be above 0"));
  }

  private static List<Mistake> regions() {
    return List.of(
        new Mistake(
            "RegionLosses.iou",
            () -> RegionLosses.iou(X, X, MEAN),
            "iou wants boxes [n, 4], got f32[2, 3]"),
        new Mistake(
            "RegionLosses.giou",
            () -> RegionLosses.giou(X, X, MEAN),
            "giou wants boxes [n, 4], got f32[2, 3]"),
        new Mistake(
            "RegionLosses.dice",
            () -> RegionLosses.dice(X, X, 0, MEAN),
            "dice: smooth is 0.0, and must be above 0"),
        new Mistake(
            "RegionLosses.dice",
            () -> RegionLosses.dice(Tensor.scalar(1), Tensor.scalar(1), 1, MEAN),
            "dice wants masks [n, …], got f32[]"));
  }

  private static List<Mistake> ctc() {
    var p = Tensor.zeros(4, 2, 3);
    var targets = Tensor.of(Shape.of(2, 1), 1, 2);
    var ones = Tensor.of(Shape.of(2), 1, 1);
    return List.of(
        new Mistake(
            "CtcLoss.of",
            () -> new CtcLoss(3, false).of(p, targets, ones, ones, MEAN),
            "ctc: the blank is 3, and must be in [0, 3)"),
        new Mistake(
            "CtcLoss.of",
            () -> new CtcLoss().of(X, targets, ones, ones, MEAN),
            "ctc wants probabilities [time, n, classes] and targets [n, s], got f32[2, 3] and"
                + " i32[2, 1]"),
        new Mistake(
            "CtcLoss.of",
            () -> new CtcLoss().of(p, targets, Tensor.of(Shape.of(1), 4), ones, MEAN),
            "ctc: inputLengths are i32[1], and must be i32[2], one for each example"),
        new Mistake(
            "CtcLoss.of",
            () -> new CtcLoss().of(p, targets, Tensor.of(Shape.of(2), 4, 5), ones, MEAN).item(),
            "gather: index 5 is outside [0, 5)"),
        new Mistake(
            "CtcLoss.of",
            () -> new CtcLoss().of(p, targets, ones, Tensor.of(Shape.of(2), 2, 1), MEAN).item(),
            "gather: index 2 is outside [0, 2)"));
  }

  /// Means over no examples.
  private static List<Mistake> empty() {
    var x = Tensor.zeros(0, 3);
    var labels = Tensor.zeros(0).cast(DType.I32);
    var weighted = ClassOptions.DEFAULT.weighted(THREE);
    return List.of(
        new Mistake(
            "Losses.mse",
            () -> Losses.mse(x, x),
            "a mean of losses f32[0, 3]; a batch must have at least one example"),
        new Mistake(
            "Losses.crossEntropy",
            () -> Losses.crossEntropy(x, labels),
            "a mean of losses f32[0]; a batch must have at least one example"),
        new Mistake(
            "Losses.nll",
            () -> Losses.nll(x, labels, weighted, MEAN),
            "a mean of losses f32[0]; a batch must have at least one example"),
        new Mistake(
            "Losses.kl",
            () -> Losses.kl(x, x, BATCH_MEAN),
            "a mean of losses f32[0, 3]; a batch must have at least one example"),
        new Mistake(
            "RegionLosses.dice",
            () -> RegionLosses.dice(x, x, 1, MEAN),
            "a mean of losses f32[0]; a batch must have at least one example"));
  }

  private static List<Mistake> penalties() {
    var all = List.of(new Parameter(Tensor.ones(2)));
    return List.of(
        new Mistake(
            "Penalties.l1",
            () -> Penalties.l1(all, -1),
            "l1: rate is -1.0, and must be at least 0"),
        new Mistake(
            "Penalties.l2",
            () -> Penalties.l2(all, Double.NaN),
            "l2: rate is NaN, and must be at least 0"),
        new Mistake("Penalties.l2", () -> Penalties.l2(List.of(), 1), "l2: no parameters"),
        new Mistake(
            "Penalties.elasticNet",
            () -> Penalties.elasticNet(all, 1, 2),
            "elasticNet: share is 2.0, and must be in [0, 1]"),
        new Mistake(
            "Penalties.maxNorm",
            () -> Penalties.maxNorm(all, 1, 0),
            "maxNorm: limit is 0.0, and must be above 0"));
  }
}
