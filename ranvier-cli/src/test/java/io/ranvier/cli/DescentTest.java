package io.ranvier.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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
import org.junit.jupiter.params.provider.EnumSource;

/// Every optimiser and every schedule trains from the command, and a resumed run ends where one
/// that never stopped does.
class DescentTest {
  @TempDir static Path folder;

  private static Path data = Path.of("");

  @BeforeAll
  static void makeData() throws IOException {
    data = TinyData.write(folder.resolve("tiny"));
  }

  @ParameterizedTest
  @EnumSource
  void everyOptimiserTrainsAndIsResumed(Method method) throws IOException {
    var straight = train(method.toString(), 2, "--optimizer", method);
    assertThat(straight.resolve("run.json"))
        .content()
        .contains("\"optimizer\" : \"" + method + "\"")
        .contains("\"learning_rate\" : " + method.rule(rate(method)).learningRate());
    var losses = column(straight, 1);
    assertThat(losses.get(1)).isLessThan(losses.get(0));

    var halved = train(method + "-halved", 1, "--optimizer", method);
    resume(halved, 2);
    assertThat(weights(halved)).isEqualTo(weights(straight));
  }

  private static double rate(Method method) {
    return method == Method.ADAM ? 0.003 : method.learningRate();
  }

  /// Ten steps an epoch; what is kept is the rate of an epoch's last step.
  @ParameterizedTest
  @CsvSource({
    "DECAY, 0.1, 0.05",
    "CONSTANT, 0.1, 0.1",
    "LINEAR, 0.055, 0.005",
    "COSINE, 0.05782, 0.00062",
    "RESTARTS, 0.00245, 0.05782",
    "ONE_CYCLE, 0.08117, 0.0000004"
  })
  void everyScheduleIsHeededStepByStep(Pace pace, double first, double second) throws IOException {
    var rates = column(train(pace.toString(), 2, "--schedule", pace, "--lr", 0.1), 5);

    assertThat(rates.get(0)).isCloseTo(first, within(1e-5));
    assertThat(rates.get(1)).isCloseTo(second, within(1e-5));
  }

  @Test
  void aScheduleThatHasEndedStaysThere() throws IOException {
    var run = train("longer", 1, "--schedule", "linear", "--lr", 0.1);
    byte[] before = weights(run);
    resume(run, 2);

    assertThat(column(run, 5).get(0)).isCloseTo(0.01, within(1e-9));
    assertThat(column(run, 5).get(1)).isZero();
    assertThat(weights(run)).isEqualTo(before);
  }

  private static Path train(String name, int epochs, Object... more) {
    var run = folder.resolve(name);
    var arguments = new ArrayList<Object>(List.of("train", "softmax", "--data", data));
    arguments.addAll(List.of("--batch", 6, "--epochs", epochs, "--out", run));
    arguments.addAll(List.of(more));
    var call = Call.ranvier(arguments.toArray());
    assertThat(call.code()).as(call.err()).isZero();
    return run;
  }

  private static void resume(Path run, int epochs) {
    var call = Call.ranvier("train", "--resume", run, "--epochs", epochs);
    assertThat(call.code()).as(call.err()).isZero();
  }

  private static byte[] weights(Path run) throws IOException {
    return Files.readAllBytes(run.resolve("model.safetensors"));
  }

  private static List<Double> column(Path run, int number) throws IOException {
    return Files.readAllLines(run.resolve("metrics.csv")).stream()
        .skip(1)
        .map(line -> Double.valueOf(line.split(",", -1)[number]))
        .toList();
  }
}
