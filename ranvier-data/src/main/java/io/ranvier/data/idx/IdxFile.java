package io.ranvier.data.idx;

import io.ranvier.data.DataException;
import io.ranvier.data.file.DataFile;
import io.ranvier.data.hash.Sha256;
import io.ranvier.type.Shape;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/// An array as [MNIST](https://yann.lecun.org/exdb/mnist/) stores it: two zero bytes, the element
/// type, the rank, each extent as a big-endian int, then the elements, row-major. The file may be
/// gzipped; its first bytes tell.
///
/// A header is not believed: nothing is allocated on its word that the file's own size does not
/// bear out.
public final class IdxFile {
  private final IdxType type;
  private final Shape shape;
  private final byte[] elements;

  private IdxFile(IdxType type, Shape shape, byte[] elements) {
    this.type = type;
    this.shape = shape;
    this.elements = elements;
  }

  /// @throws DataException if the file is missing, unreadable, not IDX, corrupt, or longer or
  ///   shorter than its header says
  public static IdxFile read(Path file) {
    return DataFile.read(file, (in, atMost) -> parse(file, in, atMost));
  }

  private static IdxFile parse(Path file, InputStream in, long atMost) throws IOException {
    byte[] magic = exactly(in, 4);
    var type = type(file, magic);
    int rank = Byte.toUnsignedInt(magic[3]);
    if (rank == 0) {
      throw new DataException(
          "%s: has no dimensions: wants an IDX array of rank 1 or more".formatted(file));
    }
    var extents = ByteBuffer.wrap(exactly(in, 4 * rank));
    var dims = new int[rank];
    long bytes = type.bytes();
    for (int i = 0; i < rank; i++) {
      dims[i] = extents.getInt();
      if (dims[i] < 0) {
        throw tooLarge(file, "dimension %d is %d".formatted(i, Integer.toUnsignedLong(dims[i])));
      }
      if (Math.multiplyHigh(bytes, dims[i]) != 0 || bytes * dims[i] < 0) {
        throw tooLarge(file, "its dimensions make more than 2^63 bytes");
      }
      bytes *= dims[i];
    }
    if (bytes > atMost) {
      throw new DataException(
          "%s: cut short: its header promises %d bytes of data, more than it can hold: get it anew"
              .formatted(file, bytes));
    }
    if (bytes > Math.min(Integer.MAX_VALUE - 8L, Runtime.getRuntime().maxMemory() / 2)) {
      throw tooLarge(file, "%d bytes of data".formatted(bytes));
    }
    byte[] elements = exactly(in, (int) bytes);
    if (in.read() >= 0) {
      throw new DataException(
          "%s: longer than the %d bytes of data that its header promises: get the file anew"
              .formatted(file, bytes));
    }
    return new IdxFile(type, Shape.of(dims), elements);
  }

  private static IdxType type(Path file, byte[] magic) {
    if (magic[0] == 0 && magic[1] == 0) {
      for (var type : IdxType.values()) {
        if (type.code() == magic[2]) {
          return type;
        }
      }
    }
    throw new DataException(
        ("%s: not an IDX file: starts with %02x %02x %02x %02x, wants 00 00, a type (08, 09, 0b to"
                + " 0e) and a rank")
            .formatted(file, magic[0], magic[1], magic[2], magic[3]));
  }

  private static DataException tooLarge(Path file, String what) {
    return new DataException(
        "%s: too large to hold in memory (%s): is the file corrupt?".formatted(file, what));
  }

  /// Grows with what really comes.
  private static byte[] exactly(InputStream in, int count) throws IOException {
    byte[] bytes = in.readNBytes(count);
    if (bytes.length < count) {
      throw new EOFException("%d of %d bytes".formatted(bytes.length, count));
    }
    return bytes;
  }

  public IdxType type() {
    return type;
  }

  public Shape shape() {
    return shape;
  }

  /// The elements, row-major, big-endian. Shared, not copied: for a reader that takes the file
  /// over.
  public byte[] elements() {
    return elements;
  }

  /// SHA-256 of the file as it is unzipped.
  public byte[] sha256() {
    var header = ByteBuffer.allocate(4 + 4 * shape.rank());
    header.putInt(type.code() << 8 | shape.rank());
    for (int dim : shape.dims()) {
      header.putInt(dim);
    }
    var digest = Sha256.digest();
    digest.update(header.flip());
    return digest.digest(elements);
  }
}
