package io.ranvier.data.mnist;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/// The four files of a set, by the names they have had since 1998.
enum MnistFile {
  TRAIN_IMAGES("train-images-idx3-ubyte"),
  TRAIN_LABELS("train-labels-idx1-ubyte"),
  TEST_IMAGES("t10k-images-idx3-ubyte"),
  TEST_LABELS("t10k-labels-idx1-ubyte");

  private final String plainName;

  MnistFile(String plainName) {
    this.plainName = plainName;
  }

  String plainName() {
    return plainName;
  }

  String gzipName() {
    return plainName + ".gz";
  }

  /// The file in `folder`, gzipped or plain; of both the gzipped one, as it was published.
  Optional<Path> in(Path folder) {
    return Stream.of(gzipName(), plainName).map(folder::resolve).filter(Files::exists).findFirst();
  }
}
