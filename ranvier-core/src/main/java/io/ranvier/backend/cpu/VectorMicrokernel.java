package io.ranvier.backend.cpu;

import static io.ranvier.backend.cpu.Lanes.BYTES;
import static io.ranvier.backend.cpu.Lanes.COUNT;
import static io.ranvier.backend.cpu.Lanes.FLOATS;
import static io.ranvier.backend.cpu.Lanes.INTS;
import static io.ranvier.backend.cpu.Lanes.ORDER;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;

/// The microkernels on the Vector API, for the machine's preferred vector width.
///
/// Products run through [WideBlocks] and [NarrowBlocks]; rows that remain after blocks of the
/// tallest height go to lower ones. A machine with 16 registers per kind (256-bit vectors) uses
/// blocks of 4 rows.
final class VectorMicrokernel implements Microkernel {

  /// Rows of the tallest block that still fits the registers.
  private static final int TALLEST = COUNT >= 16 ? 8 : 4;

  /// `a₀ b₀ a₁ b₁ …`: the first, then the second half of what two vectors make when their lanes
  /// alternate.
  private static final IntVector LOW = zip(0);

  private static final IntVector HIGH = zip(COUNT / 2);

  private static IntVector zip(int first) {
    int[] lanes = new int[COUNT];
    Arrays.setAll(lanes, i -> first + i / 2 + i % 2 * COUNT);
    return IntVector.fromArray(INTS, lanes, 0);
  }

  @Override
  public int lanes() {
    return COUNT;
  }

  @Override
  public void multiply(
      int rows,
      int columns,
      int depth,
      MemorySegment left,
      long a,
      long am,
      long ak,
      MemorySegment right,
      long b,
      long bk,
      boolean add,
      MemorySegment out,
      long c,
      long cm,
      MemorySegment scratch,
      long w) {
    boolean direct = !add && columns % COUNT == 0;
    MemorySegment target = direct ? out : scratch;
    long stride = direct ? cm : 2 * BYTES;
    for (int row = 0; row < rows; ) {
      int height = height(rows - row);
      long t = direct ? c : w;
      if (columns > COUNT) {
        wide(height, depth, left, a, am, ak, right, b, bk, target, t, stride);
      } else {
        narrow(height, depth, left, a, am, ak, right, b, bk, target, t, stride);
      }
      if (!direct) {
        merge(height, columns, add, scratch, w, out, c, cm);
      }
      row += height;
      a += height * am;
      c += height * cm;
    }
  }

  private static int height(int rows) {
    return Math.min(TALLEST, Integer.highestOneBit(rows));
  }

  /// Moves a finished block from scratch to its place.
  private static void merge(
      int height,
      int columns,
      boolean add,
      MemorySegment scratch,
      long w,
      MemorySegment out,
      long c,
      long cm) {
    boolean wide = columns > COUNT;
    int rest = wide ? columns - COUNT : columns;
    VectorMask<Float> mask = FLOATS.indexInRange(0, rest);
    long last = wide ? BYTES : 0;
    for (int row = 0; row < height; row++, w += 2 * BYTES, c += cm) {
      if (wide) {
        FloatVector sum = FloatVector.fromMemorySegment(FLOATS, scratch, w, ORDER);
        if (add) {
          sum = sum.add(FloatVector.fromMemorySegment(FLOATS, out, c, ORDER));
        }
        sum.intoMemorySegment(out, c, ORDER);
      }
      FloatVector sum = FloatVector.fromMemorySegment(FLOATS, scratch, w + last, ORDER);
      if (add) {
        sum = sum.add(FloatVector.fromMemorySegment(FLOATS, out, c + last, ORDER, mask));
      }
      sum.intoMemorySegment(out, c + last, ORDER, mask);
    }
  }

  private static void wide(
      int height,
      int depth,
      MemorySegment left,
      long a,
      long am,
      long ak,
      MemorySegment right,
      long b,
      long bk,
      MemorySegment out,
      long c,
      long cm) {
    switch (height) {
      case 8 -> WideBlocks.block8x2(depth, left, a, am, ak, right, b, bk, out, c, cm);
      case 4 -> WideBlocks.block4x2(depth, left, a, am, ak, right, b, bk, out, c, cm);
      case 2 -> WideBlocks.block2x2(depth, left, a, am, ak, right, b, bk, out, c, cm);
      default -> WideBlocks.block1x2(depth, left, a, am, ak, right, b, bk, out, c, cm);
    }
  }

  private static void narrow(
      int height,
      int depth,
      MemorySegment left,
      long a,
      long am,
      long ak,
      MemorySegment right,
      long b,
      long bk,
      MemorySegment out,
      long c,
      long cm) {
    switch (height) {
      case 8 -> NarrowBlocks.block8x1(depth, left, a, am, ak, right, b, bk, out, c, cm);
      case 4 -> NarrowBlocks.block4x1(depth, left, a, am, ak, right, b, bk, out, c, cm);
      case 2 -> NarrowBlocks.block2x1(depth, left, a, am, ak, right, b, bk, out, c, cm);
      default -> NarrowBlocks.block1x1(depth, left, a, am, ak, right, b, bk, out, c, cm);
    }
  }

