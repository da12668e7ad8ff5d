package io.ranvier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ranvier.io.SafeTensors;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The command from its arguments to its files.
class CommandTest {
  @TempDir static Path folder;

  private static Path data = Path.of("");
  private static Path run = Path.of("");
  private static Call training = new Call(0, "", "");

  @BeforeAll
  static void train() throws IOException {
    data = TinyData.write(folder.resolve("tiny"));
    run = folder.resolve("run");
    training = Call.train(data, "--epochs", 6, "--batch", 10, "--out", run, "--json");
  }

  @Test
  void aTrainingLearnsAndReports() {
    assertThat(training.code()).isZero();
    assertThat(training.err().lines()).hasSize(6).allMatch(line -> line.startsWith("epoch "));
    assertThat(training.out())
        .contains("test accuracy 100.00 %")
        .contains("class  precision    recall        F1  count")
        .contains("the run is in " + run);
    assertThat(training.out().lines()).allMatch(line -> line.length() <= 80 || line.contains("{"));
  }

  @Test
  void theLastLineIsJson() {
    assertThat(training.lastLine())
        .startsWith(
            "{\"model\":\"mlp\",\"data\":\"tiny\",\"epochs\":6,\"seed\":0,\"test_accuracy\":1.0,"
                + "\"test_loss\":")
        .containsSubsequence("items_per_s", "seconds", "peak_rss_mb")
        .endsWith(",\"out\":\"" + run + "\"}");
  }

