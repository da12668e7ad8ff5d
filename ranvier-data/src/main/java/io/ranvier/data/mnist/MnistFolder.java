package io.ranvier.data.mnist;

import io.ranvier.data.DataException;
import io.ranvier.data.Dataset;
import io.ranvier.data.Normalisation;
import io.ranvier.data.Split;
import io.ranvier.data.hash.Sha256;
import io.ranvier.data.idx.IdxFile;
import io.ranvier.data.idx.IdxType;
import io.ranvier.type.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// Reads the four files of a folder as a data set.
final class MnistFolder {
  private static final int SIDE = 28;

  private final Path folder;

  MnistFolder(Path folder) {
    this.folder = folder;
  }

  Dataset read() {
    if (!Files.isDirectory(folder)) {
      throw new DataException(
          "%s: no such folder: wants one that holds %s and the other three files of MNIST's format"
              .formatted(folder, MnistFile.TRAIN_IMAGES.gzipName()));
    }
    // All four must be there before the first is read.
    var paths = Arrays.stream(MnistFile.values()).map(this::find).toList();
    var parts = paths.stream().map(Part::read).toList();
    String hash = Sha256.ofHashes(parts.stream().map(part -> part.content().sha256()).toList());
    var known = known(hash);
    var classes = known.orElse(MnistSet.MNIST).classes();
    var train = split(parts.get(0), parts.get(1), classes.size());
    var test = split(parts.get(2), parts.get(3), classes.size());
    var normalisation =
        known
            .filter(set -> set.publication().contentHash().equals(hash))
            .map(MnistSet::normalisation)
            .orElseGet(() -> Normalisation.of(train));
    return new Dataset(
        known.map(MnistSet::id).orElseGet(this::name), classes, train, test, normalisation, hash);
  }

  private Path find(MnistFile file) {
    return file.in(folder)
        .orElseThrow(
            () ->
                new DataException(
                    "%s: holds neither %s nor %s%s"
                        .formatted(folder, file.plainName(), file.gzipName(), hint())));
  }

  /// Names the folders within that would do.
  private String hint() {
    try (var inside = Files.list(folder)) {
      var better =
          inside
              .filter(path -> MnistFile.TRAIN_IMAGES.in(path).isPresent())
              .map(Path::toString)
              .sorted()
              .toList();
      return better.isEmpty()
          ? ": wants all four files of MNIST's format"
          : ": did you mean " + String.join(" or ", better) + "?";
    } catch (IOException _) {
      return ": and cannot be listed";
    }
  }

  /// By content, else by the folder's name.
  private Optional<MnistSet> known(String hash) {
    return Arrays.stream(MnistSet.values())
        .filter(set -> set.publication().contentHash().equals(hash))
        .findFirst()
        .or(
            () ->
                Arrays.stream(MnistSet.values())
                    .filter(set -> letters(set.id()).equals(letters(name())))
                    .findFirst());
  }

  /// `Fashion_MNIST` and `fashion-mnist` are one name.
  private static String letters(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
  }

  private String name() {
    Path name = folder.toAbsolutePath().normalize().getFileName();
    return name == null ? folder.toString() : name.toString();
  }

  private static Split split(Part images, Part labels, int classes) {
    images.require(3);
    labels.require(1);
    Shape shape = images.content().shape();
    if (shape.dim(1) != SIDE || shape.dim(2) != SIDE) {
      throw new DataException(
          "%s: pictures of %d x %d: wants 28 x 28"
              .formatted(images.path(), shape.dim(1), shape.dim(2)));
    }
    int count = labels.content().shape().dim(0);
    if (shape.dim(0) != count) {
      throw new DataException(
          "%s holds %d pictures, but %s holds %d labels: both must be of one set"
              .formatted(images.path(), shape.dim(0), labels.path(), count));
    }
    try {
      return new Split(
          Shape.of(1, SIDE, SIDE),
          images.content().elements(),
          labels.content().elements(),
          classes);
    } catch (DataException e) {
      throw new DataException("%s: %s".formatted(labels.path(), e.getMessage()), e);
    }
  }

  /// One of the four files.
  private record Part(Path path, IdxFile content) {

    static Part read(Path path) {
      return new Part(path, IdxFile.read(path));
    }

    void require(int rank) {
      if (content.type() != IdxType.UNSIGNED_BYTE || content.shape().rank() != rank) {
        throw new DataException(
            "%s: holds %s of shape %s: wants unsigned bytes of rank %d"
                .formatted(path, content.type(), content.shape(), rank));
      }
    }
  }
}
