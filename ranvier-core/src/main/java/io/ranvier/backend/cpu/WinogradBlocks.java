package io.ranvier.backend.cpu;

import static io.ranvier.backend.cpu.Lanes.BYTES;
import static io.ranvier.backend.cpu.Lanes.COUNT;
import static io.ranvier.backend.cpu.Lanes.FLOATS;
import static io.ranvier.backend.cpu.Lanes.INT;
import static io.ranvier.backend.cpu.Lanes.INTS;
import static io.ranvier.backend.cpu.Lanes.ORDER;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/// The products of [Winograd]: `C = A·B` or `C += A·B` in blocks of 5 or 4 rows by 4 or 2 vectors,
/// all within one workspace.
///
/// The idea: a block of 5 x 4 reads memory 9 times for 20 multiplications, one of 8 x 2 10 times
/// for 16; and each read costs its test for the bounds, so that 8 x 2 is limited by the
/// instructions that the processor can take in, 5 x 4 by its multipliers. Nothing is masked, rows
/// beyond the last are computed up to a whole block, and all sums begin with one common zero: with
/// zeros of their own, or sums read from memory, the first compiler gives the method up, and it is
/// never compiled. A sum that continues is therefore put down in scratch memory and added. Six rows
/// reach the limit of what the second compiler inlines: then the last row's reads are calls.
///
/// With 16 registers (256-bit vectors), blocks are 5 or 4 rows by 2 vectors.
///
/// Measured (Zen 5, 512 bits, one thread, data in the caches): 5 x 4 runs at 236 GFLOP/s for sums
/// of 64 and 239 for 256 terms, of 249 that the multipliers can do; 8 x 2 at 213 and 220.
final class WinogradBlocks {

  /// Rows that are computed beyond the last, at most.
  static final int SLACK = 3;

  /// Bytes of scratch memory.
  static final long SCRATCH = 5 * 4 * BYTES;

  private static final boolean WIDE = COUNT >= 16;

  private WinogradBlocks() {}

  /// @param rows how many rows matter
  /// @param vectors how many vectors of columns, an even number
  /// @param a where A begins: rows are `am` bytes apart, columns `ak`
  /// @param b where B begins: rows are `bk` bytes apart; every two vectors are `bn` bytes from the
  ///   two before
  /// @param c where C begins: rows are `cm` bytes apart, dense
  /// @param w where scratch memory begins
  static void multiply(
      int rows,
      int vectors,
      int depth,
      MemorySegment data,
      long a,
      long am,
      long ak,
      long b,
      long bk,
      long bn,
      boolean add,
      long c,
      long cm,
      long w) {
    for (int column = 0; column < vectors; ) {
      int wide = WIDE && vectors - column >= 4 ? 4 : 2;
      long from = b + column / 2 * bn;
      long to = c + column * BYTES;
      for (int row = 0; row < rows; ) {
        int high = (rows - row) % 5 == 0 ? 5 : 4;
        long t = add ? w : to + row * cm;
        long pitch = add ? wide * BYTES : cm;
        block(high, wide, depth, data, a + row * am, am, ak, from, bk, bn, t, pitch);
        if (add) {
          add(high, wide, data, w, to + row * cm, cm);
        }
        row += high;
      }
      column += wide;
    }
  }

  private static void block(
      int high,
      int wide,
      int depth,
      MemorySegment data,
      long a,
      long am,
      long ak,
      long b,
      long bk,
      long bn,
      long c,
      long cm) {
    if (wide == 4) {
      if (high == 5) {
        block5x4(depth, data, a, am, ak, b, bk, bn, c, cm);
      } else {
        block4x4(depth, data, a, am, ak, b, bk, bn, c, cm);
      }
    } else if (high == 5) {
      block5x2(depth, data, a, am, ak, b, bk, c, cm);
    } else {
      block4x2(depth, data, a, am, ak, b, bk, c, cm);
    }
  }

  /// Adds a dense block to one with rows `cm` bytes apart.
  private static void add(int high, int wide, MemorySegment data, long f, long c, long cm) {
    Memory.offHeap(data);
    for (int row = 0; row < high; row++, c += cm) {
      for (int i = 0; i < wide; i++, f += BYTES) {
        FloatVector.fromMemorySegment(FLOATS, data, c + i * BYTES, ORDER)
            .add(FloatVector.fromMemorySegment(FLOATS, data, f, ORDER))
            .intoMemorySegment(data, c + i * BYTES, ORDER);
      }
    }
  }

