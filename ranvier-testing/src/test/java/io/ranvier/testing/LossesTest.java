package io.ranvier.testing;

import static io.ranvier.nn.Reduction.NONE;
import static io.ranvier.nn.Reduction.SUM;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ranvier.nn.BinaryWeights;
import io.ranvier.nn.ClassOptions;
import io.ranvier.nn.CtcLoss;
import io.ranvier.nn.Losses;
import io.ranvier.nn.MarginLosses;
import io.ranvier.nn.MarginLosses.Margin;
import io.ranvier.nn.MarginLosses.Triplet;
import io.ranvier.nn.Reduction;
import io.ranvier.nn.RegionLosses;
import io.ranvier.tensor.Tensor;
import io.ranvier.testing.TorchParity.Given;
import io.ranvier.type.DType;
import io.ranvier.type.Shape;
import io.ranvier.type.TensorType;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Losses: against PyTorch where it has them, else against the formulas of their papers.
final class LossesTest {
  private static final long SEED = 20_260_101;

  private interface Loss {
    Tensor of(Given given, Reduction reduction);
  }

  private interface Distance {
    Tensor of(Tensor prediction, Tensor target, Reduction reduction);
  }

  private static final Map<String, Loss> LOSSES =
      Map.ofEntries(
          entry("crossEntropy", classes(o -> o)),
          entry("crossEntropy smoothing", classes(o -> o.smoothed(0.1))),
          entry("crossEntropy pixels", classes(o -> o.smoothed(0.1))),
          entry("crossEntropy one", classes(o -> o)),
          entry("crossEntropy weight", weighted(o -> o)),
          entry(
              "crossEntropy weight ignore smoothing", weighted(o -> o.ignoring(-1).smoothed(0.2))),
          entry(
              "crossEntropy probabilities",
              (in, r) ->
                  Losses.crossEntropy(
                      in.get("x"),
                      in.get("target"),
                      ClassOptions.DEFAULT.weighted(in.get("weight")).smoothed(0.2),
                      r)),
          entry(
              "nll", (in, r) -> Losses.nll(in.get("x"), in.get("labels"), ClassOptions.DEFAULT, r)),
          entry(
              "nll weight ignore pixels",
              (in, r) ->
                  Losses.nll(
                      in.get("x"),
                      in.get("labels"),
                      ClassOptions.DEFAULT.weighted(in.get("weight")).ignoring(0),
                      r)),
          entry(
              "multiMargin",
              (in, r) -> MarginLosses.multiMargin(in.get("x"), in.get("labels"), Margin.ONE, r)),
          entry(
              "multiMargin power 2 margin 0.5 weight",
              (in, r) ->
                  MarginLosses.multiMargin(
                      in.get("x"),
                      in.get("labels"),
                      Margin.ONE.power(2).size(0.5).weighted(in.get("weight")),
                      r)),
          entry(
              "binaryCrossEntropy",
              pair((x, t, r) -> Losses.binaryCrossEntropy(x, t, Optional.empty(), r))),
          entry(
              "binaryCrossEntropy weight",
              (in, r) ->
                  Losses.binaryCrossEntropy(
                      in.get("x"), in.get("target"), Optional.of(in.get("weight")), r)),
          entry(
              "binaryCrossEntropyWithLogits",
              pair((x, t, r) -> Losses.binaryCrossEntropyWithLogits(x, t, BinaryWeights.NONE, r))),
          entry(
              "binaryCrossEntropyWithLogits weights",
              (in, r) ->
                  Losses.binaryCrossEntropyWithLogits(
                      in.get("x"),
                      in.get("target"),
                      BinaryWeights.NONE.element(in.get("weight")).positive(in.get("positive")),
                      r)),
          entry(
              "multiLabelSoftMargin",
              (in, r) ->
                  MarginLosses.multiLabelSoftMargin(
                      in.get("x"), in.get("target"), Optional.of(in.get("weight")), r)),
          entry("kl", pair(Losses::kl)),
          entry("klOfLogs", pair(Losses::klOfLogs)),
          entry("poissonNll", pair((x, t, r) -> Losses.poissonNll(x, t, false, r))),
          entry("poissonNll full", pair((x, t, r) -> Losses.poissonNll(x, t, true, r))),
          entry(
              "poissonNllOfRates full", pair((x, t, r) -> Losses.poissonNllOfRates(x, t, true, r))),
          entry("gaussianNll", gaussian(false)),
          entry("gaussianNll full one variance", gaussian(true)),
          entry("mse", pair(Losses::mse)),
          entry("l1", pair(Losses::l1)),
          entry("smoothL1 1", pair((x, t, r) -> Losses.smoothL1(x, t, 1, r))),
          entry("smoothL1 0.5", pair((x, t, r) -> Losses.smoothL1(x, t, 0.5, r))),
          entry("smoothL1 0", pair((x, t, r) -> Losses.smoothL1(x, t, 0, r))),
          entry("huber 1", pair((x, t, r) -> Losses.huber(x, t, 1, r))),
          entry("huber 0.5", pair((x, t, r) -> Losses.huber(x, t, 0.5, r))),
          entry("softMargin", pair(MarginLosses::softMargin)),
          entry("hingeEmbedding 1", pair((x, t, r) -> MarginLosses.hingeEmbedding(x, t, 1, r))),
          entry("hingeEmbedding 0.5", pair((x, t, r) -> MarginLosses.hingeEmbedding(x, t, 0.5, r))),
          entry("marginRanking 1", ranking(1)),
          entry("marginRanking 0.5", ranking(0.5)),
          entry("cosineEmbedding 0", cosine(0)),
          entry("cosineEmbedding 0.25", cosine(0.25)),
          entry("triplet", triplet(Triplet.DEFAULT)),
          entry(
              "triplet 0.5 power 3 swap", triplet(Triplet.DEFAULT.margin(0.5).power(3).swapped())),
          entry("triplet power 1", triplet(Triplet.DEFAULT.power(1))),
          entry("ctc", ctc(new CtcLoss())),
          entry("ctc blank 3", ctc(new CtcLoss(3, false))),
          entry("ctc impossible", ctc(new CtcLoss().zeroWhereImpossible())));

