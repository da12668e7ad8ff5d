package io.ranvier.io;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/// Why a file could not be read or written, in words: the JDK often names the file alone.
public final class Reasons {
  private Reasons() {}

  /// The failure to do something with `file` as an exception whose message is one line, such as
  /// `cannot write runs/1/model.safetensors: No space left on device`.
  ///
  /// @param what what was tried, `"write"` or `"read"`
  public static UncheckedIOException cannot(String what, Path file, IOException cause) {
    return new UncheckedIOException("cannot %s %s: %s".formatted(what, file, of(cause)), cause);
  }

  /// Why `failure` happened, without the name of the file.
  public static String of(IOException failure) {
    return switch (failure) {
      case NoSuchFileException _ -> "no such file or folder";
      case AccessDeniedException _ -> "permission denied";
      case NotDirectoryException _ -> "not a folder";
      case FileAlreadyExistsException _ -> "a file of that name exists";
      case FileSystemException e when e.getReason() != null -> firstLine(e.getReason());
      default -> firstLine(String.valueOf(failure.getMessage()));
    };
  }

  private static String firstLine(String text) {
    return text.lines().findFirst().orElse("unknown reason");
  }
}
