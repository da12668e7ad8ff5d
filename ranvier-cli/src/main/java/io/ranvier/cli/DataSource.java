package io.ranvier.cli;

import io.ranvier.cli.report.Console;
import io.ranvier.data.DataException;
import io.ranvier.data.Dataset;
import io.ranvier.data.mnist.Mnist;
import io.ranvier.data.mnist.MnistSet;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;

/// Finds the data that `--data` asks for: a set by its name, or a folder.
final class DataSource {
  private DataSource() {}

  /// `data` in a form that means the same from any working directory.
  static String absolute(String data) {
    return isName(data) ? data : Path.of(data).toAbsolutePath().normalize().toString();
  }

  /// @throws DataException if there is no such data, or it is not as it must be
  static Dataset read(String data, Console console) {
    for (var set : MnistSet.values()) {
      if (set.id().equals(data)) return load(set, console);
    }
    if (isFolder(data)) return Mnist.read(Path.of(data));
    throw new DataException(
        "--data %s: neither a folder nor a data set known by name (%s)"
            .formatted(
                data,
                Arrays.stream(MnistSet.values())
                    .map(MnistSet::id)
                    .collect(Collectors.joining(", "))));
  }

  private static boolean isName(String data) {
    return Arrays.stream(MnistSet.values()).anyMatch(set -> set.id().equals(data));
  }

  private static boolean isFolder(String data) {
    try {
      return Files.isDirectory(Path.of(data));
    } catch (InvalidPathException _) {
      return false;
    }
  }

  private static Dataset load(MnistSet set, Console console) {
    var announced = new boolean[1];
    var loaded =
        Mnist.load(
            set,
            (file, _, total) -> {
              if (!announced[0]) console.err().println("downloading " + set.id() + " ...");
              announced[0] = true;
            });
    loaded.notice().ifPresent(console.err()::println);
    return loaded.dataset();
  }
}
