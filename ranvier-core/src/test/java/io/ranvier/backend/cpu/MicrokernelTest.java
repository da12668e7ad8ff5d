package io.ranvier.backend.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/// The vector kernels against their scalar twins.
class MicrokernelTest {
  private static final Microkernel FAST = Simd.KERNEL;
  private static final Microkernel PLAIN = new ScalarMicrokernel();

  @Property(tries = 300)
  void multiplies(
      @ForAll @IntRange(max = 30) int rows,
      @ForAll @IntRange(min = 1, max = 32) int columns,
      @ForAll @IntRange(max = 50) int depth,
      @ForAll boolean transposed,
      @ForAll boolean add) {
    int width = Math.min(columns, FAST.panel());
    var random = new SplittableRandom(rows * 31L + depth);
    float[] a = Floats.array(Floats.random(random, 60 * 60));
    MemorySegment b = Floats.random(random, 50 * 40 + 40);
    MemorySegment start = Floats.random(random, 30 * 40);
    int am = transposed ? 1 : 50;
    int ak = transposed ? 50 : 1;
    var results = new float[2][];
    Microkernel[] kernels = {FAST, PLAIN};
    for (int i = 0; i < 2; i++) {
      MemorySegment c = Floats.poisoned(30 * 40).copyFrom(start);
      MemorySegment scratch = Floats.poisoned(Microkernel.TILE_ROWS * 64);
      kernels[i].multiply(rows, width, depth, a, 2, am, ak, b, 12, 160, add, c, 4, 160, scratch, 0);
      results[i] = Floats.array(c);
    }
    assertThat(results[0])
        .usingComparatorWithPrecision(depth * 0x1p-22f)
        .containsExactly(results[1]);
  }

  @Property(tries = 300)
  void lifts(@ForAll @IntRange(min = 1, max = 20) int rows, @ForAll @IntRange(max = 70) int count) {
    MemorySegment from = Floats.random(new SplittableRandom(count), 75L * rows - 75 + count + 1);
    var to = new float[20 * 90];
    FAST.lift(rows, count, from, 4, 300, to, 3, 90);
    for (int row = 0; row < rows; row++) {
      for (int i = 0; i < count; i++) {
        assertThat(to[3 + 90 * row + i]).isEqualTo(Floats.get(from, 1 + 75L * row + i));
      }
    }
  }

  @Property(tries = 300)
  void copies(@ForAll @IntRange(max = 20) int rows, @ForAll @IntRange(max = 70) int count) {
    MemorySegment from = Floats.random(new SplittableRandom(count), 20 * 75);
    MemorySegment to = Floats.poisoned(20 * 80);
    MemorySegment twin = Floats.poisoned(20 * 80);
    FAST.copy(rows, count, from, 4, 300, to, 8, 320);
    PLAIN.copy(rows, count, from, 4, 300, twin, 8, 320);
    assertThat(Floats.array(to)).isEqualTo(Floats.array(twin));
  }

  @Property(tries = 300)
  void transposes(@ForAll @IntRange(max = 40) int rows, @ForAll @IntRange(max = 40) int columns) {
    MemorySegment from = Floats.random(new SplittableRandom(rows), 40 * 40 + 1);
    MemorySegment to = Floats.poisoned(40 * 64);
    MemorySegment scratch = Floats.poisoned(2L * FAST.lanes() * FAST.lanes());
    FAST.transpose(rows, columns, from, 4, 160, to, 0, 256, scratch, 0);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        assertThat(Floats.get(to, j * 64L + i)).isEqualTo(Floats.get(from, 1 + i * 40L + j));
      }
    }
  }

  @Property(tries = 200)
  void sums(@ForAll @IntRange(max = 300) int count) {
    MemorySegment x = Floats.random(new SplittableRandom(count), 301);
    MemorySegment y = Floats.random(new SplittableRandom(-count), 301);
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += (double) Floats.get(x, i + 1) * Floats.get(y, i);
    }
    assertThat((double) FAST.dot(count, x, 4, y, 0)).isCloseTo(sum, within(count * 0x1p-24));
    assertThat((double) PLAIN.dot(count, x, 4, y, 0)).isCloseTo(sum, within(count * 0x1p-24));
    MemorySegment twin = Floats.poisoned(301).copyFrom(y);
    FAST.add(count, x, 4, y, 0);
    PLAIN.add(count, x, 4, twin, 0);
    assertThat(Floats.array(y)).isEqualTo(Floats.array(twin));
  }

  @Property(tries = 200)
  void sumsLines(
      @ForAll @IntRange(max = 20) int lines,
      @ForAll @IntRange(max = 70) int count,
      @ForAll boolean add) {
    MemorySegment x = Floats.random(new SplittableRandom(count), 20 * 71 + 1);
    MemorySegment y = Floats.random(new SplittableRandom(lines), 71);
    MemorySegment to = Floats.random(new SplittableRandom(7), 63);
    MemorySegment twin = Floats.poisoned(63).copyFrom(to);
    float[] before = Floats.array(to);
    FAST.dots(lines, count, x, 4, 284, y, 4, add, to, 4, 12);
    PLAIN.dots(lines, count, x, 4, 284, y, 4, add, twin, 4, 12);
    for (int i = 0; i < before.length; i++) {
      if (i % 3 != 1 || i / 3 >= lines) {
        assertThat(Floats.get(to, i)).isEqualTo(before[i]);
        continue;
      }
      double sum = add ? before[i] : 0;
      for (int k = 0; k < count; k++) {
        sum += (double) Floats.get(x, 1 + i / 3 * 71L + k) * Floats.get(y, 1L + k);
      }
      assertThat((double) Floats.get(to, i)).isCloseTo(sum, within((count + 1) * 0x1p-23));
      assertThat((double) Floats.get(twin, i)).isCloseTo(sum, within((count + 1) * 0x1p-23));
    }
  }
}
