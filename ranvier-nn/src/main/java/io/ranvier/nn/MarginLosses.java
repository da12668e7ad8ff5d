package io.ranvier.nn;

import static io.ranvier.nn.Losses.requireIn;
import static io.ranvier.nn.Losses.requireSame;

import io.ranvier.tensor.Tensor;
import io.ranvier.type.ShapeException;
import java.util.List;
import java.util.Optional;

/// Losses that ask for a margin: right by enough costs nothing.
public final class MarginLosses {
  private MarginLosses() {}

  /// `max(0, 1 − target · prediction)` (Cortes and Vapnik, 1995, "Support-vector networks").
  ///
  /// @param target 1 or −1
  public static Tensor hinge(Tensor prediction, Tensor target, Reduction reduction) {
    requireSame("hinge", prediction, target);
    return reduction.of(target.mul(prediction).neg().add(1).relu());
  }

  /// `ln(1 + e^(−target · prediction))`, the hinge without its kink.
  ///
  /// @param target 1 or −1
  public static Tensor softMargin(Tensor prediction, Tensor target, Reduction reduction) {
    requireSame("softMargin", prediction, target);
    return reduction.of(target.mul(prediction).neg().softplus());
  }

  /// A distance that is to be small for targets 1 and at least a margin for targets −1: `distance`,
  /// or `max(0, margin − distance)`.
  public static Tensor hingeEmbedding(
      Tensor distance, Tensor target, double margin, Reduction reduction) {
    requireSame("hingeEmbedding", distance, target);
    requireFinite("hingeEmbedding", margin);
    var zero = Tensor.fill(0, distance.type());
    var near = target.equal(Tensor.fill(1, target.type())).select(distance, zero);
    var far = target.equal(Tensor.fill(-1, target.type()));
    return reduction.of(near.add(far.select(distance.neg().add(margin).relu(), zero)));
  }

  /// `max(0, −target · (first − second) + margin)`: which of two is to be the larger.
  ///
  /// @param target 1 for the first, −1 for the second
  public static Tensor marginRanking(
      Tensor first, Tensor second, Tensor target, double margin, Reduction reduction) {
    requireSame("marginRanking", first, second);
    requireSame("marginRanking", first, target);
    requireFinite("marginRanking", margin);
    return reduction.of(target.mul(second.sub(first)).add(margin).relu());
  }

  /// With power 1 and margin 1.
  public static Tensor multiMargin(Tensor scores, Tensor labels) {
    return multiMargin(scores, labels, Margin.ONE, Reduction.MEAN);
  }

  /// `weight[label] · Σ max(0, margin − scores[label] + scores[i])^power / classes` over the other
  /// classes (Crammer and Singer, 2001; Weston and Watkins, 1999).
  ///
  /// @param scores `[n, classes]` or `[classes]`
  /// @param labels integers `[n]`
  public static Tensor multiMargin(
      Tensor scores, Tensor labels, Margin margin, Reduction reduction) {
    var options = margin.weight().map(ClassOptions.DEFAULT::weighted).orElse(ClassOptions.DEFAULT);
    return new ClassLosses("multiMargin", scores, options, reduction)
        .multiMargin(labels, margin.size(), margin.power());
  }

  /// The margin of [#multiMargin].
  ///
  /// @param power 1 or 2
  /// @param weight `[classes]`
  public record Margin(double size, int power, Optional<Tensor> weight) {
    public static final Margin ONE = new Margin(1, 1, Optional.empty());

    public Margin {
      requireFinite("multiMargin", size);
      requireIn("multiMargin", "power", power, power == 1 || power == 2, "1 or 2");
    }

    public Margin size(double size) {
      return new Margin(size, power, weight);
    }

    public Margin power(int power) {
      return new Margin(size, power, weight);
    }

    public Margin weighted(Tensor weight) {
      return new Margin(size, power, Optional.of(weight));
    }
  }

