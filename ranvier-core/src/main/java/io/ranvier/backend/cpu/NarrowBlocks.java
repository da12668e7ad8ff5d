package io.ranvier.backend.cpu;

import static io.ranvier.backend.cpu.Lanes.FLOATS;
import static io.ranvier.backend.cpu.Lanes.INT;
import static io.ranvier.backend.cpu.Lanes.INTS;
import static io.ranvier.backend.cpu.Lanes.ORDER;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/// Blocks of 8, 4, 2 and 1 rows by one vector: the twins of [WideBlocks] for narrow results.
///
/// A step of k loads as often as it multiplies, so 8 x 1 runs at 120 GFLOP/s where 8 x 2 reaches
/// 225.
final class NarrowBlocks {

  private NarrowBlocks() {}

  static void block8x1(
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
    FloatVector c1x = FloatVector.zero(FLOATS);
    FloatVector c2x = FloatVector.zero(FLOATS);
    FloatVector c3x = FloatVector.zero(FLOATS);
    FloatVector c4x = FloatVector.zero(FLOATS);
    FloatVector c5x = FloatVector.zero(FLOATS);
    FloatVector c6x = FloatVector.zero(FLOATS);
    FloatVector c7x = FloatVector.zero(FLOATS);
    for (int k = 0; k < depth; k++, a += ak, b += bk) {
      FloatVector bx = FloatVector.fromMemorySegment(FLOATS, right, b, ORDER);
      long row = a;
      FloatVector a0 = IntVector.broadcast(INTS, left.get(INT, row)).reinterpretAsFloats();
      c0x = a0.fma(bx, c0x);
      row += am;
      FloatVector a1 = IntVector.broadcast(INTS, left.get(INT, row)).reinterpretAsFloats();
      c1x = a1.fma(bx, c1x);
      row += am;
      FloatVector a2 = IntVector.broadcast(INTS, left.get(INT, row)).reinterpretAsFloats();
      c2x = a2.fma(bx, c2x);
      row += am;
      FloatVector a3 = IntVector.broadcast(INTS, left.get(INT, row)).reinterpretAsFloats();
      c3x = a3.fma(bx, c3x);
      row += am;
      FloatVector a4 = IntVector.broadcast(INTS, left.get(INT, row)).reinterpretAsFloats();
      c4x = a4.fma(bx, c4x);
      row += am;
      FloatVector a5 = IntVector.broadcast(INTS, left.get(INT, row)).reinterpretAsFloats();
      c5x = a5.fma(bx, c5x);
      row += am;
      FloatVector a6 = IntVector.broadcast(INTS, left.get(INT, row)).reinterpretAsFloats();
      c6x = a6.fma(bx, c6x);
      row += am;
      FloatVector a7 = IntVector.broadcast(INTS, left.get(INT, row)).reinterpretAsFloats();
      c7x = a7.fma(bx, c7x);
    }
    c0x.intoMemorySegment(out, c, ORDER);
    c1x.intoMemorySegment(out, c + cm, ORDER);
    c2x.intoMemorySegment(out, c + 2 * cm, ORDER);
    c3x.intoMemorySegment(out, c + 3 * cm, ORDER);
    c4x.intoMemorySegment(out, c + 4 * cm, ORDER);
    c5x.intoMemorySegment(out, c + 5 * cm, ORDER);
    c6x.intoMemorySegment(out, c + 6 * cm, ORDER);
    c7x.intoMemorySegment(out, c + 7 * cm, ORDER);
  }

  static void block4x1(
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
    FloatVector c1x = FloatVector.zero(FLOATS);
    FloatVector c2x = FloatVector.zero(FLOATS);
    FloatVector c3x = FloatVector.zero(FLOATS);
    for (int k = 0; k < depth; k++, a += ak, b += bk) {
      FloatVector bx = FloatVector.fromMemorySegment(FLOATS, right, b, ORDER);
      long row = a;
      FloatVector a0 = IntVector.broadcast(INTS, left.get(INT, row)).reinterpretAsFloats();
      c0x = a0.fma(bx, c0x);
      row += am;
      FloatVector a1 = IntVector.broadcast(INTS, left.get(INT, row)).reinterpretAsFloats();
      c1x = a1.fma(bx, c1x);
      row += am;
      FloatVector a2 = IntVector.broadcast(INTS, left.get(INT, row)).reinterpretAsFloats();
      c2x = a2.fma(bx, c2x);
      row += am;
      FloatVector a3 = IntVector.broadcast(INTS, left.get(INT, row)).reinterpretAsFloats();
      c3x = a3.fma(bx, c3x);
    }
    c0x.intoMemorySegment(out, c, ORDER);
    c1x.intoMemorySegment(out, c + cm, ORDER);
    c2x.intoMemorySegment(out, c + 2 * cm, ORDER);
    c3x.intoMemorySegment(out, c + 3 * cm, ORDER);
  }

  static void block2x1(
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
    FloatVector c1x = FloatVector.zero(FLOATS);
    for (int k = 0; k < depth; k++, a += ak, b += bk) {
      FloatVector bx = FloatVector.fromMemorySegment(FLOATS, right, b, ORDER);
      long row = a;
      FloatVector a0 = IntVector.broadcast(INTS, left.get(INT, row)).reinterpretAsFloats();
      c0x = a0.fma(bx, c0x);
      row += am;
      FloatVector a1 = IntVector.broadcast(INTS, left.get(INT, row)).reinterpretAsFloats();
      c1x = a1.fma(bx, c1x);
    }
    c0x.intoMemorySegment(out, c, ORDER);
    c1x.intoMemorySegment(out, c + cm, ORDER);
  }

  static void block1x1(
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
    for (int k = 0; k < depth; k++, a += ak, b += bk) {
      FloatVector bx = FloatVector.fromMemorySegment(FLOATS, right, b, ORDER);
      long row = a;
      FloatVector a0 = IntVector.broadcast(INTS, left.get(INT, row)).reinterpretAsFloats();
      c0x = a0.fma(bx, c0x);
    }
    c0x.intoMemorySegment(out, c, ORDER);
  }
}
