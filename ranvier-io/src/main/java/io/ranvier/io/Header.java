package io.ranvier.io;

import io.ranvier.type.DType;
import io.ranvier.type.TensorType;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.stream.Stream;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// The JSON at the start of a safetensors file: for each tensor its type, and where its bytes begin
/// and end, counted from the end of the header.
record Header(Map<String, String> metadata, SequencedMap<String, Slot> slots) {
  static final String METADATA = "__metadata__";

  /// The element types that we read and write, as the format calls them.
  static final List<String> DTYPES = Stream.of(DType.values()).map(DType::name).toList();

  /// The data begins at a multiple of this in the file, so that it may be mapped and read by vector
  /// instructions.
  private static final int ALIGNMENT = 64;

  /// Where the bytes of a tensor of this type lie.
  record Slot(TensorType type, long begin, long end) {}

  /// Lays tensors of these types out one after the other: those with the widest elements first, so
  /// that each begins at a multiple of its element size.
  static Header of(Map<String, String> metadata, SequencedMap<String, TensorType> types) {
    var slots = new LinkedHashMap<String, Slot>();
    var widestFirst =
        types.entrySet().stream()
            .sorted(
                Comparator.comparingInt(
                    (Map.Entry<String, TensorType> e) -> -e.getValue().dtype().byteSize()))
            .toList();
    long position = 0;
    for (var tensor : widestFirst) {
      long end = Math.addExact(position, tensor.getValue().byteSize());
      slots.put(tensor.getKey(), new Slot(tensor.getValue(), position, end));
      position = end;
    }
    return new Header(metadata, slots);
  }

  /// The length of the data that follows.
  long dataSize() {
    return slots.values().stream().mapToLong(Slot::end).max().orElse(0);
  }

  /// The header as it stands in a file, filled up with spaces.
  byte[] toJson() {
    var text = new StringWriter();
    try (var json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), text)) {
      json.writeStartObject();
      if (!metadata.isEmpty()) {
        json.writeObjectPropertyStart(METADATA);
        metadata.forEach(json::writeStringProperty);
        json.writeEndObject();
      }
      slots.forEach(
          (name, slot) -> {
            json.writeObjectPropertyStart(name);
            json.writeStringProperty("dtype", slot.type.dtype().name());
            json.writeName("shape");
            json.writeArray(slot.type.shape().dims(), 0, slot.type.rank());
            json.writeName("data_offsets");
            json.writeArray(new long[] {slot.begin, slot.end}, 0, 2);
            json.writeEndObject();
          });
      json.writeEndObject();
    }
    return padded(text.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] padded(byte[] json) {
    int filled = Long.BYTES + json.length;
    int padding = Math.ceilDiv(filled, ALIGNMENT) * ALIGNMENT - filled;
    var header = Arrays.copyOf(json, json.length + padding);
    Arrays.fill(header, json.length, header.length, (byte) ' ');
    return header;
  }

  /// The element type that the format calls `name`, if Ranvier has it.
  static Optional<DType> dtype(String name) {
    return DTYPES.contains(name) ? Optional.of(DType.valueOf(name)) : Optional.empty();
  }
}
