package io.ranvier.data.file;

import io.ranvier.data.DataException;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/// A file that may be gzipped: its first bytes tell.
public final class DataFile {
  /// Deflate makes at most 1,032 bytes of one.
  private static final long DEFLATE_LIMIT = 1032;

  private static final int BUFFER = 1 << 16;
  private static final int GZIP_MAGIC = 0x1F8B;

  private DataFile() {}

  /// Makes something of the content of a file.
  @FunctionalInterface
  public interface Parser<T> {

    /// @param in the content, unzipped
    /// @param atMost how many bytes there can be of it
    T parse(InputStream in, long atMost) throws IOException;
  }

  /// What `parser` makes of the content.
  ///
  /// @throws DataException if the file is missing, unreadable, cut short or corrupt
  public static <T> T read(Path file, Parser<T> parser) {
    try (var in = new BufferedInputStream(Files.newInputStream(file), BUFFER)) {
      long size = Files.size(file);
      if (!isGzip(in)) return parser.parse(in, size);
      try (var unzipped = new GZIPInputStream(in, BUFFER)) {
        return parser.parse(unzipped, size * DEFLATE_LIMIT);
      }
    } catch (NoSuchFileException e) {
      throw new DataException("%s: no such file".formatted(file), e);
    } catch (EOFException e) {
      throw new DataException("%s: cut short: get the file anew".formatted(file), e);
    } catch (ZipException e) {
      throw new DataException(
          "%s: corrupt gzip (%s): get the file anew".formatted(file, e.getMessage()), e);
    } catch (IOException e) {
      throw new DataException("%s: cannot be read: %s".formatted(file, e), e);
    }
  }

  private static boolean isGzip(InputStream in) throws IOException {
    in.mark(2);
    boolean gzip = (in.read() << 8 | in.read()) == GZIP_MAGIC;
    in.reset();
    return gzip;
  }
}
