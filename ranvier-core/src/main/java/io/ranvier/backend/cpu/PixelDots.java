package io.ranvier.backend.cpu;

import static io.ranvier.backend.cpu.Lanes.BYTES;
import static io.ranvier.backend.cpu.Lanes.FLOATS;
import static io.ranvier.backend.cpu.Lanes.ORDER;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/// The inner loop of the kernel gradient in [PixelConvolution]: six, four or two rows by four
/// displacements, all sums in registers, one lane for each of 16 pixels.
final class PixelDots {
  static final int SHIFTS = 4;

  private PixelDots() {}

  /// The sum of the lanes of a vector at `at`.
  static float lanes(MemorySegment from, long at) {
    return LaneSum.sum(FloatVector.fromMemorySegment(FLOATS, from, at, ORDER));
  }

  /// `C[r, v] += Σ A[r, k] · x(b + offsets[first + v])[k]` over `count` vectors k, lane by lane.
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
      long c,
      long cm) {
    switch (rows) {
      case 6 -> dots6(count, left, a, am, right, b, offsets, first, out, c, cm);
      case 4 -> dots4(count, left, a, am, right, b, offsets, first, out, c, cm);
      default -> dots2(count, left, a, am, right, b, offsets, first, out, c, cm);
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
      long c,
      long cm) {
    long b0 = b + offsets[first];
    long b1 = b + offsets[first + 1];
    long b2 = b + offsets[first + 2];
    long b3 = b + offsets[first + 3];
    long to = c;
    FloatVector c00 = FloatVector.fromMemorySegment(FLOATS, out, c, ORDER);
    FloatVector c01 = FloatVector.fromMemorySegment(FLOATS, out, c + BYTES, ORDER);
    FloatVector c02 = FloatVector.fromMemorySegment(FLOATS, out, c + 2 * BYTES, ORDER);
    FloatVector c03 = FloatVector.fromMemorySegment(FLOATS, out, c + 3 * BYTES, ORDER);
    c += cm;
    FloatVector c10 = FloatVector.fromMemorySegment(FLOATS, out, c, ORDER);
    FloatVector c11 = FloatVector.fromMemorySegment(FLOATS, out, c + BYTES, ORDER);
    FloatVector c12 = FloatVector.fromMemorySegment(FLOATS, out, c + 2 * BYTES, ORDER);
    FloatVector c13 = FloatVector.fromMemorySegment(FLOATS, out, c + 3 * BYTES, ORDER);
    c += cm;
    FloatVector c20 = FloatVector.fromMemorySegment(FLOATS, out, c, ORDER);
    FloatVector c21 = FloatVector.fromMemorySegment(FLOATS, out, c + BYTES, ORDER);
    FloatVector c22 = FloatVector.fromMemorySegment(FLOATS, out, c + 2 * BYTES, ORDER);
    FloatVector c23 = FloatVector.fromMemorySegment(FLOATS, out, c + 3 * BYTES, ORDER);
    c += cm;
    FloatVector c30 = FloatVector.fromMemorySegment(FLOATS, out, c, ORDER);
    FloatVector c31 = FloatVector.fromMemorySegment(FLOATS, out, c + BYTES, ORDER);
    FloatVector c32 = FloatVector.fromMemorySegment(FLOATS, out, c + 2 * BYTES, ORDER);
    FloatVector c33 = FloatVector.fromMemorySegment(FLOATS, out, c + 3 * BYTES, ORDER);
    c += cm;
    FloatVector c40 = FloatVector.fromMemorySegment(FLOATS, out, c, ORDER);
    FloatVector c41 = FloatVector.fromMemorySegment(FLOATS, out, c + BYTES, ORDER);
    FloatVector c42 = FloatVector.fromMemorySegment(FLOATS, out, c + 2 * BYTES, ORDER);
    FloatVector c43 = FloatVector.fromMemorySegment(FLOATS, out, c + 3 * BYTES, ORDER);
    c += cm;
    FloatVector c50 = FloatVector.fromMemorySegment(FLOATS, out, c, ORDER);
    FloatVector c51 = FloatVector.fromMemorySegment(FLOATS, out, c + BYTES, ORDER);
    FloatVector c52 = FloatVector.fromMemorySegment(FLOATS, out, c + 2 * BYTES, ORDER);
    FloatVector c53 = FloatVector.fromMemorySegment(FLOATS, out, c + 3 * BYTES, ORDER);
    for (int k = 0; k < count; k++, a += BYTES) {
      long at = k * BYTES;
      FloatVector x0 = FloatVector.fromMemorySegment(FLOATS, right, b0 + at, ORDER);
      FloatVector x1 = FloatVector.fromMemorySegment(FLOATS, right, b1 + at, ORDER);
      FloatVector x2 = FloatVector.fromMemorySegment(FLOATS, right, b2 + at, ORDER);
      FloatVector x3 = FloatVector.fromMemorySegment(FLOATS, right, b3 + at, ORDER);
      long row = a;
      FloatVector w0 = FloatVector.fromMemorySegment(FLOATS, left, row, ORDER);
      c00 = w0.fma(x0, c00);
      c01 = w0.fma(x1, c01);
      c02 = w0.fma(x2, c02);
      c03 = w0.fma(x3, c03);
      row += am;
      FloatVector w1 = FloatVector.fromMemorySegment(FLOATS, left, row, ORDER);
      c10 = w1.fma(x0, c10);
      c11 = w1.fma(x1, c11);
      c12 = w1.fma(x2, c12);
      c13 = w1.fma(x3, c13);
      row += am;
      FloatVector w2 = FloatVector.fromMemorySegment(FLOATS, left, row, ORDER);
      c20 = w2.fma(x0, c20);
      c21 = w2.fma(x1, c21);
      c22 = w2.fma(x2, c22);
      c23 = w2.fma(x3, c23);
      row += am;
      FloatVector w3 = FloatVector.fromMemorySegment(FLOATS, left, row, ORDER);
      c30 = w3.fma(x0, c30);
      c31 = w3.fma(x1, c31);
      c32 = w3.fma(x2, c32);
      c33 = w3.fma(x3, c33);
      row += am;
      FloatVector w4 = FloatVector.fromMemorySegment(FLOATS, left, row, ORDER);
      c40 = w4.fma(x0, c40);
      c41 = w4.fma(x1, c41);
      c42 = w4.fma(x2, c42);
      c43 = w4.fma(x3, c43);
      row += am;
      FloatVector w5 = FloatVector.fromMemorySegment(FLOATS, left, row, ORDER);
      c50 = w5.fma(x0, c50);
      c51 = w5.fma(x1, c51);
      c52 = w5.fma(x2, c52);
      c53 = w5.fma(x3, c53);
    }
    c00.intoMemorySegment(out, to, ORDER);
    c01.intoMemorySegment(out, to + BYTES, ORDER);
    c02.intoMemorySegment(out, to + 2 * BYTES, ORDER);
    c03.intoMemorySegment(out, to + 3 * BYTES, ORDER);
    to += cm;
    c10.intoMemorySegment(out, to, ORDER);
    c11.intoMemorySegment(out, to + BYTES, ORDER);
    c12.intoMemorySegment(out, to + 2 * BYTES, ORDER);
    c13.intoMemorySegment(out, to + 3 * BYTES, ORDER);
    to += cm;
    c20.intoMemorySegment(out, to, ORDER);
    c21.intoMemorySegment(out, to + BYTES, ORDER);
    c22.intoMemorySegment(out, to + 2 * BYTES, ORDER);
    c23.intoMemorySegment(out, to + 3 * BYTES, ORDER);
    to += cm;
    c30.intoMemorySegment(out, to, ORDER);
    c31.intoMemorySegment(out, to + BYTES, ORDER);
    c32.intoMemorySegment(out, to + 2 * BYTES, ORDER);
    c33.intoMemorySegment(out, to + 3 * BYTES, ORDER);
    to += cm;
    c40.intoMemorySegment(out, to, ORDER);
    c41.intoMemorySegment(out, to + BYTES, ORDER);
    c42.intoMemorySegment(out, to + 2 * BYTES, ORDER);
    c43.intoMemorySegment(out, to + 3 * BYTES, ORDER);
    to += cm;
    c50.intoMemorySegment(out, to, ORDER);
    c51.intoMemorySegment(out, to + BYTES, ORDER);
    c52.intoMemorySegment(out, to + 2 * BYTES, ORDER);
    c53.intoMemorySegment(out, to + 3 * BYTES, ORDER);
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
      long c,
      long cm) {
    long b0 = b + offsets[first];
    long b1 = b + offsets[first + 1];
    long b2 = b + offsets[first + 2];
    long b3 = b + offsets[first + 3];
    long to = c;
    FloatVector c00 = FloatVector.fromMemorySegment(FLOATS, out, c, ORDER);
    FloatVector c01 = FloatVector.fromMemorySegment(FLOATS, out, c + BYTES, ORDER);
    FloatVector c02 = FloatVector.fromMemorySegment(FLOATS, out, c + 2 * BYTES, ORDER);
    FloatVector c03 = FloatVector.fromMemorySegment(FLOATS, out, c + 3 * BYTES, ORDER);
    c += cm;
    FloatVector c10 = FloatVector.fromMemorySegment(FLOATS, out, c, ORDER);
    FloatVector c11 = FloatVector.fromMemorySegment(FLOATS, out, c + BYTES, ORDER);
    FloatVector c12 = FloatVector.fromMemorySegment(FLOATS, out, c + 2 * BYTES, ORDER);
    FloatVector c13 = FloatVector.fromMemorySegment(FLOATS, out, c + 3 * BYTES, ORDER);
    c += cm;
    FloatVector c20 = FloatVector.fromMemorySegment(FLOATS, out, c, ORDER);
    FloatVector c21 = FloatVector.fromMemorySegment(FLOATS, out, c + BYTES, ORDER);
    FloatVector c22 = FloatVector.fromMemorySegment(FLOATS, out, c + 2 * BYTES, ORDER);
    FloatVector c23 = FloatVector.fromMemorySegment(FLOATS, out, c + 3 * BYTES, ORDER);
    c += cm;
    FloatVector c30 = FloatVector.fromMemorySegment(FLOATS, out, c, ORDER);
    FloatVector c31 = FloatVector.fromMemorySegment(FLOATS, out, c + BYTES, ORDER);
    FloatVector c32 = FloatVector.fromMemorySegment(FLOATS, out, c + 2 * BYTES, ORDER);
    FloatVector c33 = FloatVector.fromMemorySegment(FLOATS, out, c + 3 * BYTES, ORDER);
    for (int k = 0; k < count; k++, a += BYTES) {
      long at = k * BYTES;
      FloatVector x0 = FloatVector.fromMemorySegment(FLOATS, right, b0 + at, ORDER);
      FloatVector x1 = FloatVector.fromMemorySegment(FLOATS, right, b1 + at, ORDER);
      FloatVector x2 = FloatVector.fromMemorySegment(FLOATS, right, b2 + at, ORDER);
      FloatVector x3 = FloatVector.fromMemorySegment(FLOATS, right, b3 + at, ORDER);
      long row = a;
      FloatVector w0 = FloatVector.fromMemorySegment(FLOATS, left, row, ORDER);
      c00 = w0.fma(x0, c00);
      c01 = w0.fma(x1, c01);
      c02 = w0.fma(x2, c02);
      c03 = w0.fma(x3, c03);
      row += am;
      FloatVector w1 = FloatVector.fromMemorySegment(FLOATS, left, row, ORDER);
      c10 = w1.fma(x0, c10);
      c11 = w1.fma(x1, c11);
      c12 = w1.fma(x2, c12);
      c13 = w1.fma(x3, c13);
      row += am;
      FloatVector w2 = FloatVector.fromMemorySegment(FLOATS, left, row, ORDER);
      c20 = w2.fma(x0, c20);
      c21 = w2.fma(x1, c21);
      c22 = w2.fma(x2, c22);
      c23 = w2.fma(x3, c23);
      row += am;
      FloatVector w3 = FloatVector.fromMemorySegment(FLOATS, left, row, ORDER);
      c30 = w3.fma(x0, c30);
      c31 = w3.fma(x1, c31);
      c32 = w3.fma(x2, c32);
      c33 = w3.fma(x3, c33);
    }
    c00.intoMemorySegment(out, to, ORDER);
    c01.intoMemorySegment(out, to + BYTES, ORDER);
    c02.intoMemorySegment(out, to + 2 * BYTES, ORDER);
    c03.intoMemorySegment(out, to + 3 * BYTES, ORDER);
    to += cm;
    c10.intoMemorySegment(out, to, ORDER);
    c11.intoMemorySegment(out, to + BYTES, ORDER);
    c12.intoMemorySegment(out, to + 2 * BYTES, ORDER);
    c13.intoMemorySegment(out, to + 3 * BYTES, ORDER);
    to += cm;
    c20.intoMemorySegment(out, to, ORDER);
    c21.intoMemorySegment(out, to + BYTES, ORDER);
    c22.intoMemorySegment(out, to + 2 * BYTES, ORDER);
    c23.intoMemorySegment(out, to + 3 * BYTES, ORDER);
    to += cm;
    c30.intoMemorySegment(out, to, ORDER);
    c31.intoMemorySegment(out, to + BYTES, ORDER);
    c32.intoMemorySegment(out, to + 2 * BYTES, ORDER);
    c33.intoMemorySegment(out, to + 3 * BYTES, ORDER);
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
      long c,
      long cm) {
    long b0 = b + offsets[first];
    long b1 = b + offsets[first + 1];
    long b2 = b + offsets[first + 2];
    long b3 = b + offsets[first + 3];
    long to = c;
    FloatVector c00 = FloatVector.fromMemorySegment(FLOATS, out, c, ORDER);
    FloatVector c01 = FloatVector.fromMemorySegment(FLOATS, out, c + BYTES, ORDER);
    FloatVector c02 = FloatVector.fromMemorySegment(FLOATS, out, c + 2 * BYTES, ORDER);
    FloatVector c03 = FloatVector.fromMemorySegment(FLOATS, out, c + 3 * BYTES, ORDER);
    c += cm;
    FloatVector c10 = FloatVector.fromMemorySegment(FLOATS, out, c, ORDER);
    FloatVector c11 = FloatVector.fromMemorySegment(FLOATS, out, c + BYTES, ORDER);
    FloatVector c12 = FloatVector.fromMemorySegment(FLOATS, out, c + 2 * BYTES, ORDER);
    FloatVector c13 = FloatVector.fromMemorySegment(FLOATS, out, c + 3 * BYTES, ORDER);
    for (int k = 0; k < count; k++, a += BYTES) {
      long at = k * BYTES;
      FloatVector x0 = FloatVector.fromMemorySegment(FLOATS, right, b0 + at, ORDER);
      FloatVector x1 = FloatVector.fromMemorySegment(FLOATS, right, b1 + at, ORDER);
      FloatVector x2 = FloatVector.fromMemorySegment(FLOATS, right, b2 + at, ORDER);
      FloatVector x3 = FloatVector.fromMemorySegment(FLOATS, right, b3 + at, ORDER);
      long row = a;
      FloatVector w0 = FloatVector.fromMemorySegment(FLOATS, left, row, ORDER);
      c00 = w0.fma(x0, c00);
      c01 = w0.fma(x1, c01);
      c02 = w0.fma(x2, c02);
      c03 = w0.fma(x3, c03);
      row += am;
      FloatVector w1 = FloatVector.fromMemorySegment(FLOATS, left, row, ORDER);
      c10 = w1.fma(x0, c10);
      c11 = w1.fma(x1, c11);
      c12 = w1.fma(x2, c12);
      c13 = w1.fma(x3, c13);
    }
    c00.intoMemorySegment(out, to, ORDER);
    c01.intoMemorySegment(out, to + BYTES, ORDER);
    c02.intoMemorySegment(out, to + 2 * BYTES, ORDER);
    c03.intoMemorySegment(out, to + 3 * BYTES, ORDER);
    to += cm;
    c10.intoMemorySegment(out, to, ORDER);
    c11.intoMemorySegment(out, to + BYTES, ORDER);
    c12.intoMemorySegment(out, to + 2 * BYTES, ORDER);
    c13.intoMemorySegment(out, to + 3 * BYTES, ORDER);
  }
}
