package io.ranvier.cli;

import io.ranvier.cli.report.Console;
import io.ranvier.data.DataException;
import io.ranvier.data.Dataset;
import io.ranvier.data.Normalisation;
import io.ranvier.data.Partition;
import io.ranvier.data.cifar.Cifar10;
import io.ranvier.data.folder.PictureFolder;
import io.ranvier.data.folder.PictureForm;
import io.ranvier.data.mnist.Mnist;
import io.ranvier.data.mnist.MnistSet;
import io.ranvier.data.table.Delimited;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// Finds the data that `--data` asks for: a set by its name, a folder, or the file of a table.
final class DataSource {
  /// Part of the rows of a table on which a network is examined, and the seed by which they are
  /// drawn: networks of different seeds are examined on the same.
  private static final double TEST_SHARE = 0.2;

  private static final long TEST_SEED = 0;

  /// The sides of pictures in folders of classes: those of CIFAR-10.
  private static final int SIDE = 32;

  private DataSource() {}

  /// `data` in a form that means the same from any working directory.
  static String absolute(String data) {
    return isName(data) ? data : Path.of(data).toAbsolutePath().normalize().toString();
  }

  /// The data to learn from.
  ///
  /// @throws DataException if there is no such data, or it is not as it must be
  static Lessons read(String data, Console console) {
    return read(data, Optional.empty(), console);
  }

  /// @param learned how pictures were normalised that a network has learned from; nothing where
  ///   they are to be normalised by themselves
  /// @throws DataException if there is no such data, or it is not as it must be
  static Lessons read(String data, Optional<Normalisation> learned, Console console) {
    if (is(data, Files::isRegularFile)) return rows(Path.of(data));
    var pictures = pictures(data, console);
    return new Lessons.PictureSet(pictures, learned.orElse(pictures.normalisation()));
  }

  /// The last column holds the classes.
  private static Lessons rows(Path file) {
    var table = Delimited.detect(file).read(file).complete();
    var target = table.columns().getLast();
    var rows = table.classify(target.name());
    var partition = Partition.stratified(rows.target().toInts(), TEST_SHARE, TEST_SEED);
    return new Lessons.RowSet(
        String.valueOf(file.getFileName()).replaceFirst("[.].*", ""),
        target.categories().names(),
        TableForm.of(table, target.name()),
        rows.select(partition.train()),
        rows.select(partition.test()),
        rows.contentHash());
  }

  private static Dataset pictures(String data, Console console) {
    for (var set : MnistSet.values()) {
      if (set.id().equals(data)) return load(set, console);
    }
    if (is(data, Files::isDirectory)) {
      var folder = Path.of(data);
      if (Cifar10.isIn(folder)) return Cifar10.read(folder);
      return PictureFolder.isIn(folder)
          ? new PictureFolder(PictureForm.colour(SIDE, SIDE)).read(folder)
          : Mnist.read(folder);
    }
    throw new DataException(
        "--data %s: neither a folder, nor a file, nor a data set known by name (%s)"
            .formatted(
                data,
                Arrays.stream(MnistSet.values())
                    .map(MnistSet::id)
                    .collect(Collectors.joining(", "))));
  }

  private static boolean isName(String data) {
    return Arrays.stream(MnistSet.values()).anyMatch(set -> set.id().equals(data));
  }

  private static boolean is(String data, Predicate<Path> kind) {
    try {
      return kind.test(Path.of(data));
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
