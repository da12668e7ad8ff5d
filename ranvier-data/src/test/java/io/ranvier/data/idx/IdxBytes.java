package io.ranvier.data.idx;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.zip.GZIPOutputStream;

/// Writes IDX by the letter of the format, for tests that read it.
public final class IdxBytes {
  private IdxBytes() {}

  public static byte[] of(int type, int[] dims, byte[] elements) {
    var bytes = ByteBuffer.allocate(4 + 4 * dims.length + elements.length);
    bytes.put((byte) 0).put((byte) 0).put((byte) type).put((byte) dims.length);
    for (int dim : dims) {
      bytes.putInt(dim);
    }
    return bytes.put(elements).array();
  }

  public static byte[] gzip(byte[] bytes) {
    var out = new ByteArrayOutputStream();
    try (var zipped = new GZIPOutputStream(out)) {
      zipped.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