  private static void block5x4(
      int depth,
      MemorySegment data,
      long a,
      long am,
      long ak,
      long b,
      long bk,
      long bn,
      long c,
      long cm) {
    Memory.offHeap(data);
    FloatVector zero = FloatVector.zero(FLOATS);
    FloatVector c0x = zero;
    FloatVector c0y = zero;
    FloatVector c0z = zero;
    FloatVector c0w = zero;
    FloatVector c1x = zero;
    FloatVector c1y = zero;
    FloatVector c1z = zero;
    FloatVector c1w = zero;
    FloatVector c2x = zero;
    FloatVector c2y = zero;
    FloatVector c2z = zero;
    FloatVector c2w = zero;
    FloatVector c3x = zero;
    FloatVector c3y = zero;
    FloatVector c3z = zero;
    FloatVector c3w = zero;
    FloatVector c4x = zero;
    FloatVector c4y = zero;
    FloatVector c4z = zero;
    FloatVector c4w = zero;
    for (int k = 0; k < depth; k++, a += ak, b += bk) {
      FloatVector bx = FloatVector.fromMemorySegment(FLOATS, data, b, ORDER);
      FloatVector by = FloatVector.fromMemorySegment(FLOATS, data, b + BYTES, ORDER);
      FloatVector bz = FloatVector.fromMemorySegment(FLOATS, data, b + bn, ORDER);
      FloatVector bw = FloatVector.fromMemorySegment(FLOATS, data, b + bn + BYTES, ORDER);
      long row = a;
      FloatVector a0 = IntVector.broadcast(INTS, data.get(INT, row)).reinterpretAsFloats();
      c0x = a0.fma(bx, c0x);
      c0y = a0.fma(by, c0y);
      c0z = a0.fma(bz, c0z);
      c0w = a0.fma(bw, c0w);
      row += am;
      FloatVector a1 = IntVector.broadcast(INTS, data.get(INT, row)).reinterpretAsFloats();
      c1x = a1.fma(bx, c1x);
      c1y = a1.fma(by, c1y);
      c1z = a1.fma(bz, c1z);
      c1w = a1.fma(bw, c1w);
      row += am;
      FloatVector a2 = IntVector.broadcast(INTS, data.get(INT, row)).reinterpretAsFloats();
      c2x = a2.fma(bx, c2x);
      c2y = a2.fma(by, c2y);
      c2z = a2.fma(bz, c2z);
      c2w = a2.fma(bw, c2w);
      row += am;
      FloatVector a3 = IntVector.broadcast(INTS, data.get(INT, row)).reinterpretAsFloats();
      c3x = a3.fma(bx, c3x);
      c3y = a3.fma(by, c3y);
      c3z = a3.fma(bz, c3z);
      c3w = a3.fma(bw, c3w);
      row += am;
      FloatVector a4 = IntVector.broadcast(INTS, data.get(INT, row)).reinterpretAsFloats();
      c4x = a4.fma(bx, c4x);
      c4y = a4.fma(by, c4y);
      c4z = a4.fma(bz, c4z);
      c4w = a4.fma(bw, c4w);
    }
    c0x.intoMemorySegment(data, c, ORDER);
    c0y.intoMemorySegment(data, c + BYTES, ORDER);
    c0z.intoMemorySegment(data, c + 2 * BYTES, ORDER);
    c0w.intoMemorySegment(data, c + 3 * BYTES, ORDER);
    c += cm;
    c1x.intoMemorySegment(data, c, ORDER);
    c1y.intoMemorySegment(data, c + BYTES, ORDER);
    c1z.intoMemorySegment(data, c + 2 * BYTES, ORDER);
    c1w.intoMemorySegment(data, c + 3 * BYTES, ORDER);
    c += cm;
    c2x.intoMemorySegment(data, c, ORDER);
    c2y.intoMemorySegment(data, c + BYTES, ORDER);
    c2z.intoMemorySegment(data, c + 2 * BYTES, ORDER);
    c2w.intoMemorySegment(data, c + 3 * BYTES, ORDER);
    c += cm;
    c3x.intoMemorySegment(data, c, ORDER);
    c3y.intoMemorySegment(data, c + BYTES, ORDER);
    c3z.intoMemorySegment(data, c + 2 * BYTES, ORDER);
    c3w.intoMemorySegment(data, c + 3 * BYTES, ORDER);
    c += cm;
    c4x.intoMemorySegment(data, c, ORDER);
    c4y.intoMemorySegment(data, c + BYTES, ORDER);
    c4z.intoMemorySegment(data, c + 2 * BYTES, ORDER);
    c4w.intoMemorySegment(data, c + 3 * BYTES, ORDER);
  }

