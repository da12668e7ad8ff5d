package io.ranvier.cli.report;

import io.ranvier.metric.ConfusionMatrix;
import io.ranvier.metric.Score;
import io.ranvier.train.Epoch;
import io.ranvier.train.Evaluation;
import java.util.List;
import java.util.Locale;

/// Scores as text.
public final class Reports {
  private Reports() {}

  /// `test accuracy 98.93 % (loss 0.0341) on 10,000 examples`, and a line for each class.
  public static String evaluation(Evaluation evaluation, List<String> classes) {
    var head =
        text(
            "test accuracy %s (loss %.4f) on %,d examples%n",
            percent(evaluation.score().accuracy()),
            evaluation.score().loss(),
            evaluation.examples());
    return head + evaluation.confusion().map(m -> "\n" + byClass(m, classes)).orElse("");
  }

  private static String byClass(ConfusionMatrix matrix, List<String> classes) {
    var table = new Table("class", "precision", "recall", "F1", "count");
    var scores = matrix.byClass();
    for (int c = 0; c < scores.size(); c++) {
      var score = scores.get(c);
      table.add(
          classes.get(c),
          percent(score.precision()),
          percent(score.recall()),
          percent(score.f1()),
          text("%,d", score.support()));
    }
    return table.toString();
  }

  /// One line about an epoch.
  ///
  /// @param of how many there will be
  public static String epoch(Epoch epoch, int of) {
    return text("epoch %d/%d  training %s", epoch.number(), of, score(epoch.training()))
        + epoch.test().map(score -> "  test " + score(score)).orElse("")
        + text("  %,.0f examples/s", epoch.examples() / epoch.seconds());
  }

  private static String score(Score score) {
    return text("%.4f %s", score.loss(), percent(score.accuracy()));
  }

  /// `98.93 %`
  public static String percent(double part) {
    return text("%.2f %%", 100 * part);
  }

  /// The epochs as comma-separated values.
  public static String csv(List<Epoch> epochs) {
    var text =
        new StringBuilder(
            "epoch,train_loss,train_accuracy,test_loss,test_accuracy,learning_rate,seconds,examples_per_s\n");
    for (var epoch : epochs) {
      text.append(epoch.number()).append(',').append(csv(epoch.training())).append(',');
      text.append(epoch.test().map(Reports::csv).orElse(",")).append(',');
      text.append(epoch.learningRate()).append(',').append(epoch.seconds()).append(',');
      text.append(epoch.examples() / epoch.seconds()).append('\n');
    }
    return text.toString();
  }

  private static String csv(Score score) {
    return score.loss() + "," + score.accuracy();
  }

  private static String text(String format, Object... arguments) {
    return String.format(Locale.ROOT, format, arguments);
  }
}