  @Test
  void theRunsFolderHoldsEverything() throws IOException {
    try (Stream<Path> files = Files.list(run)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "checkpoint.safetensors",
              "confusion.svg",
              "curves.svg",
              "metrics.csv",
              "model.safetensors",
              "run.json");
    }
    assertThat(run.resolve("metrics.csv")).content().hasLineCount(7);
    assertThat(run.resolve("run.json"))
        .content()
        .contains("\"status\" : \"complete\"", "\"data_sha256\"", "\"java\"", "\"learning_rate\"");
    var weights = SafeTensors.read(run.resolve("model.safetensors"));
    assertThat(weights.tensors())
        .containsOnlyKeys("fc1.weight", "fc1.bias", "fc2.weight", "fc2.bias");
    assertThat(weights.metadata()).containsEntry("model", "mlp").containsEntry("seed", "0");
  }

  @Test
  void theSameSeedGivesTheSameBits() throws IOException {
    var again = folder.resolve("again");
    Call.train(data, "--epochs", 6, "--batch", 10, "--out", again, "--threads", 1);
    var other = folder.resolve("other");
    Call.train(data, "--epochs", 6, "--batch", 10, "--out", other, "--seed", 1);

    var weights = Files.readAllBytes(run.resolve("model.safetensors"));
    assertThat(Files.readAllBytes(again.resolve("model.safetensors"))).isEqualTo(weights);
    assertThat(Files.readAllBytes(other.resolve("model.safetensors"))).isNotEqualTo(weights);
  }

  @Test
  void aResumedTrainingEndsWhereOneThatNeverStoppedDoes() throws IOException {
    var stopped = folder.resolve("stopped");
    Call.train(data, "--epochs", 2, "--batch", 10, "--out", stopped);
    var resumed = Call.ranvier("train", "--resume", stopped, "--epochs", 6, "--json");

    assertThat(resumed.code()).isZero();
    assertThat(resumed.errorLines()).hasSize(4);
    assertThat(resumed.lastLine()).contains("\"epochs\":6");
    assertThat(Files.readAllBytes(stopped.resolve("model.safetensors")))
        .isEqualTo(Files.readAllBytes(run.resolve("model.safetensors")));
  }

  @Test
  void aFinishedTrainingIsResumedInVain() throws IOException {
    var finished = folder.resolve("finished");
    Call.train(data, "--epochs", 1, "--out", finished);
    var before = Files.readAllBytes(finished.resolve("model.safetensors"));
    var resumed = Call.ranvier("train", "mlp", "--resume", finished);

    assertThat(resumed.code()).isZero();
    assertThat(resumed.err()).isEmpty();
    assertThat(Files.readAllBytes(finished.resolve("model.safetensors"))).isEqualTo(before);
  }

  @Test
  void evaluateFindsWhatTrainingFound() {
    var byFolder = Call.ranvier("evaluate", run, "--json");
    var byFile = Call.ranvier("evaluate", run.resolve("model.safetensors"), "--data", data);

    assertThat(byFolder.code()).isZero();
    assertThat(byFolder.lastLine())
        .startsWith("{\"model\":\"mlp\",\"data\":\"tiny\",\"test_accuracy\":1.0,");
    assertThat(byFile.out().lines().toList())
        .hasSize(13)
        .contains(training.out().lines().toList().getFirst());
  }

  @Test
  void predictNamesWhatItSees() throws IOException {
    var three = TinyData.picture(folder.resolve("three.png"), 3);
    var seven = TinyData.picture(folder.resolve("seven.png"), 7);
    var call = Call.ranvier("predict", run, three, seven, "--json");

    assertThat(call.code()).isZero();
    assertThat(call.out().lines().toList().get(1)).startsWith(three + "  ").contains(" 3  ");
    assertThat(call.lastLine())
        .startsWith("[{\"file\":\"" + three + "\",\"label\":\"3\",\"probability\":0.")
        .contains("{\"file\":\"" + seven + "\",\"label\":\"7\",\"probability\":0.");
  }

  @Test
  void predictSeesTheOtherPicturesWhereOneIsBroken() throws IOException {
    var good = TinyData.picture(folder.resolve("good.png"), 5);
    var broken = Files.writeString(folder.resolve("broken.png"), "no picture");
    var call = Call.ranvier("predict", run, broken, good);

    assertThat(call.code()).isEqualTo(2);
    assertThat(call.errorLines()).singleElement().asString().contains(broken.toString());
    assertThat(call.out()).contains(good.toString());
  }

  @Test
  void summaryShowsLayers() {
    var call = Call.ranvier("summary", "LeNet5");

    assertThat(call.code()).isZero();
    assertThat(call.out()).contains("conv1", "fc3", "61,706", "416,520");
    assertThat(Call.ranvier("summary", "densenet121").out()).contains("7,978,856");
  }

  @Test
  void explainShowsThePlan() {
    for (var kind : new String[][] {{}, {"--train"}}) {
      var arguments = Stream.concat(Stream.of("explain", "mlp", "--batch", "2"), Stream.of(kind));
      var call = Call.ranvier(arguments.toArray());

      assertThat(call.code()).isZero();
      assertThat(call.out()).startsWith("plan for ").contains("f32[2, 10]");
      assertThat(call.err()).startsWith("measuring for about").hasLineCount(1);
    }
  }

  @Test
  void benchTimesAStep() {
    var call = Call.ranvier("bench", "lenet_b1", "infer", "--warmup", "0.1", "--profile", "--json");

    assertThat(call.code()).isZero();
    assertThat(call.out().lines()).anyMatch(line -> line.matches("kernel +count +ms +share.*"));
    assertThat(call.out().lines()).anyMatch(line -> line.matches("conv2d +2 .* % .*"));
    assertThat(call.lastLine())
        .startsWith("{\"system\":\"ranvier\",\"version\":\"")
        .containsSubsequence(
            "\"workload\":\"lenet_b1\"",
            "\"mode\":\"infer\"",
            "\"layout\"",
            "\"batch\":1,",
            "\"reps\"",
            "\"median_ms\"",
            "\"min_ms\"",
            "\"p90_ms\"",
            "\"items_per_s\"",
            "\"peak_rss_mb\"",
            "\"threads\"");
  }

  @Test
  void benchShowsThatMemoryStaysFlat() {
    var call = Call.ranvier("bench", "lenet_b1", "train", "--warmup", 0, "--steps", 20, "--memory");

    assertThat(call.code()).isZero();
    assertThat(call.out().lines().filter(line -> line.matches(" +\\d+ +\\d+ +\\d+\\.\\d")))
        .hasSize(10);
    assertThat(call.out()).contains("median of 20;");
  }

  @Test
  void augmentDrawsARowForEachAugmentation() throws IOException {
    var five = TinyData.picture(folder.resolve("five.png"), 5);
    var sheet = folder.resolve("sheet.png");
    var call = Call.ranvier("augment", five, "--out", sheet);

    assertThat(call.code()).isZero();
    var image = ImageIO.read(sheet.toFile());
    assertThat(image.getWidth()).isEqualTo(8 * 164 + 4);
    assertThat(image.getHeight()).isEqualTo(164 * call.out().lines().count() + 4);
    var bytes = Files.readAllBytes(sheet);
    Call.ranvier("augment", five, "--out", sheet);
    assertThat(Files.readAllBytes(sheet)).isEqualTo(bytes);
  }

  /// A description that cannot be formatted is complained of on the process's standard error.
  @Test
  void everyCommandExplainsItself() {
    var names =
        Call.ranvier()
            .out()
            .lines()
            .dropWhile(line -> !line.equals("Commands:"))
            .skip(1)
            .filter(line -> line.matches("  [a-z].*"))
            .map(line -> line.strip().split(" ", 2)[0])
            .toList();
    assertThat(names).contains("train", "train-text", "rates");
    var complaints = new ByteArrayOutputStream();
    var standard = System.err;
    System.setErr(new PrintStream(complaints, true, StandardCharsets.UTF_8));
    try {
      for (var name : names) {
        var call = Call.ranvier(name, "--help");
        assertThat(call.code()).as(name).isZero();
        assertThat(call.out()).as(name).startsWith("Usage: ranvier " + name);
        assertThat(call.err()).as(name).isEmpty();
      }
    } finally {
      System.setErr(standard);
    }
    assertThat(complaints.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  @Test
  void helpAndVersionAreThere() {
    assertThat(Call.ranvier().out()).contains("train", "evaluate", "predict", "summary", "explain");
    assertThat(Call.ranvier("train", "--help").out())
        .contains(
            "lenet5, mlp",
            "--resume=RUN",
            "sgd, momentum, nesterov",
            "(default: adam)",
            "(default: 0.5)");
    assertThat(Call.ranvier("--version").out()).startsWith("Ranvier ");
  }
}
