package io.ranvier.cli;

import io.ranvier.io.FormatException;
import io.ranvier.io.Reasons;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/// The files of a run.
record RunFolder(Path path) {
  private static final DateTimeFormatter SECOND = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss");

  /// A folder below `runs` that does not exist yet.
  static RunFolder fresh(String model, String data) {
    var name =
        "%s-%s-%s".formatted(model, data, LocalDateTime.now(ZoneId.systemDefault()).format(SECOND));
    var path = Path.of("runs", name);
    for (int i = 2; Files.exists(path); i++) path = Path.of("runs", name + "-" + i);
    return new RunFolder(path);
  }

  /// Makes the folder.
  ///
  /// @throws FormatException if another run lives there: it would be lost
  /// @throws java.io.UncheckedIOException if the folder cannot be made
  void create() {
    if (Files.exists(checkpoint()) || Files.exists(weights())) {
      throw new FormatException(
          path, "holds a run already; go on with it by --resume, or name another folder");
    }
    try {
      Files.createDirectories(path);
    } catch (IOException e) {
      throw Reasons.cannot("make the folder", path, e);
    }
  }

  /// All that resuming needs.
  Path checkpoint() {
    return path.resolve("checkpoint.safetensors");
  }

  /// The weights alone, for everybody else.
  Path weights() {
    return path.resolve("model.safetensors");
  }

  Path record() {
    return path.resolve("run.json");
  }

  Path metrics() {
    return path.resolve("metrics.csv");
  }

  Path curves() {
    return path.resolve("curves.svg");
  }

  Path confusion() {
    return path.resolve("confusion.svg");
  }
}
