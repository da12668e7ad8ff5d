package io.ranvier.backend.cpu;

import static io.ranvier.backend.cpu.Lanes.BYTES;
import static io.ranvier.backend.cpu.Lanes.FLOATS;
import static io.ranvier.backend.cpu.Lanes.ORDER;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/// Blocks of 6, 4 and 2 rows by two vectors: for the last rows of a product, and for machines with
/// 16 registers, where 6 x 2 is the largest that fits. As [WideBlocks] otherwise.
final class LowBlocks {

  private LowBlocks() {}

  static void block6x2(
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
    FloatVector c0y = zero;
    FloatVector c1x = zero;
    FloatVector c1y = zero;
    FloatVector c2x = zero;
    FloatVector c2y = zero;
    FloatVector c3x = zero;
    FloatVector c3y = zero;
    FloatVector c4x = zero;
    FloatVector c4y = zero;
    FloatVector c5x = zero;
    FloatVector c5y = zero;
    for (int k = 0; k < depth; k++, a += ak, b += bk) {
      FloatVector bx = FloatVector.fromMemorySegment(FLOATS, right, b, ORDER);
      FloatVector by = FloatVector.fromMemorySegment(FLOATS, right, b + BYTES, ORDER);
      int row = a;
      FloatVector a0 = FloatVector.broadcast(FLOATS, left[row]);
      c0x = a0.fma(bx, c0x);
      c0y = a0.fma(by, c0y);
      row += am;
      FloatVector a1 = FloatVector.broadcast(FLOATS, left[row]);
      c1x = a1.fma(bx, c1x);
      c1y = a1.fma(by, c1y);
      row += am;
      FloatVector a2 = FloatVector.broadcast(FLOATS, left[row]);
      c2x = a2.fma(bx, c2x);
      c2y = a2.fma(by, c2y);
      row += am;
      FloatVector a3 = FloatVector.broadcast(FLOATS, left[row]);
      c3x = a3.fma(bx, c3x);
      c3y = a3.fma(by, c3y);
      row += am;
      FloatVector a4 = FloatVector.broadcast(FLOATS, left[row]);
      c4x = a4.fma(bx, c4x);
      c4y = a4.fma(by, c4y);
      row += am;
      FloatVector a5 = FloatVector.broadcast(FLOATS, left[row]);
      c5x = a5.fma(bx, c5x);
      c5y = a5.fma(by, c5y);
    }
    c0x.intoMemorySegment(out, c, ORDER);
    c0y.intoMemorySegment(out, c + BYTES, ORDER);
    c += cm;
    c1x.intoMemorySegment(out, c, ORDER);
    c1y.intoMemorySegment(out, c + BYTES, ORDER);
    c += cm;
    c2x.intoMemorySegment(out, c, ORDER);
    c2y.intoMemorySegment(out, c + BYTES, ORDER);
    c += cm;
    c3x.intoMemorySegment(out, c, ORDER);
    c3y.intoMemorySegment(out, c + BYTES, ORDER);
    c += cm;
    c4x.intoMemorySegment(out, c, ORDER);
    c4y.intoMemorySegment(out, c + BYTES, ORDER);
    c += cm;
    c5x.intoMemorySegment(out, c, ORDER);
    c5y.intoMemorySegment(out, c + BYTES, ORDER);
  }

  static void block4x2(
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
    FloatVector c0y = zero;
    FloatVector c1x = zero;
    FloatVector c1y = zero;
    FloatVector c2x = zero;
    FloatVector c2y = zero;
    FloatVector c3x = zero;
    FloatVector c3y = zero;
    for (int k = 0; k < depth; k++, a += ak, b += bk) {
      FloatVector bx = FloatVector.fromMemorySegment(FLOATS, right, b, ORDER);
      FloatVector by = FloatVector.fromMemorySegment(FLOATS, right, b + BYTES, ORDER);
      int row = a;
      FloatVector a0 = FloatVector.broadcast(FLOATS, left[row]);
      c0x = a0.fma(bx, c0x);
      c0y = a0.fma(by, c0y);
      row += am;
      FloatVector a1 = FloatVector.broadcast(FLOATS, left[row]);
      c1x = a1.fma(bx, c1x);
      c1y = a1.fma(by, c1y);
      row += am;
      FloatVector a2 = FloatVector.broadcast(FLOATS, left[row]);
      c2x = a2.fma(bx, c2x);
      c2y = a2.fma(by, c2y);
      row += am;
      FloatVector a3 = FloatVector.broadcast(FLOATS, left[row]);
      c3x = a3.fma(bx, c3x);
      c3y = a3.fma(by, c3y);
    }
    c0x.intoMemorySegment(out, c, ORDER);
    c0y.intoMemorySegment(out, c + BYTES, ORDER);
    c += cm;
    c1x.intoMemorySegment(out, c, ORDER);
    c1y.intoMemorySegment(out, c + BYTES, ORDER);
    c += cm;
    c2x.intoMemorySegment(out, c, ORDER);
    c2y.intoMemorySegment(out, c + BYTES, ORDER);
    c += cm;
    c3x.intoMemorySegment(out, c, ORDER);
    c3y.intoMemorySegment(out, c + BYTES, ORDER);
  }

  static void block2x2(
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
    FloatVector c0y = zero;
    FloatVector c1x = zero;
    FloatVector c1y = zero;
    for (int k = 0; k < depth; k++, a += ak, b += bk) {
      FloatVector bx = FloatVector.fromMemorySegment(FLOATS, right, b, ORDER);
      FloatVector by = FloatVector.fromMemorySegment(FLOATS, right, b + BYTES, ORDER);
      int row = a;
      FloatVector a0 = FloatVector.broadcast(FLOATS, left[row]);
      c0x = a0.fma(bx, c0x);
      c0y = a0.fma(by, c0y);
      row += am;
      FloatVector a1 = FloatVector.broadcast(FLOATS, left[row]);
      c1x = a1.fma(bx, c1x);
      c1y = a1.fma(by, c1y);
    }
    c0x.intoMemorySegment(out, c, ORDER);
    c0y.intoMemorySegment(out, c + BYTES, ORDER);
    c += cm;
    c1x.intoMemorySegment(out, c, ORDER);
    c1y.intoMemorySegment(out, c + BYTES, ORDER);
  }
}