  private static void block4x4(
      int depth,
      MemorySegment data,
      long a,
      long am,
      long ak,
      long b,
      long bk,
      long bn,
      long c,
      long cm) {
    Memory.offHeap(data);
    FloatVector zero = FloatVector.zero(FLOATS);
    FloatVector c0x = zero;
    FloatVector c0y = zero;
    FloatVector c0z = zero;
    FloatVector c0w = zero;
    FloatVector c1x = zero;
    FloatVector c1y = zero;
    FloatVector c1z = zero;
    FloatVector c1w = zero;
    FloatVector c2x = zero;
    FloatVector c2y = zero;
    FloatVector c2z = zero;
    FloatVector c2w = zero;
    FloatVector c3x = zero;
    FloatVector c3y = zero;
    FloatVector c3z = zero;
    FloatVector c3w = zero;
    for (int k = 0; k < depth; k++, a += ak, b += bk) {
      FloatVector bx = FloatVector.fromMemorySegment(FLOATS, data, b, ORDER);
      FloatVector by = FloatVector.fromMemorySegment(FLOATS, data, b + BYTES, ORDER);
      FloatVector bz = FloatVector.fromMemorySegment(FLOATS, data, b + bn, ORDER);
      FloatVector bw = FloatVector.fromMemorySegment(FLOATS, data, b + bn + BYTES, ORDER);
      long row = a;
      FloatVector a0 = IntVector.broadcast(INTS, data.get(INT, row)).reinterpretAsFloats();
      c0x = a0.fma(bx, c0x);
      c0y = a0.fma(by, c0y);
      c0z = a0.fma(bz, c0z);
      c0w = a0.fma(bw, c0w);
      row += am;
      FloatVector a1 = IntVector.broadcast(INTS, data.get(INT, row)).reinterpretAsFloats();
      c1x = a1.fma(bx, c1x);
      c1y = a1.fma(by, c1y);
      c1z = a1.fma(bz, c1z);
      c1w = a1.fma(bw, c1w);
      row += am;
      FloatVector a2 = IntVector.broadcast(INTS, data.get(INT, row)).reinterpretAsFloats();
      c2x = a2.fma(bx, c2x);
      c2y = a2.fma(by, c2y);
      c2z = a2.fma(bz, c2z);
      c2w = a2.fma(bw, c2w);
      row += am;
      FloatVector a3 = IntVector.broadcast(INTS, data.get(INT, row)).reinterpretAsFloats();
      c3x = a3.fma(bx, c3x);
      c3y = a3.fma(by, c3y);
      c3z = a3.fma(bz, c3z);
      c3w = a3.fma(bw, c3w);
    }
    c0x.intoMemorySegment(data, c, ORDER);
    c0y.intoMemorySegment(data, c + BYTES, ORDER);
    c0z.intoMemorySegment(data, c + 2 * BYTES, ORDER);
    c0w.intoMemorySegment(data, c + 3 * BYTES, ORDER);
    c += cm;
    c1x.intoMemorySegment(data, c, ORDER);
    c1y.intoMemorySegment(data, c + BYTES, ORDER);
    c1z.intoMemorySegment(data, c + 2 * BYTES, ORDER);
    c1w.intoMemorySegment(data, c + 3 * BYTES, ORDER);
    c += cm;
    c2x.intoMemorySegment(data, c, ORDER);
    c2y.intoMemorySegment(data, c + BYTES, ORDER);
    c2z.intoMemorySegment(data, c + 2 * BYTES, ORDER);
    c2w.intoMemorySegment(data, c + 3 * BYTES, ORDER);
    c += cm;
    c3x.intoMemorySegment(data, c, ORDER);
    c3y.intoMemorySegment(data, c + BYTES, ORDER);
    c3z.intoMemorySegment(data, c + 2 * BYTES, ORDER);
    c3w.intoMemorySegment(data, c + 3 * BYTES, ORDER);
  }

