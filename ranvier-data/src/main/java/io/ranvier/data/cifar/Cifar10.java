package io.ranvier.data.cifar;

import io.ranvier.data.DataException;
import io.ranvier.data.Dataset;
import io.ranvier.data.Normalisation;
import io.ranvier.data.Split;
import io.ranvier.data.file.DataFile;
import io.ranvier.data.hash.Sha256;
import io.ranvier.type.Shape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// CIFAR-10: colour pictures of 32 × 32 in ten classes (Krizhevsky, 2009, "Learning multiple layers
/// of features from tiny images"), in the binary version: for each picture its label, then 1,024
/// bytes each of red, green and blue.
public final class Cifar10 {
  private static final Shape PICTURE = Shape.of(3, 32, 32);
  private static final int PIXELS = (int) PICTURE.size();
  private static final Pattern TRAIN = Pattern.compile("data_batch.*\\.bin(\\.gz)?");
  private static final Pattern TEST = Pattern.compile("test_batch.*\\.bin(\\.gz)?");
  private static final String NAMES = "batches.meta.txt";

  private static final List<String> CLASSES =
      List.of(
          "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");

  private Cifar10() {}

  /// Whether `folder` holds such a set.
  public static boolean isIn(Path folder) {
    return Files.isDirectory(folder) && !files(folder, TRAIN).isEmpty();
  }

  /// The set in `folder`: the files that begin with `data_batch` and `test_batch` and end with
  /// `.bin`, plain or with `.gz`; and the names of the classes in `batches.meta.txt`, where it is
  /// there.
  ///
  /// @throws DataException if there are no such files, or they are corrupt
  public static Dataset read(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new DataException(
          "%s: no such folder: wants one that holds data_batch_1.bin and test_batch.bin"
              .formatted(folder));
    }
    var train = content(folder, TRAIN, "data_batch_1.bin");
    var test = content(folder, TEST, "test_batch.bin");
    var hash = Sha256.digest();
    hash.update(train);
    hash.update(test);
    var classes = classes(folder.resolve(NAMES));
    var learned = split(folder, train, classes.size());
    return new Dataset(
        "cifar10",
        classes,
        learned,
        split(folder, test, classes.size()),
        Normalisation.of(learned),
        Sha256.hex(hash));
  }

  private static List<String> classes(Path file) {
    if (!Files.exists(file)) return CLASSES;
    var names =
        DataFile.read(file, (in, _) -> new String(in.readAllBytes(), StandardCharsets.UTF_8));
    return names.lines().map(String::strip).filter(name -> !name.isEmpty()).toList();
  }

  /// The files whose names match, by their names; of both forms of one the gzipped.
  private static List<Path> files(Path folder, Pattern names) {
    try (var all = Files.list(folder)) {
      var byName = new TreeMap<String, Path>();
      all.filter(file -> names.matcher(name(file)).matches())
          .sorted()
          .forEach(file -> byName.put(name(file).replaceFirst("\\.gz$", ""), file));
      return List.copyOf(byName.values());
    } catch (IOException e) {
      throw new DataException("%s: cannot be listed: %s".formatted(folder, e), e);
    }
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }

  /// The records of all files whose names match.
  private static byte[] content(Path folder, Pattern names, String example) {
    var files = files(folder, names);
    if (files.isEmpty()) {
      throw new DataException("%s: holds neither %s nor %s.gz".formatted(folder, example, example));
    }
    var content = new ByteArrayOutputStream();
    for (var file : files) {
      byte[] records = DataFile.read(file, (in, _) -> in.readAllBytes());
      if (records.length % (PIXELS + 1) != 0) {
        throw new DataException(
            "%s: %d bytes: wants %d for each picture: get the file anew"
                .formatted(file, records.length, PIXELS + 1));
      }
      content.writeBytes(records);
    }
    return content.toByteArray();
  }

  private static Split split(Path folder, byte[] records, int classes) {
    int count = records.length / (PIXELS + 1);
    var images = new byte[count * PIXELS];
    var labels = new byte[count];
    for (int i = 0; i < count; i++) {
      labels[i] = records[i * (PIXELS + 1)];
      System.arraycopy(records, i * (PIXELS + 1) + 1, images, i * PIXELS, PIXELS);
    }
    try {
      return new Split(PICTURE, images, labels, classes);
    } catch (DataException e) {
      throw new DataException("%s: %s".formatted(folder, e.getMessage()), e);
    }
  }
}
