package io.ranvier.backend.cpu;

import static io.ranvier.backend.cpu.Lanes.BYTES;
import static io.ranvier.backend.cpu.Lanes.FLOATS;
import static io.ranvier.backend.cpu.Lanes.ORDER;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/// Blocks of 14 and 8 rows by two vectors: `C = A·B`, everything in registers.
///
/// The idea: a step of k loads two vectors of B and broadcasts 14 elements of A for 28 fused
/// multiply-adds into 28 sums; one register remains. A comes from an array: a load from one is a
/// single bytecode, while a scalar load from a segment is a tower of calls, of which the compiler
/// drops one or the other once the method is large, and each that is dropped makes the block five
/// times slower. The code is written out, because the compiler keeps vectors in registers only when
/// each has a name; and it does no more than it must (sums begin with zeros, whoever wants to add
/// to C does so afterwards), because methods that are much larger are too large for the first
/// compiler, and then may never reach the second.
///
/// `A[r, k]` is `left[a + r·am + k·ak]`; the other arguments are those of [Microkernel#multiply].
///
/// Measured (Zen 5, 512 bits, one thread, depth 256, data in the first-level cache; a loop of fused
/// multiply-adds alone reaches 250 GFLOP/s): 14 x 2 runs at 244 GFLOP/s, 8 x 2 at 231; of
/// [LowBlocks], 6 x 2 at 232, 4 x 2 at 200, 2 x 2 at 125.
final class WideBlocks {

  private WideBlocks() {}

  static void block14x2(
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
    FloatVector c6x = zero;
    FloatVector c6y = zero;
    FloatVector c7x = zero;
    FloatVector c7y = zero;
    FloatVector c8x = zero;
    FloatVector c8y = zero;
    FloatVector c9x = zero;
    FloatVector c9y = zero;
    FloatVector c10x = zero;
    FloatVector c10y = zero;
    FloatVector c11x = zero;
    FloatVector c11y = zero;
    FloatVector c12x = zero;
    FloatVector c12y = zero;
    FloatVector c13x = zero;
    FloatVector c13y = zero;
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
      row += am;
      FloatVector a6 = FloatVector.broadcast(FLOATS, left[row]);
      c6x = a6.fma(bx, c6x);
      c6y = a6.fma(by, c6y);
      row += am;
      FloatVector a7 = FloatVector.broadcast(FLOATS, left[row]);
      c7x = a7.fma(bx, c7x);
      c7y = a7.fma(by, c7y);
      row += am;
      FloatVector a8 = FloatVector.broadcast(FLOATS, left[row]);
      c8x = a8.fma(bx, c8x);
      c8y = a8.fma(by, c8y);
      row += am;
      FloatVector a9 = FloatVector.broadcast(FLOATS, left[row]);
      c9x = a9.fma(bx, c9x);
      c9y = a9.fma(by, c9y);
      row += am;
      FloatVector a10 = FloatVector.broadcast(FLOATS, left[row]);
      c10x = a10.fma(bx, c10x);
      c10y = a10.fma(by, c10y);
      row += am;
      FloatVector a11 = FloatVector.broadcast(FLOATS, left[row]);
      c11x = a11.fma(bx, c11x);
      c11y = a11.fma(by, c11y);
      row += am;
      FloatVector a12 = FloatVector.broadcast(FLOATS, left[row]);
      c12x = a12.fma(bx, c12x);
      c12y = a12.fma(by, c12y);
      row += am;
      FloatVector a13 = FloatVector.broadcast(FLOATS, left[row]);
      c13x = a13.fma(bx, c13x);
      c13y = a13.fma(by, c13y);
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
    c += cm;
    c6x.intoMemorySegment(out, c, ORDER);
    c6y.intoMemorySegment(out, c + BYTES, ORDER);
    c += cm;
    c7x.intoMemorySegment(out, c, ORDER);
    c7y.intoMemorySegment(out, c + BYTES, ORDER);
    c += cm;
    c8x.intoMemorySegment(out, c, ORDER);
    c8y.intoMemorySegment(out, c + BYTES, ORDER);
    c += cm;
    c9x.intoMemorySegment(out, c, ORDER);
    c9y.intoMemorySegment(out, c + BYTES, ORDER);
    c += cm;
    c10x.intoMemorySegment(out, c, ORDER);
    c10y.intoMemorySegment(out, c + BYTES, ORDER);
    c += cm;
    c11x.intoMemorySegment(out, c, ORDER);
    c11y.intoMemorySegment(out, c + BYTES, ORDER);
    c += cm;
    c12x.intoMemorySegment(out, c, ORDER);
    c12y.intoMemorySegment(out, c + BYTES, ORDER);
    c += cm;
    c13x.intoMemorySegment(out, c, ORDER);
    c13y.intoMemorySegment(out, c + BYTES, ORDER);
  }

  static void block8x2(
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
    FloatVector c6x = zero;
    FloatVector c6y = zero;
    FloatVector c7x = zero;
    FloatVector c7y = zero;
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
      row += am;
      FloatVector a6 = FloatVector.broadcast(FLOATS, left[row]);
      c6x = a6.fma(bx, c6x);
      c6y = a6.fma(by, c6y);
      row += am;
      FloatVector a7 = FloatVector.broadcast(FLOATS, left[row]);
      c7x = a7.fma(bx, c7x);
      c7y = a7.fma(by, c7y);
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
    c += cm;
    c6x.intoMemorySegment(out, c, ORDER);
    c6y.intoMemorySegment(out, c + BYTES, ORDER);
    c += cm;
    c7x.intoMemorySegment(out, c, ORDER);
    c7y.intoMemorySegment(out, c + BYTES, ORDER);
  }
}