  private static Loss classes(UnaryOperator<ClassOptions> options) {
    return (in, r) ->
        Losses.crossEntropy(in.get("x"), in.get("labels"), options.apply(ClassOptions.DEFAULT), r);
  }

  private static Loss weighted(UnaryOperator<ClassOptions> options) {
    return (in, r) ->
        Losses.crossEntropy(
            in.get("x"),
            in.get("labels"),
            options.apply(ClassOptions.DEFAULT.weighted(in.get("weight"))),
            r);
  }

  private static Loss pair(Distance distance) {
    return (in, r) -> distance.of(in.get("x"), in.get("target"), r);
  }

  private static Loss gaussian(boolean isFull) {
    return (in, r) ->
        Losses.gaussianNll(in.get("x"), in.get("target"), in.get("variance"), isFull, r);
  }

  private static Loss ranking(double margin) {
    return (in, r) ->
        MarginLosses.marginRanking(in.get("x"), in.get("second"), in.get("target"), margin, r);
  }

  private static Loss cosine(double margin) {
    return (in, r) ->
        MarginLosses.cosineEmbedding(in.get("x"), in.get("second"), in.get("target"), margin, r);
  }

  private static Loss triplet(Triplet options) {
    return (in, r) ->
        MarginLosses.triplet(in.get("x"), in.get("positive"), in.get("negative"), options, r);
  }

  private static Loss ctc(CtcLoss ctc) {
    return (in, r) ->
        ctc.of(
            in.get("x").logSoftmax(2), in.get("targets"), in.get("inputs"), in.get("lengths"), r);
  }

  static List<TorchCase> cases() {
    return TorchCase.of("losses");
  }

  private static Tensor loss(TorchCase torch, Given given) {
    return switch (torch.name()) {
      case "kl zeros" -> Losses.kl(given.get("x"), given.get("target"), NONE);
      case "binaryCrossEntropy certain" ->
          Losses.binaryCrossEntropy(given.get("x"), given.get("target"), Optional.empty(), NONE);
      default -> {
        int space = torch.name().lastIndexOf(' ');
        var word = torch.name().substring(space + 1);
        var reduction =
            word.equals("batchmean")
                ? Reduction.BATCH_MEAN
                : Reduction.valueOf(word.toUpperCase(Locale.ROOT));
        var name = torch.name().substring(0, space);
        yield Objects.requireNonNull(LOSSES.get(name), name).of(given, reduction);
      }
    };
  }

  @ParameterizedTest
  @MethodSource("cases")
  void agreesWithTorch(TorchCase torch) throws Exception {
    TorchParity.check(torch, given -> List.of(loss(torch, given)));
  }

  @Test
  void everyLossHasACase() {
    var names = cases().stream().map(TorchCase::name).toList();
    for (var name : LOSSES.keySet()) {
      assertThat(names).anySatisfy(n -> assertThat(n).startsWith(name + " "));
    }
  }

  private static double[] uniform(int stream, int... dims) {
    return Tensor.uniform(Tensor.key(SEED, stream), TensorType.of(DType.F64, dims)).toDoubles();
  }

