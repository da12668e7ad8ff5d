package io.ranvier.io;

import io.ranvier.type.DType;
import io.ranvier.type.TensorType;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.SequencedMap;

/// Named tensors and a few words about them, as a file in the safetensors format holds them:
///
/// `header length (8 bytes, little-endian) · header (JSON) · the tensors' bytes, without holes`
///
/// The format is published with its reference implementation (huggingface/safetensors). Other
/// formats for weights can run code when they are opened; this one can not.
///
/// @param metadata text by key
/// @param tensors by name, in the order of the header
public record SafeTensors(Map<String, String> metadata, SequencedMap<String, Entry> tensors) {
  /// The format's own limit: a header that is longer is an attack.
  private static final long LONGEST_HEADER = 100_000_000;

  /// What is moved between memory and file in one call; a [ByteBuffer] could not hold much more.
  private static final long CHUNK = 1L << 30;

  public SafeTensors {
    metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    tensors = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(tensors));
    tensors.keySet().forEach(SafeTensors::requireName);
    metadata.forEach(
        (key, value) -> {
          requireUnicode(key);
          requireUnicode(value);
        });
  }

  /// One tensor.
  ///
  /// @param type element type and shape
  /// @param data the elements in row-major order, little-endian, without gaps
  public record Entry(TensorType type, MemorySegment data) {
    private static final ValueLayout.OfFloat FLOAT =
        ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    public Entry {
      if (data.byteSize() != type.byteSize()) {
        throw new IllegalArgumentException(
            "%s takes %d bytes, got %d".formatted(type, type.byteSize(), data.byteSize()));
      }
      data = data.asReadOnly();
    }

    /// A copy of `values` as `f32[dims]`.
    public static Entry of(float[] values, int... dims) {
      var data = Arena.ofAuto().allocate((long) values.length * Float.BYTES, Float.BYTES);
      for (int i = 0; i < values.length; i++) data.setAtIndex(FLOAT, i, values[i]);
      return new Entry(TensorType.of(DType.F32, dims), data);
    }

    /// The elements of an `f32` tensor.
    public float[] toFloats() {
      if (type.dtype() != DType.F32) {
        throw new IllegalStateException("cannot read %s as f32".formatted(type));
      }
      return data.toArray(FLOAT);
    }
  }

  /// The tensor called `name`.
  ///
  /// @throws NoSuchElementException if there is none
  public Entry tensor(String name) {
    var entry = tensors.get(name);
    if (entry == null) throw new NoSuchElementException("no tensor called " + Quote.name(name));
    return entry;
  }

  /// Reads the whole of `file`.
  ///
  /// @throws FormatException if it cannot be read, or breaks the format in any way; the message
  ///   says in which
  public static SafeTensors read(Path file) {
    if (Files.isDirectory(file)) throw new FormatException(file, "is a folder, not a file");
    try (var channel = FileChannel.open(file)) {
      return read(file, channel);
    } catch (NoSuchFileException _) {
      throw new FormatException(file, "no such file");
    } catch (EOFException _) {
      throw new FormatException(file, "the file became shorter while it was read");
    } catch (IOException e) {
      throw new FormatException(file, "cannot be read: " + Reasons.of(e));
    }
  }

  private static SafeTensors read(Path file, FileChannel channel) throws IOException {
    long size = channel.size();
    if (size < Long.BYTES) {
      throw new FormatException(
          file, "the file is cut short: %d bytes, less than a header's length".formatted(size));
    }
    var length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    readFully(channel, length);
    long headerSize = length.flip().getLong();
    if (headerSize < 0 || headerSize > LONGEST_HEADER) {
      throw new FormatException(
          file,
          "not a safetensors file: it asks for a header of %s bytes, at most %d are allowed"
              .formatted(Long.toUnsignedString(headerSize), LONGEST_HEADER));
    }
    if (headerSize > size - Long.BYTES) {
      throw new FormatException(
          file,
          "the file is cut short: a header of %d bytes in a file of %d"
              .formatted(headerSize, size));
    }
    var header = ByteBuffer.allocate((int) headerSize);
    readFully(channel, header);
    long dataSize = size - Long.BYTES - headerSize;
    return readData(file, channel, HeaderReader.read(file, header.flip(), dataSize));
  }

  private static SafeTensors readData(Path file, FileChannel channel, Header header)
      throws IOException {
    var data = Arena.ofAuto().allocate(header.dataSize(), 64);
    for (long at = 0; at < data.byteSize(); at += CHUNK) {
      readFully(channel, chunk(data, at));
    }
    var tensors = new LinkedHashMap<String, Entry>();
    header
        .slots()
        .forEach(
            (name, slot) -> {
              var bytes = data.asSlice(slot.begin(), slot.end() - slot.begin());
              if (slot.type().dtype() == DType.BOOL) requireTruthValues(file, name, bytes);
              tensors.put(name, new Entry(slot.type(), bytes));
            });
    return new SafeTensors(header.metadata(), tensors);
  }

  /// Replaces `file` by these tensors, whole or not at all; see [AtomicFile].
  ///
  /// @throws java.io.UncheckedIOException if that fails; `file` is then as it was
  public void write(Path file) {
    AtomicFile.write(file, this::writeTo);
  }

  void writeTo(WritableByteChannel channel) throws IOException {
    var types = new LinkedHashMap<String, TensorType>();
    tensors.forEach((name, entry) -> types.put(name, entry.type()));
    var header = Header.of(metadata, types);
    var json = header.toJson();
    var start = ByteBuffer.allocate(Long.BYTES + json.length).order(ByteOrder.LITTLE_ENDIAN);
    AtomicFile.writeFully(channel, start.putLong(json.length).put(json).flip());
    for (var name : header.slots().keySet()) {
      var data = tensor(name).data();
      for (long at = 0; at < data.byteSize(); at += CHUNK) {
        AtomicFile.writeFully(channel, chunk(data, at));
      }
    }
  }

  private static ByteBuffer chunk(MemorySegment data, long at) {
    return data.asSlice(at, Math.min(CHUNK, data.byteSize() - at)).asByteBuffer();
  }

  private static void readFully(FileChannel channel, ByteBuffer into) throws IOException {
    while (into.hasRemaining()) {
      if (channel.read(into) < 0) throw new EOFException();
    }
  }

  /// Kernels may count on a mask's bytes being 0 or 1.
  private static void requireTruthValues(Path file, String name, MemorySegment data) {
    for (long i = 0; i < data.byteSize(); i++) {
      byte value = data.get(ValueLayout.JAVA_BYTE, i);
      if (value != 0 && value != 1) {
        throw new FormatException(
            file,
            "tensor %s has %d among its truth values, which are 0 or 1"
                .formatted(Quote.name(name), value & 0xff));
      }
    }
  }

  private static void requireName(String name) {
    requireUnicode(name);
    if (name.equals(Header.METADATA)) {
      throw new IllegalArgumentException("a tensor cannot be called " + Header.METADATA);
    }
  }

  private static void requireUnicode(String text) {
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      throw new IllegalArgumentException("not Unicode: " + Quote.name(text));
    }
  }
}
