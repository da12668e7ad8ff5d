package io.ranvier.data.idx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ranvier.data.DataException;
import io.ranvier.type.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdxFileTest {
  private static final int U8 = 0x08;

  @TempDir Path folder;

  @Property(tries = 100)
  void readsWhatWasWritten(
      @ForAll @Size(min = 1, max = 4) List<@IntRange(max = 5) Integer> extents,
      @ForAll IdxType type,
      @ForAll boolean gzip,
      @ForAll long seed)
      throws Exception {
    int[] dims = extents.stream().mapToInt(Integer::intValue).toArray();
    int size = type.bytes();
    for (int dim : dims) {
      size *= dim;
    }
    var elements = new byte[size];
    new Random(seed).nextBytes(elements);
    byte[] plain = IdxBytes.of(type.code(), dims, elements);
    Path file = Files.createTempFile("ranvier", ".idx");
    try {
      Files.write(file, gzip ? IdxBytes.gzip(plain) : plain);
      var read = IdxFile.read(file);
      assertThat(read.type()).isEqualTo(type);
      assertThat(read.shape()).isEqualTo(Shape.of(dims));
      assertThat(read.elements()).isEqualTo(elements);
      assertThat(read.sha256()).isEqualTo(MessageDigest.getInstance("SHA-256").digest(plain));
    } finally {
      Files.delete(file);
    }
  }

  @Test
  void refusesEveryTruncation() throws IOException {
    byte[] plain = IdxBytes.of(U8, new int[] {3, 5}, new byte[15]);
    for (byte[] whole : new byte[][] {plain, IdxBytes.gzip(plain)}) {
      for (int length = 0; length < whole.length; length++) {
        assertRefused(Arrays.copyOf(whole, length), "");
      }
    }
  }

  @Test
  void corruptGzipIsRefusedOrHarmless() throws IOException {
    var elements = new byte[200];
    new Random(1).nextBytes(elements);
    byte[] whole = IdxBytes.gzip(IdxBytes.of(U8, new int[] {10, 20}, elements));
    int refused = 0;
    for (int i = 0; i < whole.length; i++) {
      for (int bit = 0; bit < 8; bit++) {
        byte[] corrupt = whole.clone();
        corrupt[i] ^= (byte) (1 << bit);
        try {
          assertThat(IdxFile.read(write(corrupt)).elements()).isEqualTo(elements);
        } catch (DataException e) {
          assertThat(e).hasMessageContaining("test.idx").hasMessageNotContaining("\n");
          refused++;
        }
      }
    }
    // Flipped time stamps and the like in the ten bytes of the gzip header do no harm.
    assertThat(refused).isGreaterThan(8 * (whole.length - 10));
  }

  @Test
  void refusesBytesBeyondTheEnd() throws IOException {
    byte[] tooLong = IdxBytes.of(U8, new int[] {3, 5}, new byte[16]);
    assertRefused(tooLong, "longer than the 15 bytes");
    assertRefused(IdxBytes.gzip(tooLong), "longer than the 15 bytes");
  }

  @Test
  void refusesWhatIsNotIdx() throws IOException {
    assertRefused(
        new byte[] {0x50, 0x4B, 3, 4, 0, 0, 0, 0}, "not an IDX file: starts with 50 4b 03 04");
    assertRefused(IdxBytes.of(0x0A, new int[] {1}, new byte[1]), "not an IDX file");
    assertRefused(new byte[] {0, 0, U8, 0}, "no dimensions");
  }

  @Test
  void refusesAbsurdDimensions() throws IOException {
    assertRefused(IdxBytes.of(U8, new int[] {-1}, new byte[1]), "dimension 0 is 4294967295");
    int[] huge = {Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE};
    assertRefused(IdxBytes.of(U8, huge, new byte[9]), "2^63");
    int[] wraps = {1 << 30, 1 << 30, 1 << 30, 1 << 30};
    assertRefused(IdxBytes.of(U8, wraps, new byte[9]), "2^63");
    assertRefused(IdxBytes.of(U8, new int[] {60_000, 28, 28}, new byte[9]), "cut short");
    assertRefused(
        IdxBytes.gzip(IdxBytes.of(U8, new int[] {60_000, 28, 28}, new byte[9])), "cut short");
  }

  @Test
  void refusesWhatIsNotThere() {
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> IdxFile.read(folder.resolve("none")))
        .withMessageContaining("no such file");
    assertThatExceptionOfType(DataException.class).isThrownBy(() -> IdxFile.read(folder));
  }

  private Path write(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("test.idx"), bytes);
  }

  private void assertRefused(byte[] bytes, String why) throws IOException {
    Path file = write(bytes);
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> IdxFile.read(file))
        .withMessageContaining("test.idx")
        .withMessageContaining(why);
  }
}
