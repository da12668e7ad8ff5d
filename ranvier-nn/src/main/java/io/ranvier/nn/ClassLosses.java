package io.ranvier.nn;

import io.ranvier.tensor.Tensor;
import io.ranvier.type.DType;
import io.ranvier.type.Shape;
import io.ranvier.type.ShapeException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Losses of class scores, brought to rows: `[n, classes, d…]` to `[n · d…, classes]`, a target to
/// each.
final class ClassLosses {
  private final String name;
  private final Tensor scores;
  private final ClassOptions options;
  private final Reduction reduction;

  ClassLosses(String name, Tensor scores, ClassOptions options, Reduction reduction) {
    if (scores.shape().rank() < 1 || !scores.dtype().isFloating()) {
      throw new ShapeException(
          "%s wants scores [n, classes, …] or [classes], got %s".formatted(name, scores.type()));
    }
    this.name = name;
    this.scores = scores;
    this.options = options;
    this.reduction = reduction;
    options.weight().ifPresent(this::requireWeight);
  }

  private void requireWeight(Tensor weight) {
    if (weight.shape().equals(Shape.of(classes()))) return;
    throw new ShapeException(
        "%s wants one weight for each of %d classes, got %s"
            .formatted(name, classes(), weight.type()));
  }

  private int axis() {
    return scores.shape().rank() == 1 ? 0 : 1;
  }

  private int classes() {
    return scores.dim(axis());
  }

  private Shape targets() {
    return scores.shape().without(List.of(axis()));
  }

  /// With the classes last, one row for each target.
  private Tensor rows(Tensor x) {
    int rank = x.shape().rank();
    var order = new ArrayList<>(IntStream.range(0, rank).boxed().toList());
    order.addLast(order.remove(/* index */ axis()));
    return x.transpose(order.stream().mapToInt(i -> i).toArray()).reshape(-1, classes());
  }

  private Tensor weights(Tensor like) {
    return options
        .weight()
        .map(w -> w.cast(like.dtype()))
        .orElseGet(() -> Tensor.fill(1, like.type().withShape(Shape.of(classes()))));
  }

  /// Of logits; `target` is a label for each row, or a probability for each class.
  Tensor crossEntropy(Tensor target) {
    if (target.dtype().isFloating()) return ofProbabilities(target);
    var labels = new Labels(target);
    var x = rows(scores);
    var losses = labels.weigh(x.crossEntropy(labels.known));
    double smoothing = options.smoothing();
    if (smoothing == 0) return labels.reduced(losses);
    var spread = x.logSoftmax(1).mul(weights(x)).sum(1).neg().mul(labels.kept(x.dtype()));
    return labels.reduced(losses.mul(1 - smoothing).add(spread.mul(smoothing / classes())));
  }

  private Tensor ofProbabilities(Tensor target) {
    if (!target.shape().equals(scores.shape())) {
      throw new ShapeException(
          "%s: probabilities %s for scores %s differ in shape"
              .formatted(name, target.type(), scores.type()));
    }
    if (options.ignored().isPresent()) {
      throw new IllegalArgumentException(
          "%s: label %d cannot be ignored where targets are probabilities"
              .formatted(name, options.ignored().getAsInt()));
    }
    var p = rows(target).mul(1 - options.smoothing()).add(options.smoothing() / classes());
    var losses = p.mul(weights(scores)).mul(rows(scores).logSoftmax(1)).sum(1).neg();
    return reduction.of(losses.reshape(targets().dims()));
  }

  /// Of logarithms of probabilities.
  Tensor negativeLogLikelihood(Tensor target) {
    var labels = new Labels(target);
    return labels.reduced(labels.weigh(labels.chosen(rows(scores)).neg()));
  }

  /// Of scores: how far each other class is from staying below that of the label by a margin.
  Tensor multiMargin(Tensor target, double margin, int power) {
    var labels = new Labels(target);
    var x = rows(scores);
    var excess = x.sub(labels.chosen(x).unsqueeze(1)).add(margin).relu();
    var others = Tensor.fill(1, x.type()).sub(labels.hot(x.dtype()));
    var losses = (power == 1 ? excess : excess.square()).mul(others).sum(1).div(classes());
    return reduction.of(labels.weigh(losses).reshape(targets().dims()));
  }

  /// One label for each row.
  private final class Labels {
    /// Each in the classes.
    private final Tensor known;

    private final Tensor given;

    Labels(Tensor target) {
      if (!target.dtype().isInteger() || !target.shape().equals(targets())) {
        throw new ShapeException(
            "%s of %s wants labels i32%s, got %s"
                .formatted(name, scores.type(), targets(), target.type()));
      }
      given = target.cast(DType.I32).reshape(-1);
      known =
          options.ignored().isEmpty() ? given : mask().select(given, Tensor.fill(0, given.type()));
    }

    private Tensor mask() {
      return given.notEqual(Tensor.fill(options.ignored().orElseThrow(), given.type()));
    }

    /// One where the row counts.
    Tensor kept(DType dtype) {
      return options.ignored().isEmpty()
          ? Tensor.fill(1, given.type().withDType(dtype))
          : mask().cast(dtype);
    }

    Tensor hot(DType dtype) {
      // Looked up in the list of classes, where one that does not exist is found out.
      var found = Tensor.range(classes(), DType.I32).gather(0, known);
      return found.oneHot(classes(), dtype);
    }

    Tensor chosen(Tensor rows) {
      return hot(DType.BOOL).select(rows, Tensor.fill(0, rows.type())).sum(1);
    }

    private Tensor weights(DType dtype) {
      var all = options.weight().map(w -> w.cast(dtype).gather(0, known));
      return all.map(w -> w.mul(kept(dtype))).orElseGet(() -> kept(dtype));
    }

    Tensor weigh(Tensor losses) {
      boolean alike = options.weight().isEmpty() && options.ignored().isEmpty();
      return alike ? losses : losses.mul(weights(losses.dtype()));
    }

    Tensor reduced(Tensor losses) {
      boolean alike = options.weight().isEmpty() && options.ignored().isEmpty();
      if (reduction == Reduction.MEAN && !alike) {
        return Reduction.some(losses).sum().div(weights(losses.dtype()).sum());
      }
      return reduction.of(losses.reshape(targets().dims()));
    }
  }
}
