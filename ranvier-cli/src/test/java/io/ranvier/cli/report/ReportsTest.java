package io.ranvier.cli.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ranvier.metric.ConfusionMatrix;
import io.ranvier.metric.Score;
import io.ranvier.metric.Tally;
import io.ranvier.train.Epoch;
import io.ranvier.train.Evaluation;
import io.ranvier.train.Listener;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class ReportsTest {
  private static final Epoch EPOCH =
      new Epoch(2, 600, new Score(0.25, 0.9), Optional.of(new Score(0.125, 0.95)), 0.01, 0.5);

  @Test
  void anEvaluationHasALineForEachClass() {
    var matrix = new ConfusionMatrix(2);
    matrix.add(new int[] {0, 0, 0, 1}, new int[] {0, 0, 1, 1});
    var evaluation = new Evaluation(4, new Score(0.5, 0.75), Optional.of(matrix));

    assertThat(Reports.evaluation(evaluation, List.of("cat", "elephant")))
        .isEqualToNormalizingNewlines(
            """
            test accuracy 75.00 % (loss 0.5000) on 4 examples

            class     precision    recall       F1  count
            cat        100.00 %   66.67 %  80.00 %      3
            elephant    50.00 %  100.00 %  66.67 %      1
            """);
  }

  @Test
  void anEpochIsALineOfAtMost80Columns() {
    assertThat(Reports.epoch(EPOCH, 5))
        .isEqualTo("epoch 2/5  training 0.2500 90.00 %  test 0.1250 95.00 %  1,200 examples/s")
        .hasSizeLessThanOrEqualTo(80);
  }

  @Test
  void metricsHaveAColumnForEachNumber() {
    var untested = new Epoch(3, 600, new Score(0.25, 0.9), Optional.empty(), 0.01, 0.5);

    assertThat(Reports.csv(List.of(EPOCH, untested)))
        .isEqualTo(
            """
            epoch,train_loss,train_accuracy,test_loss,test_accuracy,learning_rate,seconds,examples_per_s
            2,0.25,0.9,0.125,0.95,0.01,0.5,1200.0
            3,0.25,0.9,,,0.01,0.5,1200.0
            """);
  }

  @Test
  void aRowThatDoesNotFitItsTableIsRefused() {
    assertThatThrownBy(() -> new Table("a", "b").add("1")).hasMessage("1 cells for 2 columns");
  }

  @Test
  void jsonHasWhatItIsGiven() {
    var map = new LinkedHashMap<String, Object>();
    map.put("text", "a \"b\"\n");
    map.put("numbers", Arrays.asList(1, 2L, 0.5, Double.NaN, null, true));

    assertThat(Json.line(map))
        .isEqualTo("{\"text\":\"a \\\"b\\\"\\n\",\"numbers\":[1,2,0.5,null,null,true]}");
    assertThat(Json.lines(map).lines()).hasSizeGreaterThan(3);
  }

  @Test
  void onATerminalABarComesAndGoes() {
    var shown = show(OptionalInt.of(80));

    assertThat(shown).contains("\r").endsWith(Reports.epoch(EPOCH, 5) + System.lineSeparator());
    assertThat(shown.split("[\r\n]")).allMatch(line -> line.length() <= 80);
  }

  @Test
  void elsewhereAnEpochIsALine() {
    assertThat(show(OptionalInt.empty()))
        .isEqualTo(Reports.epoch(EPOCH, 5) + System.lineSeparator());
  }

  private static String show(OptionalInt columns) {
    var bytes = new ByteArrayOutputStream();
    var stream = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    try (var display = new Display(new Console(stream, stream, columns), 5, 600)) {
      display.stepDone(new Listener.Step(2, 1, new Tally(300, 150, 250), 0.5));
      display.epochDone(EPOCH);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
