package io.ranvier.backend.cpu;

import static io.ranvier.backend.cpu.Lanes.FLOATS;
import static io.ranvier.backend.cpu.Lanes.ORDER;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/// Blocks of 14, 8, 4 and 2 rows by one vector: the twins of [WideBlocks] for narrow results.
///
/// A step of k loads as often as it multiplies, so 14 x 1 and 8 x 1 run at 175 GFLOP/s where 14 x 2
/// reaches 240.
final class NarrowBlocks {

  private NarrowBlocks() {}

  static void block14x1(
      int depth,
      float[] left,
      int a,
      int am,
      int ak,
      MemorySegment right,
      long b,
      long bk,
      MemorySegment out,
      long c,
      long cm) {
    Memory.offHeap(right, out);
    FloatVector zero = FloatVector.zero(FLOATS);
    FloatVector c0x = zero;
    FloatVector c1x = zero;
    FloatVector c2x = zero;
    FloatVector c3x = zero;
    FloatVector c4x = zero;
    FloatVector c5x = zero;
    FloatVector c6x = zero;
    FloatVector c7x = zero;
    FloatVector c8x = zero;
    FloatVector c9x = zero;
    FloatVector c10x = zero;
    FloatVector c11x = zero;
    FloatVector c12x = zero;
    FloatVector c13x = zero;
    for (int k = 0; k < depth; k++, a += ak, b += bk) {
      FloatVector bx = FloatVector.fromMemorySegment(FLOATS, right, b, ORDER);
      int row = a;
      FloatVector a0 = FloatVector.broadcast(FLOATS, left[row]);
      c0x = a0.fma(bx, c0x);
      row += am;
      FloatVector a1 = FloatVector.broadcast(FLOATS, left[row]);
      c1x = a1.fma(bx, c1x);
      row += am;
      FloatVector a2 = FloatVector.broadcast(FLOATS, left[row]);
      c2x = a2.fma(bx, c2x);
      row += am;
      FloatVector a3 = FloatVector.broadcast(FLOATS, left[row]);
      c3x = a3.fma(bx, c3x);
      row += am;
      FloatVector a4 = FloatVector.broadcast(FLOATS, left[row]);
      c4x = a4.fma(bx, c4x);
      row += am;
      FloatVector a5 = FloatVector.broadcast(FLOATS, left[row]);
      c5x = a5.fma(bx, c5x);
      row += am;
      FloatVector a6 = FloatVector.broadcast(FLOATS, left[row]);
      c6x = a6.fma(bx, c6x);
      row += am;
      FloatVector a7 = FloatVector.broadcast(FLOATS, left[row]);
      c7x = a7.fma(bx, c7x);
      row += am;
      FloatVector a8 = FloatVector.broadcast(FLOATS, left[row]);
      c8x = a8.fma(bx, c8x);
      row += am;
      FloatVector a9 = FloatVector.broadcast(FLOATS, left[row]);
      c9x = a9.fma(bx, c9x);
      row += am;
      FloatVector a10 = FloatVector.broadcast(FLOATS, left[row]);
      c10x = a10.fma(bx, c10x);
      row += am;
      FloatVector a11 = FloatVector.broadcast(FLOATS, left[row]);
      c11x = a11.fma(bx, c11x);
      row += am;
      FloatVector a12 = FloatVector.broadcast(FLOATS, left[row]);
      c12x = a12.fma(bx, c12x);
      row += am;
      FloatVector a13 = FloatVector.broadcast(FLOATS, left[row]);
      c13x = a13.fma(bx, c13x);
    }
    c0x.intoMemorySegment(out, c, ORDER);
    c += cm;
    c1x.intoMemorySegment(out, c, ORDER);
    c += cm;
    c2x.intoMemorySegment(out, c, ORDER);
    c += cm;
    c3x.intoMemorySegment(out, c, ORDER);
    c += cm;
    c4x.intoMemorySegment(out, c, ORDER);
    c += cm;
    c5x.intoMemorySegment(out, c, ORDER);
    c += cm;
    c6x.intoMemorySegment(out, c, ORDER);
    c += cm;
    c7x.intoMemorySegment(out, c, ORDER);
    c += cm;
    c8x.intoMemorySegment(out, c, ORDER);
    c += cm;
    c9x.intoMemorySegment(out, c, ORDER);
    c += cm;
    c10x.intoMemorySegment(out, c, ORDER);
    c += cm;
    c11x.intoMemorySegment(out, c, ORDER);
    c += cm;
    c12x.intoMemorySegment(out, c, ORDER);
    c += cm;
    c13x.intoMemorySegment(out, c, ORDER);
  }

