package io.ranvier.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.ranvier.io.SafeTensors.Entry;
import io.ranvier.type.DType;
import io.ranvier.type.TensorType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafeTensorsTest {
  private Path file;

  @BeforeEach
  @BeforeProperty
  void makeFile() throws IOException {
    file = Files.createTempFile("ranvier", ".safetensors");
  }

  @AfterEach
  @AfterProperty
  void deleteFile() throws IOException {
    Files.delete(file);
  }

  @Property(tries = 200)
  void whatIsWrittenIsRead(@ForAll("anything") SafeTensors written) {
    written.write(file);
    var read = SafeTensors.read(file);

    assertThat(read.metadata()).containsExactlyEntriesOf(written.metadata());
    assertThat(read.tensors().keySet()).hasSameElementsAs(written.tensors().keySet());
    written.tensors().forEach((name, entry) -> assertSame(read.tensor(name), entry));
  }

  @Property(tries = 100)
  void theDataBeginsAtAMultipleOf64AndEachTensorAtAMultipleOfItsElement(
      @ForAll("anything") SafeTensors written) throws IOException {
    written.write(file);
    var bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    int length = (int) bytes.getLong();
    long data = written.tensors().values().stream().mapToLong(e -> e.data().byteSize()).sum();
    var header =
        HeaderReader.read(file, bytes.slice(Long.BYTES, length), bytes.capacity() - 8L - length);

    assertThat((Long.BYTES + length) % 64).isZero();
    assertThat(bytes.capacity()).isEqualTo(Long.BYTES + length + data);
    assertThat(header.slots().values())
        .allMatch(slot -> slot.begin() % slot.type().dtype().byteSize() == 0);
  }

  @Test
  void theFileIsWhatTheSpecificationSays() throws IOException {
    var tensors = new LinkedHashMap<String, Entry>();
    tensors.put("mask", entry(TensorType.of(DType.BOOL, 3), 1, 0, 1));
    tensors.put("w", Entry.of(new float[] {1, -2}, 1, 2));
    new SafeTensors(Map.of("format", "pt"), tensors).write(file);

    var json =
        "{\"__metadata__\":{\"format\":\"pt\"},"
            + "\"w\":{\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[0,8]},"
            + "\"mask\":{\"dtype\":\"BOOL\",\"shape\":[3],\"data_offsets\":[8,11]}}";
    byte[] data = {0, 0, (byte) 0x80, 0x3f, 0, 0, 0, (byte) 0xc0, 1, 0, 1};
    assertThat(Files.readAllBytes(file))
        .isEqualTo(bytes(json + " ".repeat(3 * 64 - 8 - json.length()), data));
  }

  @Test
  void aFileOfAnotherProgramIsRead() throws IOException {
    // Odd header length, no spaces at the end, escapes, the data not in the order of the header.
    var json =
        "{ \"b\\u00e9\" : {\"shape\":[],\"data_offsets\":[2,6],\"dtype\":\"F32\"},\n"
            + " \"a\":{\"dtype\":\"F16\",\"shape\":[1],\"data_offsets\":[0,2]},"
            + " \"none\":{\"dtype\":\"I64\",\"shape\":[4,0],\"data_offsets\":[2,2]}}";
    Files.write(file, bytes(json, new byte[] {1, 2, 0, 0, 0x20, 0x41}));
    var read = SafeTensors.read(file);

    assertThat(read.tensors()).containsOnlyKeys("bé", "a", "none");
    assertThat(read.tensor("bé").toFloats()).containsExactly(10);
    assertThat(read.tensor("a").type()).isEqualTo(TensorType.of(DType.F16, 1));
    assertThat(read.tensor("none").type()).isEqualTo(TensorType.of(DType.I64, 4, 0));
  }

  @Test
  void aFileCutAtAnyByteIsRefusedInOneLine() throws IOException {
    byte[] whole = sample();
    for (int length = 0; length < whole.length; length++) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertThat(refusal()).as("cut at %d", length).contains("the file is cut short");
    }
  }

  @Test
  void aFileThatIsTooLongIsRefused() throws IOException {
    byte[] whole = sample();
    Files.write(file, Arrays.copyOf(whole, whole.length + 1));

    assertThat(refusal()).contains("1 bytes at the end belong to no tensor");
  }

  @Test
  void aFlippedBitIsRefusedInOneLineOrChangesAValue() throws IOException {
    byte[] whole = sample();
    for (int i = 0; i < 8 * whole.length; i++) {
      whole[i / 8] ^= (byte) (1 << i % 8);
      Files.write(file, whole);
      whole[i / 8] ^= (byte) (1 << i % 8);
      var thrown = catchThrowable(() -> SafeTensors.read(file));
      if (thrown != null) assertOneLine(thrown);
    }
  }

  @Property(tries = 500)
  void anyHeaderIsReadOrRefusedInOneLine(@ForAll("hostile") String json) throws IOException {
    Files.write(file, bytes(json, new byte[4]));
    var thrown = catchThrowable(() -> SafeTensors.read(file));

    if (thrown != null) assertOneLine(thrown);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          []                                                            | not a JSON object
          {                                                             | not valid JSON
          {}x                                                           | not valid JSON
          {}{}                                                          | something follows
          {}                                                            | 4 bytes at the end
          {"a":1}                                                       | tensor 'a' is not a JSON object
          {"a":{}}                                                      | tensor 'a' has no dtype
          {"a":{"dtype":"U8"}}                                          | tensor 'a' has no shape
          {"a":{"dtype":"U8","shape":[4]}}                              | tensor 'a' has no data_offsets
          {"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4],"b":1}}   | unknown attribute 'b'
          {"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4,4]}}       | 3 offsets, not 2
          {"a":{"dtype":"U8","shape":[4],"data_offsets":[4,0]}}         | ends at byte 0, before it begins at 4
          {"a":{"dtype":"U8","shape":[5],"data_offsets":[0,4]}}         | has 4 bytes, but u8[5] takes 5
          {"a":{"dtype":"U8","shape":[5],"data_offsets":[0,5]}}         | cut short: 4 bytes of data, the header tells of 5
          {"a":{"dtype":"U8","shape":[3],"data_offsets":[0,3]}}         | 1 bytes at the end
          {"a":{"dtype":"U8","shape":[3],"data_offsets":[1,4]}}         | leaves a hole
          {"a":{"dtype":"U8","shape":[3],"data_offsets":[0,3]},"b":{"dtype":"U8","shape":[2],"data_offsets":[2,4]}} | tensor 'b' overlaps another
          {"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}} | Duplicate
          {"a":{"dtype":"U8","dtype":"U8","shape":[4],"data_offsets":[0,4]}} | Duplicate
          {"__metadata__":{"k":"1","k":"2"}}                            | Duplicate
          {"__metadata__":{"k":1}}                                      | something other than text at 'k'
          {"__metadata__":{"k":"\\ud800"}}                              | not Unicode
          {"a":{"dtype":"F8_E4M3","shape":[4],"data_offsets":[0,4]}}    | element type F8_E4M3, expected one of
          {"a":{"dtype":"u8","shape":[4],"data_offsets":[0,4]}}         | element type u8
          {"a":{"dtype":8,"shape":[4],"data_offsets":[0,4]}}            | dtype not in text
          {"a":{"dtype":"U8","shape":4,"data_offsets":[0,4]}}           | shape that is not a list
          {"a":{"dtype":"U8","shape":[4.0],"data_offsets":[0,4]}}       | has 4.0 in its shape
          {"a":{"dtype":"U8","shape":[-4],"data_offsets":[0,4]}}        | has -4 in its shape
          {"a":{"dtype":"U8","shape":[[4]],"data_offsets":[0,4]}}       | in its shape
          {"a":{"dtype":"U8","shape":[18446744073709551620],"data_offsets":[0,4]}} | has 18446744073709551620 in its shape
          {"a":{"dtype":"U8","shape":[4294967300],"data_offsets":[0,4]}} | has extent 4294967300
          {"a":{"dtype":"F64","shape":[2147483647,2147483647],"data_offsets":[0,4]}} | more bytes than can be counted
          {"a":{"dtype":"U8","shape":[2147483647,2147483647,4],"data_offsets":[0,4]}} | more than 2^63 elements
          {"a":{"dtype":"U8","shape":[4],"data_offsets":[0,9223372036854775808]}} | in its data_offsets
          {"a":{"dtype":"BOOL","shape":[4],"data_offsets":[0,4]}}       | has 7 among its truth values
          """)
  void aBadHeaderIsRefused(String json, String reason) throws IOException {
    Files.write(file, bytes(json, new byte[] {0, 1, 7, 0}));

    assertThat(refusal()).contains(reason);
  }

  @Test
  void aHeaderThatIsNotUtf8IsRefused() throws IOException {
    byte[] overlong = {'{', '"', (byte) 0xc0, (byte) 0x80, '"', ':', '{', '}', '}'};
    Files.write(
        file, ByteBuffer.allocate(17).put(new byte[] {9}).position(8).put(overlong).array());

    assertThat(refusal()).contains("not valid UTF-8");
  }

  @Test
  void aHeaderThatBeginsWithASpaceIsRefused() throws IOException {
    Files.write(file, bytes(" {}", new byte[0]));

    assertThat(refusal()).contains("not a JSON object");
  }

  @Test
  void aHeaderLengthIsNotBelieved() throws IOException {
    for (long length : new long[] {Long.MIN_VALUE, -1, 100_000_001, Long.MAX_VALUE}) {
      var bytes = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN).putLong(length);
      Files.write(file, bytes.array());

      assertThat(refusal()).contains("not a safetensors file").contains("at most 100000000");
    }
  }

  @Test
  void whatIsNoFileIsRefused() {
    var folder = file.resolveSibling(".");
    assertThatThrownBy(() -> SafeTensors.read(folder))
        .isInstanceOf(FormatException.class)
        .hasMessage(folder + ": is a folder, not a file");
    assertThatThrownBy(() -> SafeTensors.read(file.resolveSibling("absent-" + file.getFileName())))
        .isInstanceOf(FormatException.class)
        .hasMessageEndingWith(": no such file");
  }

  @Test
  void whatTheFormatCannotHoldIsNotWritten() {
    var tensors = new LinkedHashMap<>(Map.of("__metadata__", Entry.of(new float[1], 1)));
    assertThatThrownBy(() -> new SafeTensors(Map.of(), tensors))
        .hasMessage("a tensor cannot be called __metadata__");
    assertThatThrownBy(() -> new SafeTensors(Map.of("\ud800", ""), new LinkedHashMap<>()))
        .hasMessageStartingWith("not Unicode");
    assertThatThrownBy(() -> Entry.of(new float[3], 2, 2))
        .hasMessage("f32[2, 2] takes 16 bytes, got 12");
  }

  @Test
  void aDiskThatFillsUpAnywhereLeavesTheOldFile() throws IOException {
    byte[] old = sample();
    Files.write(file, old);
    var next =
        new SafeTensors(Map.of(), new LinkedHashMap<>(Map.of("x", Entry.of(new float[9], 9))));
    var folder = Files.createTempDirectory("ranvier");
    var target = Files.move(file, folder.resolve("model.safetensors"));
    var whole = new ByteArrayOutputStream();
    next.writeTo(Channels.newChannel(whole));
    for (int room = 0; room < whole.size(); room++) {
      int bytes = room;
      assertThatThrownBy(
              () ->
                  AtomicFile.write(
                      target, channel -> next.writeTo(new FullChannel(channel, bytes))))
          .hasMessage("cannot write " + target + ": No space left on device");
      assertThat(Files.readAllBytes(target)).isEqualTo(old);
      try (var files = Files.list(folder)) {
        assertThat(files).containsExactly(target);
      }
    }
    Files.move(target, file);
    Files.delete(folder);
  }

  private byte[] sample() throws IOException {
    var tensors = new LinkedHashMap<String, Entry>();
    tensors.put("conv1.weight", Entry.of(new float[] {1, 2, 3, 4, 5, 6}, 3, 2));
    tensors.put("step", entry(TensorType.of(DType.I64), 7, 0, 0, 0, 0, 0, 0, 0));
    tensors.put("mask", entry(TensorType.of(DType.BOOL, 3), 1, 0, 1));
    new SafeTensors(Map.of("epoch", "3"), tensors).write(file);
    return Files.readAllBytes(file);
  }

  private String refusal() {
    var thrown = catchThrowable(() -> SafeTensors.read(file));
    assertOneLine(thrown);
    return String.valueOf(thrown.getMessage());
  }

  private void assertOneLine(Throwable thrown) {
    assertThat(thrown)
        .isInstanceOf(FormatException.class)
        .message()
        .startsWith(file + ": ")
        .hasLineCount(1)
        .hasSizeLessThan(500);
  }

  private static void assertSame(Entry actual, Entry expected) {
    assertThat(actual.type()).isEqualTo(expected.type());
    assertThat(actual.data().mismatch(expected.data())).isEqualTo(-1);
  }

  private static Entry entry(TensorType type, int... bytes) {
    var data = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) data[i] = (byte) bytes[i];
    return new Entry(type, MemorySegment.ofArray(data));
  }

  private static byte[] bytes(String json, byte[] data) {
    byte[] header = json.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(Long.BYTES + header.length + data.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(header.length)
        .put(header)
        .put(data)
        .array();
  }

  @Provide
  Arbitrary<SafeTensors> anything() {
    var name = Arbitraries.strings().ofMaxLength(12).excludeChars(surrogates());
    var dims = Arbitraries.integers().between(0, 5).array(int[].class).ofMaxSize(4);
    var entry =
        Combinators.combine(Arbitraries.of(DType.class), dims, Arbitraries.longs())
            .as(SafeTensorsTest::random);
    var tensors = Arbitraries.maps(name, entry).ofMaxSize(6);
    var metadata = Arbitraries.maps(name, name).ofMaxSize(3);
    return Combinators.combine(metadata, tensors)
        .as((m, t) -> new SafeTensors(m, new LinkedHashMap<>(t)));
  }

  private static char[] surrogates() {
    var all = new StringBuilder();
    for (char c = Character.MIN_SURROGATE; c <= Character.MAX_SURROGATE; c++) all.append(c);
    return all.toString().toCharArray();
  }

  private static Entry random(DType dtype, int[] dims, long seed) {
    var type = TensorType.of(dtype, dims);
    var data = new byte[(int) type.byteSize()];
    new Random(seed).nextBytes(data);
    if (dtype == DType.BOOL) {
      for (int i = 0; i < data.length; i++) data[i] &= 1;
    }
    return new Entry(type, MemorySegment.ofArray(data));
  }

  /// Pieces of headers in an order that no writer would choose.
  @Provide
  Arbitrary<String> hostile() {
    var pieces =
        List.of(
            "{",
            "}",
            "[",
            "]",
            ":",
            ",",
            "\"",
            "\\",
            "\n",
            "\u0000",
            "\ud83d\ude00",
            "null",
            "true",
            "\"a\"",
            "\"__metadata__\"",
            "\"dtype\"",
            "\"U8\"",
            "\"shape\"",
            "\"data_offsets\"",
            "[0,4]",
            "[4]",
            "4",
            "1e9",
            "\"a\":{\"dtype\":\"U8\",",
            "\"shape\":[4],",
            "\"data_offsets\":[0,4]}");
    return Arbitraries.of(pieces).list().ofMaxSize(12).map(some -> "{" + String.join("", some));
  }
}
