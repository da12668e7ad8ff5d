package io.ranvier.data.folder;

import io.ranvier.data.DataException;
import io.ranvier.data.Dataset;
import io.ranvier.data.Normalisation;
import io.ranvier.data.Partition;
import io.ranvier.data.Split;
import io.ranvier.data.hash.Sha256;
import io.ranvier.data.picture.Pictures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Pictures in folders named after their classes: `FOLDER/train/CLASS/*` and `FOLDER/test/CLASS/*`
/// (or `val`), or `FOLDER/CLASS/*`, of which some are set apart.
///
///     Dataset pets = new PictureFolder(PictureForm.colour(64, 64)).read(Path.of("pets"));
///
/// Labels are the classes' places in alphabetical order. Files whose names do not end as those of
/// pictures do are passed over, and hidden ones too.
///
/// @param form what pictures are brought to
/// @param testShare of each class, set apart where the folder does not say what to test on
/// @param seed by which they are drawn
public record PictureFolder(PictureForm form, double testShare, long seed) {
  private static final String TRAIN = "train";
  private static final List<String> TEST = List.of("test", "val", "valid", "validation");
  private static final List<String> ENDINGS =
      List.of(".jpg", ".jpeg", ".png", ".gif", ".bmp", ".pgm", ".ppm", ".pnm");

  public PictureFolder {
    if (!(testShare > 0 && testShare < 1)) {
      throw new IllegalArgumentException(
          "pictureFolder: testShare is %s, and must be in (0, 1)".formatted(testShare));
    }
  }

  /// A fifth of each class is set apart where need be.
  public PictureFolder(PictureForm form) {
    this(form, 0.2, 0);
  }

  /// A picture and its class.
  private record Labelled(Path file, int label) {}

  /// Whether `folder` holds folders of pictures.
  public static boolean isIn(Path folder) {
    if (!Files.isDirectory(folder)) return false;
    var train = folder.resolve(TRAIN);
    return folders(Files.isDirectory(train) ? train : folder).stream()
        .anyMatch(inside -> !pictures(inside).isEmpty());
  }

  /// @throws DataException if there are no pictures, one cannot be read, or a class of the test is
  ///   not among those of the training
  public Dataset read(Path folder) {
    var train = folder.resolve(TRAIN);
    boolean divided = Files.isDirectory(train);
    var classes = folders(divided ? train : folder).stream().map(PictureFolder::name).toList();
    var all = labelled(divided ? train : folder, classes);
    if (divided) return dataset(folder, classes, all, labelled(test(folder), classes));
    int[] labels = all.stream().mapToInt(Labelled::label).toArray();
    var partition = Partition.stratified(labels, testShare, seed);
    return dataset(
        folder,
        classes,
        IntStream.of(partition.train()).mapToObj(all::get).toList(),
        IntStream.of(partition.test()).mapToObj(all::get).toList());
  }

  private static Path test(Path folder) {
    Optional<Path> test = TEST.stream().map(folder::resolve).filter(Files::isDirectory).findFirst();
    return test.orElseThrow(
        () ->
            new DataException(
                "%s: holds 'train', but none of %s: wants one to test on".formatted(folder, TEST)));
  }

  private Dataset dataset(
      Path folder, List<String> classes, List<Labelled> train, List<Labelled> test) {
    var hash = Sha256.digest();
    var learned = split(train, classes.size());
    var tested = split(test, classes.size());
    for (var split : List.of(learned, tested)) {
      for (int i = 0; i < split.count(); i++) {
        hash.update(split.image(i));
        hash.update((byte) split.label(i));
      }
    }
    return new Dataset(
        name(folder.toAbsolutePath().normalize()),
        classes,
        learned,
        tested,
        Normalisation.of(learned),
        Sha256.hex(hash));
  }

  private Split split(List<Labelled> files, int classes) {
    int size = (int) form.shape().size();
    var images = new byte[Math.multiplyExact(files.size(), size)];
    var labels = new byte[files.size()];
    IntStream.range(0, files.size())
        .parallel()
        .forEach(
            i -> {
              var image = form.of(Pictures.read(files.get(i).file()));
              System.arraycopy(image, 0, images, i * size, size);
              labels[i] = (byte) files.get(i).label();
            });
    return new Split(form.shape(), images, labels, classes);
  }

  private static List<Labelled> labelled(Path folder, List<String> classes) {
    var pictures = new ArrayList<Labelled>();
    for (var inside : folders(folder)) {
      int label = classes.indexOf(name(inside));
      if (label < 0) {
        throw new DataException(
            "%s: nothing was learned of this class: wants one of %s".formatted(inside, classes));
      }
      for (var file : pictures(inside)) pictures.add(new Labelled(file, label));
    }
    if (pictures.isEmpty()) {
      throw new DataException(
          "%s: holds no folder of pictures (%s): wants one for each class"
              .formatted(folder, String.join(", ", ENDINGS)));
    }
    return pictures;
  }

  private static List<Path> folders(Path folder) {
    return inside(folder, Files::isDirectory);
  }

  private static List<Path> pictures(Path folder) {
    return inside(
        folder,
        file -> {
          var name = name(file).toLowerCase(Locale.ROOT);
          return ENDINGS.stream().anyMatch(name::endsWith) && Files.isRegularFile(file);
        });
  }

  /// What is in `folder` and wanted, by name.
  private static List<Path> inside(Path folder, Predicate<Path> wanted) {
    if (!Files.isDirectory(folder)) {
      throw new DataException(
          "%s: no such folder: wants one that holds a folder of pictures for each class"
              .formatted(folder));
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> !name(file).startsWith(".") && wanted.test(file))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new DataException("%s: cannot be listed: %s".formatted(folder, e), e);
    }
  }

  private static String name(Path path) {
    return String.valueOf(path.getFileName());
  }
}
