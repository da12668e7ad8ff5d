package io.ranvier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A training that is killed, wherever it is, goes on as if nothing had happened.
class KilledTest {
  private static final int EPOCHS = 12;

  @TempDir Path folder;

  static Stream<Consumer<Process>> kills() {
    return Stream.of(Process::destroyForcibly, Process::destroy);
  }

  @ParameterizedTest
  @MethodSource("kills")
  void theResumedRunEndsInTheSameBits(Consumer<Process> kill) throws Exception {
    var data = TinyData.write(folder.resolve("tiny"));
    var straight = folder.resolve("straight");
    Call.train(data, "--epochs", EPOCHS, "--batch", 2, "--out", straight);

    var killed = folder.resolve("killed");
    var process = start(data, killed);
    var checkpoint = killed.resolve("checkpoint.safetensors");
    while (process.isAlive() && !Files.exists(checkpoint)) Thread.sleep(5);
    kill.accept(process);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    var resumed = Call.ranvier("train", "--resume", killed);

    assertThat(resumed.code()).isZero();
    assertThat(weights(killed)).isEqualTo(weights(straight));
  }

  @Test
  void aPoliteKillKeepsWhatTheEpochHasLearned() throws Exception {
    var data = TinyData.write(folder.resolve("tiny"));
    var run = folder.resolve("run");
    var process = start(data, run, "--epochs", "100000");
    while (process.isAlive() && !Files.exists(run.resolve("metrics.csv"))) Thread.sleep(5);
    process.destroy();

    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(run.resolve("run.json")).content().contains("\"status\" : \"stopped\"");
    assertThat(run.resolve("curves.svg")).exists();
  }

  private static Process start(Path data, Path run, String... more) throws IOException {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var command =
        Stream.of(
            List.of(java, "--add-modules", "jdk.incubator.vector"),
            List.of("--class-path", System.getProperty("java.class.path")),
            List.of(Main.class.getName(), "train", "mlp", "--data", data.toString()),
            List.of("--batch", "2", "--out", run.toString()),
            more.length == 0 ? List.of("--epochs", Integer.toString(EPOCHS)) : List.of(more));
    return new ProcessBuilder(command.flatMap(List::stream).toList())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static byte[] weights(Path run) throws IOException {
    return Files.readAllBytes(run.resolve("model.safetensors"));
  }
}
