package io.ranvier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The programs in `examples/` run as a reader would run them: from source, by the `java` command.
class ExamplesTest {

  @Test
  void theFirstExampleLearnsToRead() throws Exception {
    var output = run("TrainLeNet5.java");
    var accuracy = Pattern.compile("epoch 3: accuracy ([0-9.]+) %").matcher(output);
    assertThat(accuracy.find()).as(output).isTrue();
    assertThat(Double.parseDouble(accuracy.group(1))).isGreaterThan(90);
  }

  @Test
  void bothWaysLeadToOneGradient() throws Exception {
    assertThat(run("TwoWaysToAGradient.java"))
        .contains("apple", "715")
        .containsSubsequence("2.200000", "110.000000", "3.300000", "165.000000", "650.000000");
  }

  private static String run(String example) throws Exception {
    var source = Path.of("..", "examples", example);
    assertThat(Files.exists(source)).as("%s exists", source).isTrue();
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var process =
        new ProcessBuilder(
                java,
                "--add-modules",
                "jdk.incubator.vector",
                "-cp",
                System.getProperty("java.class.path"),
                source.toString())
            .redirectErrorStream(true)
            .start();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(output).isZero();
    return output;
  }
}
