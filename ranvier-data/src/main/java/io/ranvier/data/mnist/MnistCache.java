package io.ranvier.data.mnist;

import io.ranvier.data.hash.Sha256;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.util.List;

/// A folder of the user's that holds a published set, or will.
record MnistCache(Path folder, Downloader downloader) {

  /// Fetches what is missing, and what is not as published, from the first mirror that has it.
  ///
  /// @throws IOException if a file is neither there nor to be had
  void complete(List<Pin> pins, List<URI> mirrors) throws IOException {
    for (var pin : pins) {
      if (!isThere(pin)) {
        fetch(pin, mirrors);
      }
    }
  }

  private boolean isThere(Pin pin) throws IOException {
    var digest = Sha256.digest();
    try {
      Files.copy(
          folder.resolve(pin.name()),
          new DigestOutputStream(OutputStream.nullOutputStream(), digest));
    } catch (NoSuchFileException _) {
      return false;
    }
    return Sha256.hex(digest).equals(pin.sha256());
  }

  private void fetch(Pin pin, List<URI> mirrors) throws IOException {
    IOException failure = new IOException("no mirror is known");
    for (var mirror : mirrors) {
      try {
        downloader.fetch(mirror, pin, folder.resolve(pin.name()));
        return;
      } catch (IOException e) {
        failure = e;
      }
    }
    throw failure;
  }
}
