package io.ranvier.backend.cpu;

import static io.ranvier.backend.cpu.Lanes.BYTES;
import static io.ranvier.backend.cpu.Lanes.FLOATS;
import static io.ranvier.backend.cpu.Lanes.ORDER;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/// Blocks of 4 x 4 dot products, whose lanes hold neighbouring terms: 8 loads for 16 fused
/// multiply-adds, and no broadcast.
final class VectorStrips {

  private VectorStrips() {}

  /// As [Microkernel#strip].
  static void run(
      int count,
      MemorySegment left,
      long x,
      long xm,
      MemorySegment right,
      long y,
      long ym,
      MemorySegment sums,
      long s) {
    Memory.offHeap(left, right, sums);
    FloatVector s00 = FloatVector.fromMemorySegment(FLOATS, sums, s, ORDER);
    FloatVector s01 = FloatVector.fromMemorySegment(FLOATS, sums, s + 1 * BYTES, ORDER);
    FloatVector s02 = FloatVector.fromMemorySegment(FLOATS, sums, s + 2 * BYTES, ORDER);
    FloatVector s03 = FloatVector.fromMemorySegment(FLOATS, sums, s + 3 * BYTES, ORDER);
    FloatVector s10 = FloatVector.fromMemorySegment(FLOATS, sums, s + 4 * BYTES, ORDER);
    FloatVector s11 = FloatVector.fromMemorySegment(FLOATS, sums, s + 5 * BYTES, ORDER);
    FloatVector s12 = FloatVector.fromMemorySegment(FLOATS, sums, s + 6 * BYTES, ORDER);
    FloatVector s13 = FloatVector.fromMemorySegment(FLOATS, sums, s + 7 * BYTES, ORDER);
    FloatVector s20 = FloatVector.fromMemorySegment(FLOATS, sums, s + 8 * BYTES, ORDER);
    FloatVector s21 = FloatVector.fromMemorySegment(FLOATS, sums, s + 9 * BYTES, ORDER);
    FloatVector s22 = FloatVector.fromMemorySegment(FLOATS, sums, s + 10 * BYTES, ORDER);
    FloatVector s23 = FloatVector.fromMemorySegment(FLOATS, sums, s + 11 * BYTES, ORDER);
    FloatVector s30 = FloatVector.fromMemorySegment(FLOATS, sums, s + 12 * BYTES, ORDER);
    FloatVector s31 = FloatVector.fromMemorySegment(FLOATS, sums, s + 13 * BYTES, ORDER);
    FloatVector s32 = FloatVector.fromMemorySegment(FLOATS, sums, s + 14 * BYTES, ORDER);
    FloatVector s33 = FloatVector.fromMemorySegment(FLOATS, sums, s + 15 * BYTES, ORDER);
    for (int k = 0; k < count; k += Lanes.COUNT, x += BYTES, y += BYTES) {
      FloatVector y0 = FloatVector.fromMemorySegment(FLOATS, right, y, ORDER);
      FloatVector y1 = FloatVector.fromMemorySegment(FLOATS, right, y + ym, ORDER);
      FloatVector y2 = FloatVector.fromMemorySegment(FLOATS, right, y + 2 * ym, ORDER);
      FloatVector y3 = FloatVector.fromMemorySegment(FLOATS, right, y + 3 * ym, ORDER);
      FloatVector x0 = FloatVector.fromMemorySegment(FLOATS, left, x, ORDER);
      s00 = x0.fma(y0, s00);
      s01 = x0.fma(y1, s01);
      s02 = x0.fma(y2, s02);
      s03 = x0.fma(y3, s03);
      FloatVector x1 = FloatVector.fromMemorySegment(FLOATS, left, x + xm, ORDER);
      s10 = x1.fma(y0, s10);
      s11 = x1.fma(y1, s11);
      s12 = x1.fma(y2, s12);
      s13 = x1.fma(y3, s13);
      FloatVector x2 = FloatVector.fromMemorySegment(FLOATS, left, x + 2 * xm, ORDER);
      s20 = x2.fma(y0, s20);
      s21 = x2.fma(y1, s21);
      s22 = x2.fma(y2, s22);
      s23 = x2.fma(y3, s23);
      FloatVector x3 = FloatVector.fromMemorySegment(FLOATS, left, x + 3 * xm, ORDER);
      s30 = x3.fma(y0, s30);
      s31 = x3.fma(y1, s31);
      s32 = x3.fma(y2, s32);
      s33 = x3.fma(y3, s33);
    }
    s00.intoMemorySegment(sums, s, ORDER);
    s01.intoMemorySegment(sums, s + 1 * BYTES, ORDER);
    s02.intoMemorySegment(sums, s + 2 * BYTES, ORDER);
    s03.intoMemorySegment(sums, s + 3 * BYTES, ORDER);
    s10.intoMemorySegment(sums, s + 4 * BYTES, ORDER);
    s11.intoMemorySegment(sums, s + 5 * BYTES, ORDER);
    s12.intoMemorySegment(sums, s + 6 * BYTES, ORDER);
    s13.intoMemorySegment(sums, s + 7 * BYTES, ORDER);
    s20.intoMemorySegment(sums, s + 8 * BYTES, ORDER);
    s21.intoMemorySegment(sums, s + 9 * BYTES, ORDER);
    s22.intoMemorySegment(sums, s + 10 * BYTES, ORDER);
    s23.intoMemorySegment(sums, s + 11 * BYTES, ORDER);
    s30.intoMemorySegment(sums, s + 12 * BYTES, ORDER);
    s31.intoMemorySegment(sums, s + 13 * BYTES, ORDER);
    s32.intoMemorySegment(sums, s + 14 * BYTES, ORDER);
    s33.intoMemorySegment(sums, s + 15 * BYTES, ORDER);
  }
}
