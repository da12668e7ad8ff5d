package io.ranvier.io;

import java.nio.file.Path;

/// A file cannot be what it should be. The message is one line: the file, then what is wrong with
/// it.
public final class FormatException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public FormatException(Path file, String reason) {
    super(file + ": " + reason);
  }
}
