package io.ranvier.cli.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ranvier.io.FormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScaleTimeTest {
  private static final ScaleTime OURS = new ScaleTime("ranvier", "batch", 8, "train", 8, 2, 2.5);

  @TempDir Path folder;

  @Test
  void whatIsWrittenIsReadAgain() throws IOException {
    var theirs = new ScaleTime("peer", "depth", 4, "infer", 16, 1, 10);
    assertThat(OURS.json())
        .isEqualTo(
            "{\"system\":\"ranvier\",\"axis\":\"batch\",\"value\":8,\"mode\":\"train\",\"batch\":8,"
                + "\"threads\":2,\"median_ms\":2.5,\"items_per_s\":3200.0}");
    var file = folder.resolve("times.jsonl");
    Files.writeString(file, OURS.json() + "\n\n" + theirs.json() + "\n");

    assertThat(ScaleTime.read(file)).containsExactly(OURS, theirs);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{}", "no JSON", "{\"system\":\"peer\",\"axis\":\"batch\",\"value\":1.5}"})
  void aLineThatIsNoTimeIsRefused(String line) throws IOException {
    var file = Files.writeString(folder.resolve("times.jsonl"), line);

    assertThatThrownBy(() -> ScaleTime.read(file))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("times.jsonl: no time of a step: " + line);
  }

  @Test
  void everySystemHasItsCurveInTheChartOfEachAxis() {
    var svg =
        ScaleChart.svg(
            List.of(
                OURS,
                new ScaleTime("ranvier", "batch", 16, "train", 16, 2, 5),
                new ScaleTime("peer", "batch", 8, "train", 8, 2, 4),
                new ScaleTime("peer", "side", 64, "train", 16, 2, 40)));

    // Text is drawn as outlines: what tells systems apart is their colour, and charts their place.
    assertThat(svg).contains("rgb(0,114,178)", "rgb(213,94,0)").doesNotContain("rgb(0,158,115)");
    assertThat(svg).contains("translate(360 0)").doesNotContain("translate(720 0)");
  }
}
