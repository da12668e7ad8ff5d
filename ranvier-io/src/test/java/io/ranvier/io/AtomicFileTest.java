package io.ranvier.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
  @TempDir Path folder;

  @Test
  void theFileIsReplaced() throws IOException {
    var file = folder.resolve("a.txt");
    AtomicFile.write(file, "one");
    AtomicFile.write(file, "zwei é");

    assertThat(file).hasContent("zwei é");
    assertOnlyFile(file);
  }

  @Test
  void whatFailsHalfwayLeavesTheOldFileAndNothingElse() throws IOException {
    var file = folder.resolve("a.txt");
    AtomicFile.write(file, "old");

    assertThatThrownBy(
            () ->
                AtomicFile.write(
                    file,
                    channel -> {
                      AtomicFile.writeFully(channel, new byte[1000]);
                      throw new IOException("the cable is out");
                    }))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessage("cannot write " + file + ": the cable is out");
    assertThat(file).hasContent("old");
    assertOnlyFile(file);
  }

  @Test
  void aMistakeInTheContentLeavesTheOldFileToo() throws IOException {
    var file = folder.resolve("a.txt");
    AtomicFile.write(file, "old");

    assertThatThrownBy(
            () ->
                AtomicFile.write(
                    file,
                    _ -> {
                      throw new IllegalStateException("a bug");
                    }))
        .hasMessage("a bug");
    assertThat(file).hasContent("old");
    assertOnlyFile(file);
  }

  @Test
  void theReasonIsSaid() throws IOException {
    var absent = folder.resolve("absent").resolve("a.txt");
    assertThatThrownBy(() -> AtomicFile.write(absent, ""))
        .hasMessage("cannot write " + absent + ": no such file or folder");

    var taken = folder.resolve("taken");
    Files.createDirectories(taken.resolve("full"));
    assertThatThrownBy(() -> AtomicFile.write(taken, ""))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageStartingWith("cannot write " + taken + ": ");
    assertOnlyFile(taken);
  }

  @Test
  void manyWritersAtOnceLeaveOneWholeFile() throws IOException {
    var file = folder.resolve("a.txt");
    IntStream.range(0, 40)
        .parallel()
        .forEach(i -> AtomicFile.write(file, String.valueOf(i % 10).repeat(10_000)));

    var content = Files.readString(file);
    assertThat(content).isEqualTo(content.substring(0, 1).repeat(10_000));
    assertOnlyFile(file);
  }

  private void assertOnlyFile(Path file) throws IOException {
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }
}
