package io.ranvier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `train-text` and `generate`, from their arguments to their files.
class TextCommandsTest {
  private static final String LINE = "the cat sat. ";

  @TempDir static Path folder;

  private static Path text = Path.of("");
  private static Path run = Path.of("");
  private static Call training = new Call(0, "", "");

  @BeforeAll
  static void train() throws IOException {
    text = Files.writeString(folder.resolve("cat.txt"), LINE.repeat(200));
    run = folder.resolve("run");
    training = train(4, "--out", run, "--json");
  }

  private static Call train(int epochs, Object... more) {
    var all = new ArrayList<Object>(List.of("train-text", text, "--epochs", epochs));
    all.addAll(List.of("--cell", "gru", "--hidden", 24, "--layers", 1, "--dropout", 0));
    all.addAll(List.of("--batch", 4, "--steps", 10, "--lr", 0.02));
    all.addAll(List.of(more));
    return Call.ranvier(all.toArray());
  }

  @Test
  void aTrainingLearnsAndReports() {
    assertThat(training.code()).as(training.err()).isZero();
    assertThat(training.err().lines()).hasSize(4).allMatch(line -> line.endsWith("examples/s"));
    assertThat(training.out())
        .containsPattern("0\\.\\d{4} nats per character on the last 5 % of the text")
        .contains("the run is in " + run);
    assertThat(training.lastLine())
        .startsWith("{\"cell\":\"gru\",\"hidden\":\"24\"")
        .containsSubsequence("epochs", "test_loss", "items_per_s", "seconds", "peak_rss_mb");
    assertThat(run.resolve("metrics.csv")).content().hasLineCount(5);
    assertThat(run.resolve("curves.svg")).exists();
  }

  @Test
  void whatWasLearnedIsWritten() {
    var written =
        Call.ranvier("generate", run, "--prompt", "the c", "--length", 21, "--temperature", 0);

    assertThat(written.err()).isEmpty();
    assertThat(written.out().strip()).isEqualTo(LINE.repeat(2).strip());
  }

  @Test
  void theSeedChoosesTheText() {
    var first = Call.ranvier("generate", run, "--prompt", "t", "--temperature", 2, "--seed", 1);
    var again = Call.ranvier("generate", run, "--prompt", "t", "--temperature", 2, "--seed", 1);
    var other = Call.ranvier("generate", run, "--prompt", "t", "--temperature", 2, "--seed", 2);

    assertThat(again.out()).isEqualTo(first.out());
    assertThat(other.out()).isNotEqualTo(first.out());
  }

  @Test
  void aResumedTrainingEndsWhereOneThatNeverStoppedDoes() throws IOException {
    var stopped = folder.resolve("stopped");
    train(2, "--out", stopped);
    var resumed = Call.ranvier("train-text", "--resume", stopped, "--epochs", 4);

    assertThat(resumed.code()).as(resumed.err()).isZero();
    assertThat(resumed.errorLines()).hasSize(2);
    assertThat(Files.readAllBytes(stopped.resolve("model.safetensors")))
        .isEqualTo(Files.readAllBytes(run.resolve("model.safetensors")));
  }

  @Test
  void aTrainingStopsWhenItsTimeIsOver() {
    var brief = folder.resolve("brief");
    var stopped = train(1000, "--out", brief, "--minutes", 1e-5);

    assertThat(stopped.code()).isZero();
    assertThat(stopped.err()).contains("stopped; go on with: ranvier train-text --resume " + brief);
    assertThat(brief.resolve("checkpoint.safetensors")).exists();
  }

  @Test
  void anotherTextIsNotGoneOnWith() throws IOException {
    var other = Files.writeString(folder.resolve("dog.txt"), "a dog ".repeat(200));
    var refused = Call.ranvier("train-text", other, "--resume", run);

    assertThat(refused.code()).isEqualTo(2);
    assertThat(refused.err()).contains("dog.txt is not the text that the run began with");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          train-text                             | a text is needed: train-text FILE
          train-text nowhere                     | nowhere: no such file
          train-text nowhere --cell elman        | expected one of [tanh, relu, lstm, gru, mgu]
          train-text nowhere --hidden 0          | --hidden is 0, and must be positive
          train-text nowhere --dropout 1         | --dropout is 1.0, and must be in [0, 1)
          train-text nowhere --lr NaN            | --lr is NaN, and must be positive
          train-text nowhere --minutes 0         | --minutes is 0.0, and must be positive
          train-text nowhere --optimizer x       | expected one of [sgd, momentum, nesterov,
          train-text --resume run --hidden 9     | --hidden cannot go with --resume
          train-text --resume run --lr 1         | --lr cannot go with --resume
          generate                               | Missing required parameter: 'RUN'
          generate nowhere                       | nowhere: no such file
          generate nowhere --length 0            | --length is 0, and must be positive
          generate nowhere --temperature -1      | --temperature is -1.0, and must be 0 or more
          """)
  void wrongInputGetsOneLine(String arguments, String message) {
    var call = Call.ranvier((Object[]) arguments.split(" "));

    assertThat(call.code()).isEqualTo(2);
    assertThat(call.err()).contains(message);
    assertThat(call.errorLines()).hasSize(1);
  }

  @Test
  void aPromptInForeignCharactersIsRefused() {
    var call = Call.ranvier("generate", run, "--prompt", "Cat");

    assertThat(call.code()).isEqualTo(2);
    assertThat(call.err()).contains("the character 'C' is none of the 8 that the text has");
  }
}
