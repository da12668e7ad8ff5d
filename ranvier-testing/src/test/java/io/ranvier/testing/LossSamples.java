package io.ranvier.testing;

import static io.ranvier.nn.Reduction.BATCH_MEAN;
import static io.ranvier.nn.Reduction.MEAN;
import static io.ranvier.nn.Reduction.NONE;
import static io.ranvier.nn.Reduction.SUM;

import io.ranvier.nn.BinaryWeights;
import io.ranvier.nn.ClassOptions;
import io.ranvier.nn.CtcLoss;
import io.ranvier.nn.Losses;
import io.ranvier.nn.MarginLosses;
import io.ranvier.nn.MarginLosses.Margin;
import io.ranvier.nn.MarginLosses.Triplet;
import io.ranvier.nn.Parameter;
import io.ranvier.nn.Penalties;
import io.ranvier.nn.RegionLosses;
import io.ranvier.tensor.Tensor;
import io.ranvier.type.DType;
import io.ranvier.type.TensorType;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/// Every loss and penalty, with options that are not the defaults. A row is called as its function,
/// and what is special behind a comma.
final class LossSamples {
  private static final Input ANY = Input.uniform(-2, 2, 3, 4);
  private static final Input FAR = Input.uniform(3, 4, 3, 4);
  private static final Input SHARE = Input.uniform(0.1, 0.9, 3, 4);
  private static final Input SIGN = Input.signed(0.5, 1, 3, 4);
  private static final Input LABELS = Input.integers(DType.I32, 0, 4, 3);

  /// Of classes.
  private static final Input WEIGHT = Input.uniform(0.5, 1.5, 4);

  private LossSamples() {}

  static List<Sample> all() {
    return Stream.of(classes(), binary(), distances(), likelihoods(), margins(), regions())
        .flatMap(List::stream)
        .toList();
  }

  private static Sample loss(
      String name, Function<List<Tensor>, Tensor> function, Input... inputs) {
    return Sample.of(
        name,
        List.of(inputs),
        values -> List.of(function.apply(values.stream().map(Tensor::of).toList()).value()));
  }

  private static ClassOptions weighted(List<Tensor> in) {
    return ClassOptions.DEFAULT.weighted(in.get(2));
  }

  private static List<Sample> classes() {
    var pixels = Input.uniform(-2, 2, 2, 4, 3);
    var labels = Input.integers(DType.I32, 0, 4, 2, 3);
    var margin = Margin.ONE.power(2).size(0.5);
    return List.of(
        loss(
            "crossEntropy, of labels",
            in -> Losses.crossEntropy(in.get(0), in.get(1)),
            ANY,
            LABELS),
        loss(
            "crossEntropy, ignoring, smoothed",
            in ->
                Losses.crossEntropy(
                    in.get(0), in.get(1), weighted(in).ignoring(1).smoothed(0.2), MEAN),
            pixels,
            labels,
            WEIGHT),
        loss(
            "crossEntropy, of probabilities",
            in -> Losses.crossEntropy(in.get(0), in.get(1), weighted(in).smoothed(0.2), NONE),
            ANY,
            SHARE,
            WEIGHT),
        loss("nll", in -> Losses.nll(in.get(0), in.get(1)), ANY, LABELS),
        loss(
            "nll, ignoring",
            in -> Losses.nll(in.get(0), in.get(1), weighted(in).ignoring(0), MEAN),
            pixels,
            labels,
            WEIGHT),
        loss("multiMargin", in -> MarginLosses.multiMargin(in.get(0), in.get(1)), ANY, LABELS),
        loss(
            "multiMargin, squared",
            in -> MarginLosses.multiMargin(in.get(0), in.get(1), margin.weighted(in.get(2)), NONE),
            ANY,
            LABELS,
            WEIGHT),
        loss(
            "ctc",
            in -> new CtcLoss().of(in.get(0).logSoftmax(2), in.get(1), in.get(2), in.get(3), NONE),
            Input.any(5, 2, 4),
            Input.fixed(TensorType.of(DType.I32, 2, 2), 1, 3, 2, 2),
            Input.fixed(TensorType.of(DType.I32, 2), 4, 5),
            Input.fixed(TensorType.of(DType.I32, 2), 1, 2)));
  }

  private static List<Sample> binary() {
    return List.of(
        loss(
            "binaryCrossEntropy",
            in -> Losses.binaryCrossEntropy(in.get(0), in.get(1), Optional.of(in.get(2)), NONE),
            SHARE,
            SHARE,
            WEIGHT),
        loss(
            "binaryCrossEntropyWithLogits",
            in ->
                Losses.binaryCrossEntropyWithLogits(
                    in.get(0),
                    in.get(1),
                    BinaryWeights.NONE.element(in.get(2)).positive(in.get(3)),
                    NONE),
            ANY,
            SHARE,
            SHARE,
            WEIGHT),
        loss(
            "multiLabelSoftMargin",
            in ->
                MarginLosses.multiLabelSoftMargin(
                    in.get(0), in.get(1), Optional.of(in.get(2)), NONE),
            ANY,
            SHARE,
            WEIGHT),
        loss("focal", in -> Losses.focal(in.get(0), in.get(1), 0.3, 1.5, SUM), ANY, SHARE),
        loss("kl", in -> Losses.kl(in.get(0), in.get(1), BATCH_MEAN), ANY, SHARE),
        loss("klOfLogs", in -> Losses.klOfLogs(in.get(0), in.get(1), NONE), ANY, ANY));
  }