  /// Many answers to one question: the mean over the classes of `−weight · (target · ln sigmoid(x)
  /// + (1 − target) · ln sigmoid(−x))`.
  ///
  /// @param logits `[n, classes]` or `[classes]`
  /// @param weight `[classes]`
  public static Tensor multiLabelSoftMargin(
      Tensor logits, Tensor target, Optional<Tensor> weight, Reduction reduction) {
    requireSame("multiLabelSoftMargin", logits, target);
    var weights = new BinaryWeights(weight, Optional.empty());
    weights.require("multiLabelSoftMargin", logits);
    return reduction.of(
        Losses.binaryCrossEntropyWithLogits(logits, target, weights, Reduction.NONE).mean(-1));
  }

  /// By the cosine between two vectors: `1 − cos` for targets 1, `max(0, cos − margin)` for −1.
  ///
  /// @param first `[n, d]`
  /// @param target `[n]`
  /// @param margin in `[−1, 1]`
  public static Tensor cosineEmbedding(
      Tensor first, Tensor second, Tensor target, double margin, Reduction reduction) {
    requireSame("cosineEmbedding", first, second);
    requireIn("cosineEmbedding", "margin", margin, margin >= -1 && margin <= 1, "in [-1, 1]");
    if (!target.shape().equals(first.shape().without(List.of(-1)))) {
      throw new ShapeException(
          "cosineEmbedding: target is %s for vectors %s, and must be one for each"
              .formatted(target.type(), first.type()));
    }
    var lengths = first.square().sum(-1).add(1e-12).mul(second.square().sum(-1).add(1e-12));
    var cosine = first.mul(second).sum(-1).mul(lengths.rsqrt());
    var zero = Tensor.fill(0, cosine.type());
    var near = target.equal(Tensor.fill(1, target.type()));
    var far = target.equal(Tensor.fill(-1, target.type()));
    var apart = far.select(cosine.sub(margin).relu(), zero);
    return reduction.of(near.select(cosine.neg().add(1), apart));
  }

  /// With margin 1 and Euclid's distance.
  public static Tensor triplet(Tensor anchor, Tensor positive, Tensor negative) {
    return triplet(anchor, positive, negative, Triplet.DEFAULT, Reduction.MEAN);
  }

  /// `max(0, d(anchor, positive) − d(anchor, negative) + margin)`, with `d(a, b) = (Σ |a − b +
  /// epsilon|^power)^(1 / power)` over the last axis (Schroff et al., 2015, "FaceNet"; with swap
  /// Balntas et al., 2016).
  public static Tensor triplet(
      Tensor anchor, Tensor positive, Tensor negative, Triplet options, Reduction reduction) {
    requireSame("triplet", anchor, positive);
    requireSame("triplet", anchor, negative);
    var near = options.distance(anchor, positive);
    var far = options.distance(anchor, negative);
    if (options.swap()) far = far.minimum(options.distance(positive, negative));
    return reduction.of(near.sub(far).add(options.margin()).relu());
  }

  /// How far apart three vectors are to be.
  ///
  /// @param margin above 0
  /// @param power of the distance, above 0
  /// @param epsilon keeps the root away from 0
  /// @param swap whether the negative is to be far from the positive too
  public record Triplet(double margin, double power, double epsilon, boolean swap) {
    public static final Triplet DEFAULT = new Triplet(1, 2, 1e-6, false);

    public Triplet {
      requireIn("triplet", "margin", margin, margin > 0, "above 0");
      requireIn("triplet", "power", power, power > 0, "above 0");
      requireIn("triplet", "epsilon", epsilon, epsilon >= 0, "at least 0");
    }

    public Triplet margin(double margin) {
      return new Triplet(margin, power, epsilon, swap);
    }

    public Triplet power(double power) {
      return new Triplet(margin, power, epsilon, swap);
    }

    public Triplet swapped() {
      return new Triplet(margin, power, epsilon, true);
    }

    private Tensor distance(Tensor a, Tensor b) {
      var d = a.sub(b).add(epsilon);
      if (power == 1) return d.abs().sum(-1);
      if (power == 2) return d.square().sum(-1).sqrt();
      return d.abs().pow(power).sum(-1).pow(1 / power);
    }
  }

  private static void requireFinite(String name, double margin) {
    requireIn(name, "margin", margin, Double.isFinite(margin), "finite");
  }
}
