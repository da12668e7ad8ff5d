package io.ranvier.io;

import io.ranvier.type.DType;
import io.ranvier.type.Shape;
import io.ranvier.type.ShapeException;
import io.ranvier.type.TensorType;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonParser.NumberType;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/// Reads the header of a safetensors file and believes nothing it says: every number is checked
/// before anything is sized by it.
final class HeaderReader {
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private final Path file;
  private final JsonParser json;
  private final Map<String, String> metadata = new LinkedHashMap<>();
  private final SequencedMap<String, Header.Slot> slots = new LinkedHashMap<>();

  private HeaderReader(Path file, JsonParser json) {
    this.file = file;
    this.json = json;
  }

  /// @param dataSize how many bytes follow the header: the tensors must fill exactly these
  static Header read(Path file, ByteBuffer header, long dataSize) {
    var text = decode(file, header);
    if (!text.startsWith("{")) throw new FormatException(file, "the header is not a JSON object");
    try (var json = JSON.createParser(ObjectReadContext.empty(), text)) {
      var reader = new HeaderReader(file, json);
      reader.readHeader();
      reader.checkThatTensorsFill(dataSize);
      return new Header(reader.metadata, reader.slots);
    } catch (JacksonException e) {
      throw new FormatException(
          file, "the header is not valid JSON: " + Quote.line(e.getOriginalMessage()));
    }
  }

  private static String decode(Path file, ByteBuffer header) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(header).toString();
    } catch (CharacterCodingException _) {
      throw new FormatException(file, "the header is not valid UTF-8");
    }
  }

  private void readHeader() {
    json.nextToken();
    while (json.nextToken() != JsonToken.END_OBJECT) {
      var name = text("a name");
      if (json.nextToken() != JsonToken.START_OBJECT) throw wrong(name, "is not a JSON object");
      if (name.equals(Header.METADATA)) {
        readMetadata();
      } else {
        slots.put(name, readSlot(name));
      }
    }
    if (json.nextToken() != null) {
      throw new FormatException(file, "something follows the JSON object in the header");
    }
  }

  private void readMetadata() {
    while (json.nextToken() != JsonToken.END_OBJECT) {
      var key = text("a key");
      if (json.nextToken() != JsonToken.VALUE_STRING) {
        throw wrong(Header.METADATA, "holds something other than text at " + Quote.name(key));
      }
      metadata.put(key, text("a value"));
    }
  }

  private Header.Slot readSlot(String name) {
    @Nullable DType dtype = null;
    long @Nullable [] dims = null;
    long @Nullable [] offsets = null;
    while (json.nextToken() != JsonToken.END_OBJECT) {
      var attribute = json.currentName();
      json.nextToken();
      switch (attribute) {
        case "dtype" -> dtype = readDType(name);
        case "shape" -> dims = readNumbers(name, attribute);
        case "data_offsets" -> offsets = readNumbers(name, attribute);
        default -> throw wrong(name, "has the unknown attribute " + Quote.name(attribute));
      }
    }
    if (dtype == null) throw wrong(name, "has no dtype");
    if (dims == null) throw wrong(name, "has no shape");
    if (offsets == null) throw wrong(name, "has no data_offsets");
    if (offsets.length != 2) throw wrong(name, "has %d offsets, not 2".formatted(offsets.length));
    return slot(name, new TensorType(dtype, shape(name, dims)), offsets);
  }

  private Header.Slot slot(String name, TensorType type, long[] offsets) {
    long begin = offsets[0];
    long end = offsets[1];
    if (end < begin) {
      throw wrong(name, "ends at byte %d, before it begins at %d".formatted(end, begin));
    }
    long size;
    try {
      size = type.byteSize();
    } catch (ArithmeticException _) {
      throw wrong(name, "has more bytes than can be counted: " + Quote.line(type.toString()));
    }
    if (end - begin != size) {
      throw wrong(
          name,
          "has %d bytes, but %s takes %d"
              .formatted(end - begin, Quote.line(type.toString()), size));
    }
    return new Header.Slot(type, begin, end);
  }

  private DType readDType(String name) {
    if (json.currentToken() != JsonToken.VALUE_STRING) throw wrong(name, "has a dtype not in text");
    var known = Header.dtype(json.getString());
    if (known.isPresent()) return known.get();
    throw wrong(
        name,
        "has element type %s, expected one of %s"
            .formatted(Quote.line(json.getString()), Header.DTYPES));
  }

  private long[] readNumbers(String name, String attribute) {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      throw wrong(name, "has a %s that is not a list".formatted(attribute));
    }
    var numbers = new ArrayList<Long>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      if (json.currentToken() != JsonToken.VALUE_NUMBER_INT
          || json.getNumberType() == NumberType.BIG_INTEGER
          || json.getLongValue() < 0) {
        throw wrong(
            name,
            "has %s in its %s, which takes whole numbers from 0 to 2^63 - 1"
                .formatted(Quote.line(json.getString()), attribute));
      }
      numbers.add(json.getLongValue());
    }
    return numbers.stream().mapToLong(Long::longValue).toArray();
  }

  private Shape shape(String name, long[] dims) {
    var extents = new int[dims.length];
    for (int i = 0; i < dims.length; i++) {
      if (dims[i] > Integer.MAX_VALUE) {
        throw wrong(name, "has extent %d; at most 2^31 - 1 can be held".formatted(dims[i]));
      }
      extents[i] = (int) dims[i];
    }
    try {
      return Shape.of(extents);
    } catch (ShapeException _) {
      throw wrong(name, "has more than 2^63 elements: " + Quote.line(Arrays.toString(dims)));
    }
  }

  /// The current string or name, if it can be written in UTF-8 again: an escape may smuggle half a
  /// character in.
  private String text(String what) {
    var text = json.getString();
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
      throw new FormatException(file, "the header has %s that is not Unicode".formatted(what));
    }
    return text;
  }

  /// The format allows neither holes nor overlaps, so the tensors in order of place must follow
  /// each other from the first byte to the last.
  private void checkThatTensorsFill(long dataSize) {
    var inPlace =
        slots.entrySet().stream()
            .sorted(
                Comparator.<Map.Entry<String, Header.Slot>>comparingLong(e -> e.getValue().begin())
                    .thenComparingLong(e -> e.getValue().end()))
            .toList();
    long position = 0;
    for (var tensor : inPlace) {
      var slot = tensor.getValue();
      if (slot.begin() != position) {
        throw wrong(
            tensor.getKey(),
            "%s: it begins at byte %d of the data, the one before it ends at %d"
                .formatted(
                    slot.begin() < position ? "overlaps another" : "leaves a hole",
                    slot.begin(),
                    position));
      }
      position = slot.end();
    }
    if (position > dataSize) {
      throw new FormatException(
          file,
          "the file is cut short: %d bytes of data, the header tells of %d"
              .formatted(dataSize, position));
    }
    if (position < dataSize) {
      throw new FormatException(
          file, "%d bytes at the end belong to no tensor".formatted(dataSize - position));
    }
  }

  private FormatException wrong(String tensor, String reason) {
    return new FormatException(file, "tensor %s %s".formatted(Quote.name(tensor), reason));
  }
}
