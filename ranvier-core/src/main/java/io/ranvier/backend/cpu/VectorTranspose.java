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

/// Transposes by squares of as many rows and columns as a vector has lanes.
///
/// The idea: interleaving the first half of a square's rows with the second moves each bit of a row
/// index up by one; after as many such steps as an index has bits, row and column indices have
/// changed places. With 16 lanes, two steps at a time stay in registers, so that a square passes
/// through memory once on its way.
final class VectorTranspose {

  /// `a₀ b₀ a₁ b₁ …`: the first, then the second half of what two vectors make when their lanes
  /// alternate.
  private static final IntVector LOW = zip(0);

  private static final IntVector HIGH = zip(COUNT / 2);

  private static IntVector zip(int first) {
    int[] lanes = new int[COUNT];
    Arrays.setAll(lanes, i -> first + i / 2 + i % 2 * COUNT);
    return IntVector.fromArray(INTS, lanes, 0);
  }

  private VectorTranspose() {}

  /// As [Microkernel#transpose].
  static void run(
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
        boolean readable = source + (height - 1) * fromStride + BYTES <= from.byteSize();
        if (COUNT == 16 && fromStride >= 0 && (width == COUNT || readable)) {
          quads(height, from, source, fromStride, scratch, w, BYTES, COUNT);
          quads(COUNT, scratch, w, BYTES, to, target, toStride, width);
        } else {
          square(height, width, from, source, fromStride, to, target, toStride, scratch, w);
        }
      }
    }
  }

  /// Two steps for a square of 16: each four rows that lie four apart become four neighbours. Rows
  /// from `height` on may hold anything; only the first `width` rows are written.
  private static void quads(
      int height,
      MemorySegment from,
      long f,
      long fromStride,
      MemorySegment to,
      long t,
      long toStride,
      int width) {
    Memory.offHeap(from, to);
    int last = height - 1;
    for (int i = 0; i < 4; i++) {
      IntVector r0 =
          IntVector.fromMemorySegment(INTS, from, f + Math.min(i, last) * fromStride, ORDER);
      IntVector r1 =
          IntVector.fromMemorySegment(INTS, from, f + Math.min(i + 4, last) * fromStride, ORDER);
      IntVector r2 =
          IntVector.fromMemorySegment(INTS, from, f + Math.min(i + 8, last) * fromStride, ORDER);
      IntVector r3 =
          IntVector.fromMemorySegment(INTS, from, f + Math.min(i + 12, last) * fromStride, ORDER);
      IntVector s0 = LOW.selectFrom(r0, r2);
      IntVector s1 = HIGH.selectFrom(r0, r2);
      IntVector s2 = LOW.selectFrom(r1, r3);
      IntVector s3 = HIGH.selectFrom(r1, r3);
      long row = t + 4L * i * toStride;
      int rest = width - 4 * i;
      if (rest > 0) {
        LOW.selectFrom(s0, s2).intoMemorySegment(to, row, ORDER);
      }
      if (rest > 1) {
        HIGH.selectFrom(s0, s2).intoMemorySegment(to, row + toStride, ORDER);
      }
      if (rest > 2) {
        LOW.selectFrom(s1, s3).intoMemorySegment(to, row + 2 * toStride, ORDER);
      }
      if (rest > 3) {
        HIGH.selectFrom(s1, s3).intoMemorySegment(to, row + 3 * toStride, ORDER);
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
    Memory.offHeap(from, to, scratch);
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
}