  @Test
  void focalIsItsFormula() {
    var x = uniform(1, 12);
    double[] t = {0, 1, 1, 0, 0, 1, 0, 1, 1, 1, 0, 0};
    for (int i = 0; i < 12; i++) x[i] = 8 * x[i] - 4;
    var shape = Shape.of(12);
    var losses = Losses.focal(Tensor.of(shape, x), Tensor.of(shape, t), 0.25, 2, NONE).toDoubles();
    for (int i = 0; i < 12; i++) {
      double p = 1 / (1 + Math.exp(-x[i]));
      double right = t[i] == 1 ? p : 1 - p;
      double alpha = t[i] == 1 ? 0.25 : 0.75;
      assertThat(losses[i])
          .isCloseTo(-alpha * (1 - right) * (1 - right) * Math.log(right), within(1e-12));
    }
  }

  @Test
  void diceIsItsFormula() {
    var p = uniform(2, 2, 3, 4);
    var t = uniform(3, 2, 3, 4);
    var shape = Shape.of(2, 3, 4);
    var losses = RegionLosses.dice(Tensor.of(shape, p), Tensor.of(shape, t), 1, NONE).toDoubles();
    for (int n = 0; n < 2; n++) {
      double both = 0;
      double squares = 0;
      for (int i = 12 * n; i < 12 * n + 12; i++) {
        both += p[i] * t[i];
        squares += p[i] * p[i] + t[i] * t[i];
      }
      assertThat(losses[n]).isCloseTo(1 - (2 * both + 1) / (squares + 1), within(1e-12));
    }
  }

  @Test
  void boxesOverlapAsTheirFormulasSay() {
    // A square of 4 and one of 4, which share 1: union 7, and a box of 9 around both.
    var a = Tensor.of(Shape.of(2, 4), 0d, 0, 2, 2, 0, 0, 1, 1);
    // The second pair is apart: union 2, and a box of 9.
    var b = Tensor.of(Shape.of(2, 4), 1d, 1, 3, 3, 2, 2, 3, 3);
    var iou = RegionLosses.iou(a, b, NONE).toDoubles();
    var giou = RegionLosses.giou(a, b, NONE).toDoubles();
    assertThat(iou[0]).isCloseTo(1 - 1.0 / 7, within(1e-6));
    assertThat(iou[1]).isEqualTo(1);
    assertThat(giou[0]).isCloseTo(1 - 1.0 / 7 + 2.0 / 9, within(1e-6));
    assertThat(giou[1]).isCloseTo(1 + 7.0 / 9, within(1e-6));
    assertThat(RegionLosses.giou(b, b, SUM).item()).isCloseTo(0, within(1e-5));
  }

  @Test
  void halfSquaredErrorAndHingeAreTheirFormulas() {
    var x = Tensor.of(Shape.of(3), 0.5, 2, -1);
    var t = Tensor.of(Shape.of(3), 1d, 1, -1);
    assertThat(Losses.halfSquaredError(x, t).item()).isCloseTo(0.625, within(1e-12));
    assertThat(Losses.halfSquaredError(x, t).gradient(x).toDoubles()).containsExactly(-0.5, 1, 0);
    assertThat(MarginLosses.hinge(x, t, NONE).toDoubles()).containsExactly(0.5, 0, 0);
  }

  @Test
  void gradientsAreFiniteWhereProbabilitiesAreCertain() {
    var x = Tensor.of(Shape.of(4), 0f, 1f, 0f, 1f);
    var target = Tensor.of(Shape.of(4), 0f, 0f, 1f, 1f);
    var dx = Losses.binaryCrossEntropy(x, target).gradient(x).toFloats();
    for (float value : dx) assertThat(value).isFinite();
    var logits = Tensor.of(Shape.of(4), -1e4f, 1e4f, -1e4f, 1e4f);
    var y = Losses.binaryCrossEntropyWithLogits(logits, target, BinaryWeights.NONE, NONE);
    assertThat(y.toFloats()).containsExactly(0, 1e4f, 1e4f, 0);
  }

  @Test
  void impossibleSequencesAreInfinitelyWrong() {
    var p = Tensor.zeros(2, 1, 3).logSoftmax(2);
    var three = Tensor.of(Shape.of(1, 3), 1, 2, 1);
    var loss =
        new CtcLoss().of(p, three, Tensor.of(Shape.of(1), 2), Tensor.of(Shape.of(1), 3), NONE);
    assertThat(loss.item()).isEqualTo(Double.POSITIVE_INFINITY);
  }
}