  @Override
  public void copy(
      int rows,
      int count,
      MemorySegment from,
      long f,
      long fromStride,
      MemorySegment to,
      long t,
      long toStride) {
    long whole = (count & -COUNT) * 4L;
    int rest = count & (COUNT - 1);
    VectorMask<Float> mask = FLOATS.indexInRange(0, rest);
    for (int row = 0; row < rows; row++, f += fromStride, t += toStride) {
      for (long i = 0; i < whole; i += BYTES) {
        FloatVector.fromMemorySegment(FLOATS, from, f + i, ORDER)
            .intoMemorySegment(to, t + i, ORDER);
      }
      if (rest > 0) {
        FloatVector.fromMemorySegment(FLOATS, from, f + whole, ORDER, mask)
            .intoMemorySegment(to, t + whole, ORDER, mask);
      }
    }
  }

  @Override
  public void transpose(
      int rows,
      int columns,
      MemorySegment from,
      long f,
      long fromStride,
      MemorySegment to,
      long t,
      long toStride,
      MemorySegment scratch,
      long w) {
    for (int i = 0; i < rows; i += COUNT) {
      int height = Math.min(COUNT, rows - i);
      for (int j = 0; j < columns; j += COUNT) {
        int width = Math.min(COUNT, columns - j);
        long source = f + i * fromStride + j * 4L;
        long target = t + j * toStride + i * 4L;
        square(height, width, from, source, fromStride, to, target, toStride, scratch, w);
      }
    }
  }

  /// A square of lanes: log₂ steps, each of which interleaves the first half of the rows with the
  /// second. After as many steps as a row index has bits, row and column indices have changed
  /// places.
  private static void square(
      int height,
      int width,
      MemorySegment from,
      long f,
      long fromStride,
      MemorySegment to,
      long t,
      long toStride,
      MemorySegment scratch,
      long w) {
    long half = COUNT / 2 * BYTES;
    VectorMask<Float> columns = FLOATS.indexInRange(0, width);
    for (int i = 0; i < COUNT; i++) {
      FloatVector row =
          i >= height
              ? FloatVector.zero(FLOATS)
              : width == COUNT
                  ? FloatVector.fromMemorySegment(FLOATS, from, f + i * fromStride, ORDER)
                  : FloatVector.fromMemorySegment(FLOATS, from, f + i * fromStride, ORDER, columns);
      row.intoMemorySegment(scratch, w + i * BYTES, ORDER);
    }
    long source = w;
    long target = w + 2 * half;
    for (int step = 1; step < COUNT; step *= 2) {
      for (long i = 0; i < half; i += BYTES) {
        IntVector upper = IntVector.fromMemorySegment(INTS, scratch, source + i, ORDER);
        IntVector lower = IntVector.fromMemorySegment(INTS, scratch, source + half + i, ORDER);
        LOW.selectFrom(upper, lower).intoMemorySegment(scratch, target + 2 * i, ORDER);
        HIGH.selectFrom(upper, lower).intoMemorySegment(scratch, target + 2 * i + BYTES, ORDER);
      }
      long swap = source;
      source = target;
      target = swap;
    }
    for (int j = 0; j < width; j++) {
      FloatVector.fromMemorySegment(FLOATS, scratch, source + j * BYTES, ORDER)
          .intoMemorySegment(to, t + j * toStride, ORDER);
    }
  }

  @Override
  public float dot(int count, MemorySegment left, long x, MemorySegment right, long y) {
    FloatVector s0 = FloatVector.zero(FLOATS);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    long bytes = count * 4L;
    long i = 0;
    for (; i <= bytes - 4 * BYTES; i += 4 * BYTES) {
      s0 =
          FloatVector.fromMemorySegment(FLOATS, left, x + i, ORDER)
              .fma(FloatVector.fromMemorySegment(FLOATS, right, y + i, ORDER), s0);
      s1 =
          FloatVector.fromMemorySegment(FLOATS, left, x + i + BYTES, ORDER)
              .fma(FloatVector.fromMemorySegment(FLOATS, right, y + i + BYTES, ORDER), s1);
      s2 =
          FloatVector.fromMemorySegment(FLOATS, left, x + i + 2 * BYTES, ORDER)
              .fma(FloatVector.fromMemorySegment(FLOATS, right, y + i + 2 * BYTES, ORDER), s2);
      s3 =
          FloatVector.fromMemorySegment(FLOATS, left, x + i + 3 * BYTES, ORDER)
              .fma(FloatVector.fromMemorySegment(FLOATS, right, y + i + 3 * BYTES, ORDER), s3);
    }
    for (; i <= bytes - BYTES; i += BYTES) {
      s0 =
          FloatVector.fromMemorySegment(FLOATS, left, x + i, ORDER)
              .fma(FloatVector.fromMemorySegment(FLOATS, right, y + i, ORDER), s0);
    }
    if (i < bytes) {
      VectorMask<Float> mask = FLOATS.indexInRange(0, (int) (bytes - i) / 4);
      s1 =
          FloatVector.fromMemorySegment(FLOATS, left, x + i, ORDER, mask)
              .fma(FloatVector.fromMemorySegment(FLOATS, right, y + i, ORDER, mask), s1);
    }
    return LaneSum.sum(s0.add(s1).add(s2.add(s3)));
  }

