package io.ranvier.backend.cpu;

import static io.ranvier.backend.cpu.Lanes.BYTES;
import static io.ranvier.backend.cpu.Lanes.FLOATS;
import static io.ranvier.backend.cpu.Lanes.INT;
import static io.ranvier.backend.cpu.Lanes.INTS;
import static io.ranvier.backend.cpu.Lanes.ORDER;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/// Blocks of 8, 4, 2 and 1 rows by two vectors: `C = A·B`, everything in registers.
///
/// The idea: a step of k loads two vectors of B and broadcasts 8 elements of A for 16 fused
/// multiply-adds into 16 sums. A is read in place, with any strides, by one pointer that walks down
/// the rows: that needs few integer registers, so that nothing spills. The code is written out,
/// because the compiler keeps vectors in registers only when each has a name. Taller blocks would
/// load less, but from 12 rows on the method is too large for the first compiler and is never
/// compiled at all. Arguments are those of [Microkernel#multiply].
///
/// Measured (Zen 5, 512 bits, one thread, data in the first-level cache): 8 x 2 runs at 225
/// GFLOP/s, 90 % of the 249 that a loop of fused multiply-adds alone reaches; 4 x 2 at 195, 2 x 2
/// at 125, 1 x 2 at 62.
final class WideBlocks {

  private WideBlocks() {}

  static void block8x2(
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
    FloatVector c0x = FloatVector.zero(FLOATS);
    FloatVector c0y = FloatVector.zero(FLOATS);
    FloatVector c1x = FloatVector.zero(FLOATS);
    FloatVector c1y = FloatVector.zero(FLOATS);
    FloatVector c2x = FloatVector.zero(FLOATS);
    FloatVector c2y = FloatVector.zero(FLOATS);
    FloatVector c3x = FloatVector.zero(FLOATS);
    FloatVector c3y = FloatVector.zero(FLOATS);
    FloatVector c4x = FloatVector.zero(FLOATS);
    FloatVector c4y = FloatVector.zero(FLOATS);
    FloatVector c5x = FloatVector.zero(FLOATS);
    FloatVector c5y = FloatVector.zero(FLOATS);
    FloatVector c6x = FloatVector.zero(FLOATS);
    FloatVector c6y = FloatVector.zero(FLOATS);
    FloatVector c7x = FloatVector.zero(FLOATS);
    FloatVector c7y = FloatVector.zero(FLOATS);
    for (int k = 0; k < depth; k++, a += ak, b += bk) {
      FloatVector bx = FloatVector.fromMemorySegment(FLOATS, right, b, ORDER);
      FloatVector by = FloatVector.fromMemorySegment(FLOATS, right, b + BYTES, ORDER);
      long row = a;
      FloatVector a0 = IntVector.broadcast(INTS, left.get(INT, row)).reinterpretAsFloats();
      c0x = a0.fma(bx, c0x);
      c0y = a0.fma(by, c0y);
      row += am;
      FloatVector a1 = IntVector.broadcast(INTS, left.get(INT, row)).reinterpretAsFloats();
      c1x = a1.fma(bx, c1x);
      c1y = a1.fma(by, c1y);
      row += am;
      FloatVector a2 = IntVector.broadcast(INTS, left.get(INT, row)).reinterpretAsFloats();
      c2x = a2.fma(bx, c2x);
      c2y = a2.fma(by, c2y);
      row += am;
      FloatVector a3 = IntVector.broadcast(INTS, left.get(INT, row)).reinterpretAsFloats();
      c3x = a3.fma(bx, c3x);
      c3y = a3.fma(by, c3y);
      row += am;
      FloatVector a4 = IntVector.broadcast(INTS, left.get(INT, row)).reinterpretAsFloats();
      c4x = a4.fma(bx, c4x);
      c4y = a4.fma(by, c4y);
      row += am;
      FloatVector a5 = IntVector.broadcast(INTS, left.get(INT, row)).reinterpretAsFloats();
      c5x = a5.fma(bx, c5x);
      c5y = a5.fma(by, c5y);
      row += am;
      FloatVector a6 = IntVector.broadcast(INTS, left.get(INT, row)).reinterpretAsFloats();
      c6x = a6.fma(bx, c6x);
      c6y = a6.fma(by, c6y);
      row += am;
      FloatVector a7 = IntVector.broadcast(INTS, left.get(INT, row)).reinterpretAsFloats();
      c7x = a7.fma(bx, c7x);
      c7y = a7.fma(by, c7y);
    }
    c0x.intoMemorySegment(out, c, ORDER);
    c0y.intoMemorySegment(out, c + BYTES, ORDER);
    c1x.intoMemorySegment(out, c + cm, ORDER);
    c1y.intoMemorySegment(out, c + cm + BYTES, ORDER);
    c2x.intoMemorySegment(out, c + 2 * cm, ORDER);
    c2y.intoMemorySegment(out, c + 2 * cm + BYTES, ORDER);
    c3x.intoMemorySegment(out, c + 3 * cm, ORDER);
    c3y.intoMemorySegment(out, c + 3 * cm + BYTES, ORDER);
    c4x.intoMemorySegment(out, c + 4 * cm, ORDER);
    c4y.intoMemorySegment(out, c + 4 * cm + BYTES, ORDER);
    c5x.intoMemorySegment(out, c + 5 * cm, ORDER);
    c5y.intoMemorySegment(out, c + 5 * cm + BYTES, ORDER);
    c6x.intoMemorySegment(out, c + 6 * cm, ORDER);
    c6y.intoMemorySegment(out, c + 6 * cm + BYTES, ORDER);
    c7x.intoMemorySegment(out, c + 7 * cm, ORDER);
    c7y.intoMemorySegment(out, c + 7 * cm + BYTES, ORDER);
  }