  static void block8x1(
      int depth,
      float[] left,
      int a,
      int am,
      int ak,
      MemorySegment right,
      long b,
      long bk,
      MemorySegment out,
      long c,
      long cm) {
    Memory.offHeap(right, out);
    FloatVector zero = FloatVector.zero(FLOATS);
    FloatVector c0x = zero;
    FloatVector c1x = zero;
    FloatVector c2x = zero;
    FloatVector c3x = zero;
    FloatVector c4x = zero;
    FloatVector c5x = zero;
    FloatVector c6x = zero;
    FloatVector c7x = zero;
    for (int k = 0; k < depth; k++, a += ak, b += bk) {
      FloatVector bx = FloatVector.fromMemorySegment(FLOATS, right, b, ORDER);
      int row = a;
      FloatVector a0 = FloatVector.broadcast(FLOATS, left[row]);
      c0x = a0.fma(bx, c0x);
      row += am;
      FloatVector a1 = FloatVector.broadcast(FLOATS, left[row]);
      c1x = a1.fma(bx, c1x);
      row += am;
      FloatVector a2 = FloatVector.broadcast(FLOATS, left[row]);
      c2x = a2.fma(bx, c2x);
      row += am;
      FloatVector a3 = FloatVector.broadcast(FLOATS, left[row]);
      c3x = a3.fma(bx, c3x);
      row += am;
      FloatVector a4 = FloatVector.broadcast(FLOATS, left[row]);
      c4x = a4.fma(bx, c4x);
      row += am;
      FloatVector a5 = FloatVector.broadcast(FLOATS, left[row]);
      c5x = a5.fma(bx, c5x);
      row += am;
      FloatVector a6 = FloatVector.broadcast(FLOATS, left[row]);
      c6x = a6.fma(bx, c6x);
      row += am;
      FloatVector a7 = FloatVector.broadcast(FLOATS, left[row]);
      c7x = a7.fma(bx, c7x);
    }
    c0x.intoMemorySegment(out, c, ORDER);
    c += cm;
    c1x.intoMemorySegment(out, c, ORDER);
    c += cm;
    c2x.intoMemorySegment(out, c, ORDER);
    c += cm;
    c3x.intoMemorySegment(out, c, ORDER);
    c += cm;
    c4x.intoMemorySegment(out, c, ORDER);
    c += cm;
    c5x.intoMemorySegment(out, c, ORDER);
    c += cm;
    c6x.intoMemorySegment(out, c, ORDER);
    c += cm;
    c7x.intoMemorySegment(out, c, ORDER);
  }

  static void block4x1(
      int depth,
      float[] left,
      int a,
      int am,
      int ak,
      MemorySegment right,
      long b,
      long bk,
      MemorySegment out,
      long c,
      long cm) {
    Memory.offHeap(right, out);
    FloatVector zero = FloatVector.zero(FLOATS);
    FloatVector c0x = zero;
    FloatVector c1x = zero;
    FloatVector c2x = zero;
    FloatVector c3x = zero;
    for (int k = 0; k < depth; k++, a += ak, b += bk) {
      FloatVector bx = FloatVector.fromMemorySegment(FLOATS, right, b, ORDER);
      int row = a;
      FloatVector a0 = FloatVector.broadcast(FLOATS, left[row]);
      c0x = a0.fma(bx, c0x);
      row += am;
      FloatVector a1 = FloatVector.broadcast(FLOATS, left[row]);
      c1x = a1.fma(bx, c1x);
      row += am;
      FloatVector a2 = FloatVector.broadcast(FLOATS, left[row]);
      c2x = a2.fma(bx, c2x);
      row += am;
      FloatVector a3 = FloatVector.broadcast(FLOATS, left[row]);
      c3x = a3.fma(bx, c3x);
    }
    c0x.intoMemorySegment(out, c, ORDER);
    c += cm;
    c1x.intoMemorySegment(out, c, ORDER);
    c += cm;
    c2x.intoMemorySegment(out, c, ORDER);
    c += cm;
    c3x.intoMemorySegment(out, c, ORDER);
  }

  static void block2x1(
      int depth,
      float[] left,
      int a,
      int am,
      int ak,
      MemorySegment right,
      long b,
      long bk,
      MemorySegment out,
      long c,
      long cm) {
    Memory.offHeap(right, out);
    FloatVector zero = FloatVector.zero(FLOATS);
    FloatVector c0x = zero;
    FloatVector c1x = zero;
    for (int k = 0; k < depth; k++, a += ak, b += bk) {
      FloatVector bx = FloatVector.fromMemorySegment(FLOATS, right, b, ORDER);
      int row = a;
      FloatVector a0 = FloatVector.broadcast(FLOATS, left[row]);
      c0x = a0.fma(bx, c0x);
      row += am;
      FloatVector a1 = FloatVector.broadcast(FLOATS, left[row]);
      c1x = a1.fma(bx, c1x);
    }
    c0x.intoMemorySegment(out, c, ORDER);
    c += cm;
    c1x.intoMemorySegment(out, c, ORDER);
  }
}