  @Override
  public void add(int count, MemorySegment from, long x, MemorySegment to, long y) {
    long bytes = count * 4L;
    long i = 0;
    for (; i <= bytes - BYTES; i += BYTES) {
      FloatVector.fromMemorySegment(FLOATS, to, y + i, ORDER)
          .add(FloatVector.fromMemorySegment(FLOATS, from, x + i, ORDER))
          .intoMemorySegment(to, y + i, ORDER);
    }
    if (i < bytes) {
      VectorMask<Float> mask = FLOATS.indexInRange(0, (int) (bytes - i) / 4);
      FloatVector.fromMemorySegment(FLOATS, to, y + i, ORDER, mask)
          .add(FloatVector.fromMemorySegment(FLOATS, from, x + i, ORDER, mask))
          .intoMemorySegment(to, y + i, ORDER, mask);
    }
  }

  @Override
  public void multiplyAdd(
      int count,
      MemorySegment left,
      long x,
      MemorySegment right,
      long y,
      MemorySegment to,
      long z) {
    long bytes = count * 4L;
    long i = 0;
    for (; i <= bytes - BYTES; i += BYTES) {
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, left, x + i, ORDER);
      FloatVector b = FloatVector.fromMemorySegment(FLOATS, right, y + i, ORDER);
      FloatVector sum = FloatVector.fromMemorySegment(FLOATS, to, z + i, ORDER);
      a.fma(b, sum).intoMemorySegment(to, z + i, ORDER);
    }
    if (i < bytes) {
      VectorMask<Float> mask = FLOATS.indexInRange(0, (int) (bytes - i) / 4);
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, left, x + i, ORDER, mask);
      FloatVector b = FloatVector.fromMemorySegment(FLOATS, right, y + i, ORDER, mask);
      FloatVector sum = FloatVector.fromMemorySegment(FLOATS, to, z + i, ORDER, mask);
      a.fma(b, sum).intoMemorySegment(to, z + i, ORDER, mask);
    }
  }

  @Override
  public void weigh(
      int count,
      int taps,
      MemorySegment x,
      long[] sources,
      MemorySegment w,
      long[] weights,
      MemorySegment to,
      long z) {
    long bytes = count * 4L;
    long i = 0;
    for (; i <= bytes - BYTES; i += BYTES) {
      FloatVector sum = FloatVector.zero(FLOATS);
      for (int tap = 0; tap < taps; tap++) {
        FloatVector a = FloatVector.fromMemorySegment(FLOATS, x, sources[tap] + i, ORDER);
        FloatVector b = FloatVector.fromMemorySegment(FLOATS, w, weights[tap] + i, ORDER);
        sum = a.fma(b, sum);
      }
      sum.intoMemorySegment(to, z + i, ORDER);
    }
    if (i < bytes) {
      VectorMask<Float> mask = FLOATS.indexInRange(0, (int) (bytes - i) / 4);
      FloatVector sum = FloatVector.zero(FLOATS);
      for (int tap = 0; tap < taps; tap++) {
        FloatVector a = FloatVector.fromMemorySegment(FLOATS, x, sources[tap] + i, ORDER, mask);
        FloatVector b = FloatVector.fromMemorySegment(FLOATS, w, weights[tap] + i, ORDER, mask);
        sum = a.fma(b, sum);
      }
      sum.intoMemorySegment(to, z + i, ORDER, mask);
    }
  }

  @Override
  public void clear(int count, MemorySegment to, long t) {
    to.asSlice(t, count * 4L).fill((byte) 0);
  }

  @Override
  public void run(int count, MemorySegment from, long f, MemorySegment to, long t) {
    long bytes = count * 4L;
    if (f + (bytes + BYTES - 1) / BYTES * BYTES <= from.byteSize()) {
      for (long i = 0; i < bytes; i += BYTES) {
        FloatVector.fromMemorySegment(FLOATS, from, f + i, ORDER)
            .intoMemorySegment(to, t + i, ORDER);
      }
    } else {
      copy(1, count, from, f, 0, to, t, 0);
    }
  }

  @Override
  public void zero(int count, MemorySegment to, long t) {
    for (long i = 0; i < count * 4L; i += BYTES) {
      FloatVector.zero(FLOATS).intoMemorySegment(to, t + i, ORDER);
    }
  }
}
