package io.ranvier.data.mnist;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/// Where each operating system wants an application to keep what it can fetch again.
final class CacheFolder {
  private CacheFolder() {}

  static Path ofThisUser() {
    return of(
        System.getProperty("os.name"), System.getenv(), Path.of(System.getProperty("user.home")));
  }

  /// `ranvier/datasets` within the user's cache: `XDG_CACHE_HOME` or `~/.cache`, on macOS
  /// `~/Library/Caches`, on Windows `LOCALAPPDATA`.
  static Path of(String system, Map<String, String> environment, Path home) {
    String name = system.toLowerCase(Locale.ROOT);
    Path caches;
    if (name.startsWith("mac")) {
      caches = home.resolve("Library", "Caches");
    } else if (name.startsWith("windows")) {
      caches = named(environment, "LOCALAPPDATA", home.resolve("AppData", "Local"));
    } else {
      caches = named(environment, "XDG_CACHE_HOME", home.resolve(".cache"));
    }
    return caches.resolve("ranvier", "datasets");
  }

  /// A relative path there is to be ignored, says the XDG specification.
  private static Path named(Map<String, String> environment, String variable, Path otherwise) {
    Path path = Path.of(environment.getOrDefault(variable, ""));
    return path.isAbsolute() ? path : otherwise;
  }
}