  static void block4x2(
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
    FloatVector c0x = FloatVector.zero(FLOATS);
    FloatVector c0y = FloatVector.zero(FLOATS);
    FloatVector c1x = FloatVector.zero(FLOATS);
    FloatVector c1y = FloatVector.zero(FLOATS);
    FloatVector c2x = FloatVector.zero(FLOATS);
    FloatVector c2y = FloatVector.zero(FLOATS);
    FloatVector c3x = FloatVector.zero(FLOATS);
    FloatVector c3y = FloatVector.zero(FLOATS);
    for (int k = 0; k < depth; k++, a += ak, b += bk) {
      FloatVector bx = FloatVector.fromMemorySegment(FLOATS, right, b, ORDER);
      FloatVector by = FloatVector.fromMemorySegment(FLOATS, right, b + BYTES, ORDER);
      long row = a;
      FloatVector a0 = IntVector.broadcast(INTS, left.get(INT, row)).reinterpretAsFloats();
      c0x = a0.fma(bx, c0x);
      c0y = a0.fma(by, c0y);
      row += am;
      FloatVector a1 = IntVector.broadcast(INTS, left.get(INT, row)).reinterpretAsFloats();
      c1x = a1.fma(bx, c1x);
      c1y = a1.fma(by, c1y);
      row += am;
      FloatVector a2 = IntVector.broadcast(INTS, left.get(INT, row)).reinterpretAsFloats();
      c2x = a2.fma(bx, c2x);
      c2y = a2.fma(by, c2y);
      row += am;
      FloatVector a3 = IntVector.broadcast(INTS, left.get(INT, row)).reinterpretAsFloats();
      c3x = a3.fma(bx, c3x);
      c3y = a3.fma(by, c3y);
    }
    c0x.intoMemorySegment(out, c, ORDER);
    c0y.intoMemorySegment(out, c + BYTES, ORDER);
    c1x.intoMemorySegment(out, c + cm, ORDER);
    c1y.intoMemorySegment(out, c + cm + BYTES, ORDER);
    c2x.intoMemorySegment(out, c + 2 * cm, ORDER);
    c2y.intoMemorySegment(out, c + 2 * cm + BYTES, ORDER);
    c3x.intoMemorySegment(out, c + 3 * cm, ORDER);
    c3y.intoMemorySegment(out, c + 3 * cm + BYTES, ORDER);
  }

  static void block2x2(
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
    FloatVector c0x = FloatVector.zero(FLOATS);
    FloatVector c0y = FloatVector.zero(FLOATS);
    FloatVector c1x = FloatVector.zero(FLOATS);
    FloatVector c1y = FloatVector.zero(FLOATS);
    for (int k = 0; k < depth; k++, a += ak, b += bk) {
      FloatVector bx = FloatVector.fromMemorySegment(FLOATS, right, b, ORDER);
      FloatVector by = FloatVector.fromMemorySegment(FLOATS, right, b + BYTES, ORDER);
      long row = a;
      FloatVector a0 = IntVector.broadcast(INTS, left.get(INT, row)).reinterpretAsFloats();
      c0x = a0.fma(bx, c0x);
      c0y = a0.fma(by, c0y);
      row += am;
      FloatVector a1 = IntVector.broadcast(INTS, left.get(INT, row)).reinterpretAsFloats();
      c1x = a1.fma(bx, c1x);
      c1y = a1.fma(by, c1y);
    }
    c0x.intoMemorySegment(out, c, ORDER);
    c0y.intoMemorySegment(out, c + BYTES, ORDER);
    c1x.intoMemorySegment(out, c + cm, ORDER);
    c1y.intoMemorySegment(out, c + cm + BYTES, ORDER);
  }

  static void block1x2(
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
    FloatVector c0x = FloatVector.zero(FLOATS);
    FloatVector c0y = FloatVector.zero(FLOATS);
    for (int k = 0; k < depth; k++, a += ak, b += bk) {
      FloatVector bx = FloatVector.fromMemorySegment(FLOATS, right, b, ORDER);
      FloatVector by = FloatVector.fromMemorySegment(FLOATS, right, b + BYTES, ORDER);
      long row = a;
      FloatVector a0 = IntVector.broadcast(INTS, left.get(INT, row)).reinterpretAsFloats();
      c0x = a0.fma(bx, c0x);
      c0y = a0.fma(by, c0y);
    }
    c0x.intoMemorySegment(out, c, ORDER);
    c0y.intoMemorySegment(out, c + BYTES, ORDER);
  }
}