  private static void block5x2(
      int depth, MemorySegment data, long a, long am, long ak, long b, long bk, long c, long cm) {
    Memory.offHeap(data);
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
    for (int k = 0; k < depth; k++, a += ak, b += bk) {
      FloatVector bx = FloatVector.fromMemorySegment(FLOATS, data, b, ORDER);
      FloatVector by = FloatVector.fromMemorySegment(FLOATS, data, b + BYTES, ORDER);
      long row = a;
      FloatVector a0 = IntVector.broadcast(INTS, data.get(INT, row)).reinterpretAsFloats();
      c0x = a0.fma(bx, c0x);
      c0y = a0.fma(by, c0y);
      row += am;
      FloatVector a1 = IntVector.broadcast(INTS, data.get(INT, row)).reinterpretAsFloats();
      c1x = a1.fma(bx, c1x);
      c1y = a1.fma(by, c1y);
      row += am;
      FloatVector a2 = IntVector.broadcast(INTS, data.get(INT, row)).reinterpretAsFloats();
      c2x = a2.fma(bx, c2x);
      c2y = a2.fma(by, c2y);
      row += am;
      FloatVector a3 = IntVector.broadcast(INTS, data.get(INT, row)).reinterpretAsFloats();
      c3x = a3.fma(bx, c3x);
      c3y = a3.fma(by, c3y);
      row += am;
      FloatVector a4 = IntVector.broadcast(INTS, data.get(INT, row)).reinterpretAsFloats();
      c4x = a4.fma(bx, c4x);
      c4y = a4.fma(by, c4y);
    }
    c0x.intoMemorySegment(data, c, ORDER);
    c0y.intoMemorySegment(data, c + BYTES, ORDER);
    c += cm;
    c1x.intoMemorySegment(data, c, ORDER);
    c1y.intoMemorySegment(data, c + BYTES, ORDER);
    c += cm;
    c2x.intoMemorySegment(data, c, ORDER);
    c2y.intoMemorySegment(data, c + BYTES, ORDER);
    c += cm;
    c3x.intoMemorySegment(data, c, ORDER);
    c3y.intoMemorySegment(data, c + BYTES, ORDER);
    c += cm;
    c4x.intoMemorySegment(data, c, ORDER);
    c4y.intoMemorySegment(data, c + BYTES, ORDER);
  }

  private static void block4x2(
      int depth, MemorySegment data, long a, long am, long ak, long b, long bk, long c, long cm) {
    Memory.offHeap(data);
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
      FloatVector bx = FloatVector.fromMemorySegment(FLOATS, data, b, ORDER);
      FloatVector by = FloatVector.fromMemorySegment(FLOATS, data, b + BYTES, ORDER);
      long row = a;
      FloatVector a0 = IntVector.broadcast(INTS, data.get(INT, row)).reinterpretAsFloats();
      c0x = a0.fma(bx, c0x);
      c0y = a0.fma(by, c0y);
      row += am;
      FloatVector a1 = IntVector.broadcast(INTS, data.get(INT, row)).reinterpretAsFloats();
      c1x = a1.fma(bx, c1x);
      c1y = a1.fma(by, c1y);
      row += am;
      FloatVector a2 = IntVector.broadcast(INTS, data.get(INT, row)).reinterpretAsFloats();
      c2x = a2.fma(bx, c2x);
      c2y = a2.fma(by, c2y);
      row += am;
      FloatVector a3 = IntVector.broadcast(INTS, data.get(INT, row)).reinterpretAsFloats();
      c3x = a3.fma(bx, c3x);
      c3y = a3.fma(by, c3y);
    }
    c0x.intoMemorySegment(data, c, ORDER);
    c0y.intoMemorySegment(data, c + BYTES, ORDER);
    c += cm;
    c1x.intoMemorySegment(data, c, ORDER);
    c1y.intoMemorySegment(data, c + BYTES, ORDER);
    c += cm;
    c2x.intoMemorySegment(data, c, ORDER);
    c2y.intoMemorySegment(data, c + BYTES, ORDER);
    c += cm;
    c3x.intoMemorySegment(data, c, ORDER);
    c3y.intoMemorySegment(data, c + BYTES, ORDER);
  }
}
