package io.ranvier.data.mnist;

import io.ranvier.data.DataException;
import io.ranvier.data.Dataset;
import io.ranvier.data.digits.DrawnDigits;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// The way to MNIST, Fashion-MNIST and sets of the same format.
public final class Mnist {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final String DRAWN =
      ": using digits drawn on the spot; for the real ones, give the folder that holds them";

  private Mnist() {}

  /// A data set, and what its user should be told about where it came from.
  ///
  /// @param notice one line, if it is not what was asked for
  public record Loaded(Dataset dataset, Optional<String> notice) {}

  /// The set in `folder`: `train-images-idx3-ubyte`, `train-labels-idx1-ubyte` and the two that
  /// begin with `t10k`, plain or with `.gz`. What set it is, is told by the content, else by the
  /// folder's name; an unknown one is taken for ten classes named by their numbers.
  ///
  /// @throws DataException if a file is missing, corrupt or contradicts another
  public static Dataset read(Path folder) {
    return new MnistFolder(folder).read();
  }

  /// The set from the user's cache, after a download where it is not there yet. Without a network,
  /// digits are drawn in the place of MNIST, and the notice says so; for clothing there is no
  /// stand-in.
  ///
  /// @throws DataException if there is neither the set nor a stand-in for it
  public static Loaded load(MnistSet set, DownloadProgress progress) {
    var folder = CacheFolder.ofThisUser().resolve(set.id());
    return load(
        set,
        set.publication().mirrors(),
        new MnistCache(folder, new Downloader(PATIENCE, progress)));
  }

  static Loaded load(MnistSet set, List<URI> mirrors, MnistCache cache) {
    try {
      cache.complete(set.publication().pins(), mirrors);
      return new Loaded(read(cache.folder()), Optional.empty());
    } catch (IOException e) {
      String why = "%s could not be downloaded (%s)".formatted(set.id(), e.getMessage());
      return switch (set) {
        case MNIST -> new Loaded(DrawnDigits.dataset(), Optional.of(why + DRAWN));
        case FASHION_MNIST ->
            throw new DataException(
                "%s: put its four files into %s, or give the folder that holds them"
                    .formatted(why, cache.folder()),
                e);
      };
    }
  }
}
