package io.ranvier.train;

import io.ranvier.metric.ConfusionMatrix;
import io.ranvier.metric.Score;
import io.ranvier.metric.Tally;
import io.ranvier.nn.Layer;
import io.ranvier.nn.Mode;
import io.ranvier.tensor.Tensor;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How a model does on data that it is only tested on.
///
/// @param examples how many there were
/// @param confusion which class was taken for which, where the task is to tell classes
public record Evaluation(long examples, Score score, Optional<ConfusionMatrix> confusion) {

  /// Runs `model` over `batches` in inference mode. Larger batches than those of training are
  /// faster, and give the same predictions.
  public static <B> Evaluation of(Layer model, Task<B> task, Iterable<? extends B> batches) {
    var tally = Tally.NONE;
    @Nullable ConfusionMatrix confusion = null;
    for (B batch : batches) {
      var result = Mode.inference(() -> task.apply(model, batch));
      long hits = 0;
      if (result.classes().isEmpty()) {
        result.loss().eval();
      } else {
        var classes = result.classes().get();
        if (confusion == null) confusion = new ConfusionMatrix(classes.number());
        Tensor.eval(result.loss(), classes.predicted());
        hits = count(classes, confusion);
      }
      tally = tally.add(result.count(), result.loss().item(), hits);
    }
    return new Evaluation(tally.examples(), tally.score(), Optional.ofNullable(confusion));
  }

  private static long count(Task.Classes classes, ConfusionMatrix confusion) {
    var actual = classes.actual().toInts();
    var predicted = classes.predicted().toInts();
    confusion.add(actual, predicted);
    long hits = 0;
    for (int i = 0; i < actual.length; i++) if (actual[i] == predicted[i]) hits++;
    return hits;
  }
}
