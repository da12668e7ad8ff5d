package io.ranvier.backend.cpu;

import static io.ranvier.backend.cpu.Lanes.BYTES;
import static io.ranvier.backend.cpu.Lanes.FLOATS;
import static io.ranvier.backend.cpu.Lanes.ORDER;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/// The inner loop of the kernel gradient in [PixelConvolution]: six, four or two rows by three
/// displacements, all sums in registers, one lane for each of 16 pixels. A fourth displacement
/// would make the method too large for the compiler.
final class PixelDots {
  static final int SHIFTS = 3;

  private PixelDots() {}

  /// The sum of the lanes of a vector at `at`.
  static float lanes(MemorySegment from, long at) {
    Memory.offHeap(from);
    return LaneSum.sum(FloatVector.fromMemorySegment(FLOATS, from, at, ORDER));
  }

  /// `C[r, v] = Σ A[r, k] · x(b + offsets[first + v])[k]` over `count` vectors k, lane by lane, for
  /// `v <` [#SHIFTS]. Row r of A begins at `a + r·am`; the vectors of C lie one after the other.
  /// Bytes.
  static void run(
      int rows,
      int count,
      MemorySegment left,
      long a,
      long am,
      MemorySegment right,
      long b,
      long[] offsets,
      int first,
      MemorySegment out,
      long c) {
    switch (rows) {
      case 6 -> dots6(count, left, a, am, right, b, offsets, first, out, c);
      case 4 -> dots4(count, left, a, am, right, b, offsets, first, out, c);
      default -> dots2(count, left, a, am, right, b, offsets, first, out, c);
    }
  }

  private static void dots6(
      int count,
      MemorySegment left,
      long a,
      long am,
      MemorySegment right,
      long b,
      long[] offsets,
      int first,
      MemorySegment out,
      long c) {
    Memory.offHeap(left, right, out);
    long b0 = b + offsets[first];
    long b1 = b + offsets[first + 1];
    long b2 = b + offsets[first + 2];
    FloatVector c00 = FloatVector.zero(FLOATS);
    FloatVector c01 = c00;
    FloatVector c02 = c00;
    FloatVector c10 = c00;
    FloatVector c11 = c00;
    FloatVector c12 = c00;
    FloatVector c20 = c00;
    FloatVector c21 = c00;
    FloatVector c22 = c00;
    FloatVector c30 = c00;
    FloatVector c31 = c00;
    FloatVector c32 = c00;
    FloatVector c40 = c00;
    FloatVector c41 = c00;
    FloatVector c42 = c00;
    FloatVector c50 = c00;
    FloatVector c51 = c00;
    FloatVector c52 = c00;
    for (int k = 0; k < count; k++, a += BYTES) {
      long at = k * BYTES;
      FloatVector x0 = FloatVector.fromMemorySegment(FLOATS, right, b0 + at, ORDER);
      FloatVector x1 = FloatVector.fromMemorySegment(FLOATS, right, b1 + at, ORDER);
      FloatVector x2 = FloatVector.fromMemorySegment(FLOATS, right, b2 + at, ORDER);
      long row = a;
      FloatVector w0 = FloatVector.fromMemorySegment(FLOATS, left, row, ORDER);
      c00 = w0.fma(x0, c00);
      c01 = w0.fma(x1, c01);
      c02 = w0.fma(x2, c02);
      row += am;
      FloatVector w1 = FloatVector.fromMemorySegment(FLOATS, left, row, ORDER);
      c10 = w1.fma(x0, c10);
      c11 = w1.fma(x1, c11);
      c12 = w1.fma(x2, c12);
      row += am;
      FloatVector w2 = FloatVector.fromMemorySegment(FLOATS, left, row, ORDER);
      c20 = w2.fma(x0, c20);
      c21 = w2.fma(x1, c21);
      c22 = w2.fma(x2, c22);
      row += am;
      FloatVector w3 = FloatVector.fromMemorySegment(FLOATS, left, row, ORDER);
      c30 = w3.fma(x0, c30);
      c31 = w3.fma(x1, c31);
      c32 = w3.fma(x2, c32);
      row += am;
      FloatVector w4 = FloatVector.fromMemorySegment(FLOATS, left, row, ORDER);
      c40 = w4.fma(x0, c40);
      c41 = w4.fma(x1, c41);
      c42 = w4.fma(x2, c42);
      row += am;
      FloatVector w5 = FloatVector.fromMemorySegment(FLOATS, left, row, ORDER);
      c50 = w5.fma(x0, c50);
      c51 = w5.fma(x1, c51);
      c52 = w5.fma(x2, c52);
    }
    c00.intoMemorySegment(out, c, ORDER);
    c01.intoMemorySegment(out, c + BYTES, ORDER);
    c02.intoMemorySegment(out, c + 2 * BYTES, ORDER);
    c10.intoMemorySegment(out, c + 3 * BYTES, ORDER);
    c11.intoMemorySegment(out, c + 4 * BYTES, ORDER);
    c12.intoMemorySegment(out, c + 5 * BYTES, ORDER);
    c20.intoMemorySegment(out, c + 6 * BYTES, ORDER);
    c21.intoMemorySegment(out, c + 7 * BYTES, ORDER);
    c22.intoMemorySegment(out, c + 8 * BYTES, ORDER);
    c30.intoMemorySegment(out, c + 9 * BYTES, ORDER);
    c31.intoMemorySegment(out, c + 10 * BYTES, ORDER);
    c32.intoMemorySegment(out, c + 11 * BYTES, ORDER);
    c40.intoMemorySegment(out, c + 12 * BYTES, ORDER);
    c41.intoMemorySegment(out, c + 13 * BYTES, ORDER);
    c42.intoMemorySegment(out, c + 14 * BYTES, ORDER);
    c50.intoMemorySegment(out, c + 15 * BYTES, ORDER);
    c51.intoMemorySegment(out, c + 16 * BYTES, ORDER);
    c52.intoMemorySegment(out, c + 17 * BYTES, ORDER);
  }

