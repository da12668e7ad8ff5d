package io.ranvier.bench.part;

import static io.ranvier.nn.Reduction.MEAN;

import io.ranvier.nn.ClassOptions;
import io.ranvier.nn.CtcLoss;
import io.ranvier.nn.Losses;
import io.ranvier.nn.MarginLosses;
import io.ranvier.nn.MarginLosses.Triplet;
import io.ranvier.nn.RegionLosses;
import io.ranvier.tensor.Tensor;
import io.ranvier.type.DType;
import io.ranvier.type.Shape;
import io.ranvier.type.TensorType;
import java.util.List;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.stream.Stream;

/// Losses, with the mean over the batch. Nobody wants gradients of targets.
final class LossParts {
  private LossParts() {}

  static List<Part> of(Sizes s) {
    return Stream.of(classes(s), distances(s), margins(s), regions(s))
        .flatMap(List::stream)
        .toList();
  }

  private static List<Part> classes(Sizes s) {
    int n = s.rows();
    int classes = s.features();
    var labels = Input.labels(classes, n);
    var ratios = Input.uniform(n, classes);
    var smooth = ClassOptions.DEFAULT.smoothed(0.1);
    return List.of(
        loss("Losses.crossEntropy", "", Losses::crossEntropy, s.matrix(), labels),
        loss(
            "Losses.crossEntropy",
            "smoothed",
            (x, t) -> Losses.crossEntropy(x, t, smooth, MEAN),
            s.matrix(),
            labels),
        loss("Losses.nll", "", Losses::nll, s.matrix(), labels),
        loss(
            "Losses.binaryCrossEntropy",
            "",
            (p, t) -> Losses.binaryCrossEntropy(p, t),
            ratios,
            ratios.data()),
        loss(
            "Losses.binaryCrossEntropyWithLogits",
            "",
            (x, t) -> Losses.binaryCrossEntropyWithLogits(x, t),
            s.matrix(),
            ratios.data()),
        loss(
            "Losses.focal",
            "",
            (x, t) -> Losses.focal(x, t, 0.25, 2, MEAN),
            s.matrix(),
            ratios.data()),
        loss("Losses.kl", "", (x, t) -> Losses.kl(x, t, MEAN), s.matrix(), ratios.data()),
        loss(
            "Losses.klOfLogs",
            "",
            (x, t) -> Losses.klOfLogs(x, t, MEAN),
            s.matrix(),
            s.matrix().data()));
  }

  private static List<Part> distances(Sizes s) {
    var x = s.matrix();
    var t = s.matrix().data();
    var positive = Input.uniform(s.rows(), s.features());
    return List.of(
        loss("Losses.mse", "", (a, b) -> Losses.mse(a, b), x, t),
        loss("Losses.halfSquaredError", "", Losses::halfSquaredError, x, t),
        loss("Losses.l1", "", (a, b) -> Losses.l1(a, b), x, t),
        loss("Losses.smoothL1", "", (a, b) -> Losses.smoothL1(a, b, 1, MEAN), x, t),
        loss("Losses.huber", "", (a, b) -> Losses.huber(a, b, 1, MEAN), x, t),
        loss(
            "Losses.poissonNll",
            "",
            (a, b) -> Losses.poissonNll(a, b, false, MEAN),
            x,
            positive.data()),
        loss(
            "Losses.poissonNllOfRates",
            "",
            (a, b) -> Losses.poissonNllOfRates(a, b, false, MEAN),
            positive,
            positive.data()),
        Part.function(
            "Losses.gaussianNll",
            "",
            in -> Losses.gaussianNll(in.get(0), in.get(1), in.get(2), false, MEAN),
            List.of(x, t, positive)));
  }

  private static List<Part> margins(Sizes s) {
    var x = s.matrix();
    var signs = Input.signs(s.rows(), s.features());
    var bits = Input.uniform(s.rows(), s.features()).data();
    return List.of(
        loss("MarginLosses.hinge", "", (a, t) -> MarginLosses.hinge(a, t, MEAN), x, signs),
        loss(
            "MarginLosses.softMargin", "", (a, t) -> MarginLosses.softMargin(a, t, MEAN), x, signs),
        loss(
            "MarginLosses.hingeEmbedding",
            "",
            (a, t) -> MarginLosses.hingeEmbedding(a, t, 1, MEAN),
            x,
            signs),
        Part.function(
            "MarginLosses.marginRanking",
            "",
            in -> MarginLosses.marginRanking(in.get(0), in.get(1), in.get(2), 0.5, MEAN),
            List.of(x, x, signs)),
        loss(
            "MarginLosses.multiMargin",
            "",
            (a, t) -> MarginLosses.multiMargin(a, t),
            x,
            Input.labels(s.features(), s.rows())),
        loss(
            "MarginLosses.multiLabelSoftMargin",
            "",
            (a, t) -> MarginLosses.multiLabelSoftMargin(a, t, Optional.empty(), MEAN),
            x,
            bits),
        Part.function(
            "MarginLosses.cosineEmbedding",
            "",
            in -> MarginLosses.cosineEmbedding(in.get(0), in.get(1), in.get(2), 0, MEAN),
            List.of(x, x, Input.signs(s.rows()))),
        Part.function(
            "MarginLosses.triplet",
            "",
            in -> MarginLosses.triplet(in.get(0), in.get(1), in.get(2), Triplet.DEFAULT, MEAN),
            List.of(x, x, x)));
  }

  private static List<Part> regions(Sizes s) {
    var masks = Input.uniform(s.batch(), 1, 4 * s.side(), 4 * s.side());
    var boxes = Input.uniform(64 * s.rows(), 4);
    int classes = Math.max(s.features() / 16, 3);
    int labels = Math.max(s.steps() / 4, 1);
    return List.of(
        loss(
            "RegionLosses.dice",
            "",
            (p, t) -> RegionLosses.dice(p, t, 1, MEAN),
            masks,
            masks.data()),
        loss("RegionLosses.iou", "", (a, b) -> RegionLosses.iou(a, b, MEAN), boxes, boxes.data()),
        loss("RegionLosses.giou", "", (a, b) -> RegionLosses.giou(a, b, MEAN), boxes, boxes.data()),
        loss(
            "CtcLoss.of",
            labels + " labels",
            (p, t) -> new CtcLoss().of(p, t.add(1), all(p.dim(0), p), all(labels, p), MEAN),
            Input.normal(s.steps(), s.batch(), classes),
            Input.labels(classes - 1, s.batch(), labels)));
  }

  /// The same length for each example of `p: [time, n, classes]`.
  private static Tensor all(int length, Tensor p) {
    return Tensor.fill(length, new TensorType(DType.I32, Shape.of(p.dim(1))));
  }

  private static Part loss(
      String name, String options, BinaryOperator<Tensor> loss, Input x, Input target) {
    return Part.function(name, options, in -> loss.apply(in.get(0), in.get(1)), List.of(x, target));
  }
}
