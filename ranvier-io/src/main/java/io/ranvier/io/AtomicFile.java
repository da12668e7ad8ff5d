package io.ranvier.io;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/// Replaces a file whole or not at all.
///
/// The new content goes into a file beside the old one, is forced to the disk, and then takes the
/// old one's name in one step. So whoever opens the name, at any moment and after any crash, finds
/// the old content or the new, never a part; a disk that fills up costs the new content alone.
///
/// For the order of these steps, and what is lost without each: T. S. Pillai et al., *All File
/// Systems Are Not Created Equal*, OSDI 2014.
public final class AtomicFile {
  private static final AtomicLong COUNT = new AtomicLong();

  private AtomicFile() {}

  /// What a file is to hold.
  @FunctionalInterface
  public interface Content {
    void writeTo(WritableByteChannel channel) throws IOException;
  }

  /// Makes `content` the content of `file`, whose folder must exist.
  ///
  /// @throws java.io.UncheckedIOException if that fails; `file` is then as it was
  public static void write(Path file, Content content) {
    var target = file.toAbsolutePath();
    var beside = target.resolveSibling(temporaryName(target));
    try {
      try {
        writeThrough(beside, content);
        Files.move(beside, target, ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(beside);
      }
    } catch (IOException e) {
      throw Reasons.cannot("write", file, e);
    }
    forceFolder(target.resolveSibling("."));
  }

  /// Makes `text` the content of `file`, in UTF-8.
  ///
  /// @throws java.io.UncheckedIOException if that fails; `file` is then as it was
  public static void write(Path file, String text) {
    write(file, channel -> writeFully(channel, text.getBytes(StandardCharsets.UTF_8)));
  }

  static void writeFully(WritableByteChannel channel, byte[] bytes) throws IOException {
    writeFully(channel, ByteBuffer.wrap(bytes));
  }

  static void writeFully(WritableByteChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) channel.write(bytes);
  }

  private static void writeThrough(Path file, Content content) throws IOException {
    try (var channel = FileChannel.open(file, WRITE, CREATE_NEW)) {
      content.writeTo(channel);
      channel.force(true);
    }
  }

  /// A name that no other thread or process takes: two writers of one file must not share it.
  private static String temporaryName(Path file) {
    return ".%s.%d-%d.tmp"
        .formatted(file.getFileName(), ProcessHandle.current().pid(), COUNT.incrementAndGet());
  }

  /// Makes the new name itself last. Where a folder cannot be opened as a file, as on Windows, the
  /// system does so by itself.
  private static void forceFolder(Path folder) {
    try (var channel = FileChannel.open(folder, READ)) {
      channel.force(true);
    } catch (IOException _) {
      // The content is in place and the old one gone: there is nothing to undo or to report.
    }
  }
}