  private static void dots4(
      int count,
      MemorySegment left,
      long a,
      long am,
      MemorySegment right,
      long b,
      long[] offsets,
      int first,
      MemorySegment out,
      long c) {
    Memory.offHeap(left, right, out);
    long b0 = b + offsets[first];
    long b1 = b + offsets[first + 1];
    long b2 = b + offsets[first + 2];
    FloatVector c00 = FloatVector.zero(FLOATS);
    FloatVector c01 = c00;
    FloatVector c02 = c00;
    FloatVector c10 = c00;
    FloatVector c11 = c00;
    FloatVector c12 = c00;
    FloatVector c20 = c00;
    FloatVector c21 = c00;
    FloatVector c22 = c00;
    FloatVector c30 = c00;
    FloatVector c31 = c00;
    FloatVector c32 = c00;
    for (int k = 0; k < count; k++, a += BYTES) {
      long at = k * BYTES;
      FloatVector x0 = FloatVector.fromMemorySegment(FLOATS, right, b0 + at, ORDER);
      FloatVector x1 = FloatVector.fromMemorySegment(FLOATS, right, b1 + at, ORDER);
      FloatVector x2 = FloatVector.fromMemorySegment(FLOATS, right, b2 + at, ORDER);
      long row = a;
      FloatVector w0 = FloatVector.fromMemorySegment(FLOATS, left, row, ORDER);
      c00 = w0.fma(x0, c00);
      c01 = w0.fma(x1, c01);
      c02 = w0.fma(x2, c02);
      row += am;
      FloatVector w1 = FloatVector.fromMemorySegment(FLOATS, left, row, ORDER);
      c10 = w1.fma(x0, c10);
      c11 = w1.fma(x1, c11);
      c12 = w1.fma(x2, c12);
      row += am;
      FloatVector w2 = FloatVector.fromMemorySegment(FLOATS, left, row, ORDER);
      c20 = w2.fma(x0, c20);
      c21 = w2.fma(x1, c21);
      c22 = w2.fma(x2, c22);
      row += am;
      FloatVector w3 = FloatVector.fromMemorySegment(FLOATS, left, row, ORDER);
      c30 = w3.fma(x0, c30);
      c31 = w3.fma(x1, c31);
      c32 = w3.fma(x2, c32);
    }
    c00.intoMemorySegment(out, c, ORDER);
    c01.intoMemorySegment(out, c + BYTES, ORDER);
    c02.intoMemorySegment(out, c + 2 * BYTES, ORDER);
    c10.intoMemorySegment(out, c + 3 * BYTES, ORDER);
    c11.intoMemorySegment(out, c + 4 * BYTES, ORDER);
    c12.intoMemorySegment(out, c + 5 * BYTES, ORDER);
    c20.intoMemorySegment(out, c + 6 * BYTES, ORDER);
    c21.intoMemorySegment(out, c + 7 * BYTES, ORDER);
    c22.intoMemorySegment(out, c + 8 * BYTES, ORDER);
    c30.intoMemorySegment(out, c + 9 * BYTES, ORDER);
    c31.intoMemorySegment(out, c + 10 * BYTES, ORDER);
    c32.intoMemorySegment(out, c + 11 * BYTES, ORDER);
  }

  private static void dots2(
      int count,
      MemorySegment left,
      long a,
      long am,
      MemorySegment right,
      long b,
      long[] offsets,
      int first,
      MemorySegment out,
      long c) {
    Memory.offHeap(left, right, out);
    long b0 = b + offsets[first];
    long b1 = b + offsets[first + 1];
    long b2 = b + offsets[first + 2];
    FloatVector c00 = FloatVector.zero(FLOATS);
    FloatVector c01 = c00;
    FloatVector c02 = c00;
    FloatVector c10 = c00;
    FloatVector c11 = c00;
    FloatVector c12 = c00;
    for (int k = 0; k < count; k++, a += BYTES) {
      long at = k * BYTES;
      FloatVector x0 = FloatVector.fromMemorySegment(FLOATS, right, b0 + at, ORDER);
      FloatVector x1 = FloatVector.fromMemorySegment(FLOATS, right, b1 + at, ORDER);
      FloatVector x2 = FloatVector.fromMemorySegment(FLOATS, right, b2 + at, ORDER);
      long row = a;
      FloatVector w0 = FloatVector.fromMemorySegment(FLOATS, left, row, ORDER);
      c00 = w0.fma(x0, c00);
      c01 = w0.fma(x1, c01);
      c02 = w0.fma(x2, c02);
      row += am;
      FloatVector w1 = FloatVector.fromMemorySegment(FLOATS, left, row, ORDER);
      c10 = w1.fma(x0, c10);
      c11 = w1.fma(x1, c11);
      c12 = w1.fma(x2, c12);
    }
    c00.intoMemorySegment(out, c, ORDER);
    c01.intoMemorySegment(out, c + BYTES, ORDER);
    c02.intoMemorySegment(out, c + 2 * BYTES, ORDER);
    c10.intoMemorySegment(out, c + 3 * BYTES, ORDER);
    c11.intoMemorySegment(out, c + 4 * BYTES, ORDER);
    c12.intoMemorySegment(out, c + 5 * BYTES, ORDER);
  }
}