  private static List<Sample> distances() {
    return List.of(
        loss("mse", in -> Losses.mse(in.get(0), in.get(1)), ANY, ANY),
        loss("halfSquaredError", in -> Losses.halfSquaredError(in.get(0), in.get(1)), ANY, ANY),
        loss("l1", in -> Losses.l1(in.get(0), in.get(1), NONE), ANY, ANY),
        loss("smoothL1, near", in -> Losses.smoothL1(in.get(0), in.get(1), 5, NONE), ANY, ANY),
        loss("smoothL1, far", in -> Losses.smoothL1(in.get(0), in.get(1), 0.5, NONE), ANY, FAR),
        loss("huber, near", in -> Losses.huber(in.get(0), in.get(1), 5, NONE), ANY, ANY),
        loss("huber, far", in -> Losses.huber(in.get(0), in.get(1), 0.5, NONE), ANY, FAR));
  }

  private static List<Sample> likelihoods() {
    return List.of(
        loss("poissonNll", in -> Losses.poissonNll(in.get(0), in.get(1), true, NONE), ANY, FAR),
        loss(
            "poissonNllOfRates",
            in -> Losses.poissonNllOfRates(in.get(0), in.get(1), true, NONE),
            FAR,
            FAR),
        loss(
            "gaussianNll",
            in -> Losses.gaussianNll(in.get(0), in.get(1), in.get(2), true, NONE),
            ANY,
            ANY,
            WEIGHT),
        penalty("l1", p -> Penalties.l1(p, 0.3)),
        penalty("l2", p -> Penalties.l2(p, 0.3)),
        penalty("elasticNet", p -> Penalties.elasticNet(p, 0.3, 0.4)),
        penalty("maxNorm", p -> Penalties.maxNorm(p, 0.3, 1.5)));
  }

  private static Sample penalty(String name, Function<List<Parameter>, Tensor> function) {
    return loss(
        "penalty " + name,
        in -> {
          var parameter = new Parameter(Tensor.fill(0, in.getFirst().type()));
          parameter.assign(in.getFirst());
          return function.apply(List.of(parameter));
        },
        ANY);
  }

  private static List<Sample> margins() {
    var which = Input.fixed(TensorType.of(DType.I32, 3), 1, -1, -1);
    var each =
        Input.fixed(TensorType.of(DType.I32, 3, 4), 1, -1, 1, 1, -1, -1, 1, -1, 1, -1, -1, 1);
    var swapped = Triplet.DEFAULT.margin(5).power(3).swapped();
    return List.of(
        loss("hinge", in -> MarginLosses.hinge(in.get(0), in.get(1), NONE), ANY, SIGN),
        loss("softMargin", in -> MarginLosses.softMargin(in.get(0), in.get(1), NONE), ANY, SIGN),
        loss(
            "hingeEmbedding",
            in -> MarginLosses.hingeEmbedding(in.get(0), in.get(1), 0.5, NONE),
            SHARE,
            each),
        loss(
            "marginRanking",
            in -> MarginLosses.marginRanking(in.get(0), in.get(1), in.get(2), 0.5, NONE),
            ANY,
            ANY,
            SIGN),
        loss(
            "cosineEmbedding",
            in -> MarginLosses.cosineEmbedding(in.get(0), in.get(1), in.get(2), -0.9, NONE),
            ANY,
            ANY,
            which),
        loss("triplet", in -> MarginLosses.triplet(in.get(0), in.get(1), in.get(2)), ANY, ANY, FAR),
        loss(
            "triplet, swapped",
            in -> MarginLosses.triplet(in.get(0), in.get(1), in.get(2), swapped, NONE),
            ANY,
            ANY,
            FAR));
  }

  private static List<Sample> regions() {
    return List.of(
        loss("dice", in -> RegionLosses.dice(in.get(0), in.get(1), 0.5, NONE), SHARE, SHARE),
        loss("iou", in -> RegionLosses.iou(in.get(0), in.get(1), NONE), boxes(0), boxes(0.4)),
        loss("giou", in -> RegionLosses.giou(in.get(0), in.get(1), NONE), boxes(0), boxes(0.4)),
        loss(
            "giou, apart",
            in -> RegionLosses.giou(in.get(0), in.get(1), NONE),
            boxes(0),
            boxes(7)));
  }

  /// Three boxes, moved.
  private static Input boxes(double by) {
    double[] corners = {0, 0, 2, 3, -1, 1, 2, 2.5, 0.25, 0.5, 1.75, 4};
    for (int i = 0; i < corners.length; i++) corners[i] += by * (1 + i % 2);
    return Input.fixed(TensorType.of(DType.F32, 3, 4), corners);
  }
}
