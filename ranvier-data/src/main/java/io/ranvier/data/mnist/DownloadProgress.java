package io.ranvier.data.mnist;

/// Told how a download gets on, several times a second, on a thread of the HTTP client.
@FunctionalInterface
public interface DownloadProgress {

  /// @param file its name without a folder
  /// @param received bytes so far
  /// @param total bytes in the end
  void received(String file, long received, long total);
}
