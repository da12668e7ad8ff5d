package io.ranvier.backend.cpu;

import static io.ranvier.backend.cpu.Lanes.BYTES;
import static io.ranvier.backend.cpu.Lanes.FLOATS;
import static io.ranvier.backend.cpu.Lanes.INT;
import static io.ranvier.backend.cpu.Lanes.INTS;
import static io.ranvier.backend.cpu.Lanes.ORDER;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/// The inner loop of [PixelConvolution]: blocks of six rows by three vectors of pixels, and of four
/// and two by four, all sums in registers.
///
/// Nearly every vector of pixels straddles two lines of the cache and costs three halves of a
/// cycle; so what counts is how many rows it serves. Six rows by four vectors would be a fifth
/// faster, if the compiler did not give up before the end of the method in some programs.
///
/// Measured (Zen 5, one thread, depth 25): six rows at 160 GFLOP/s, four at 129, of 249.
final class PixelSums {
  static final int MOST_VECTORS = 4;

  private PixelSums() {}

  /// How many of `rows` rows the next block takes; above them are rows that do not count.
  static int height(int rows) {
    return switch (rows) {
      case 1, 2 -> 2;
      case 5, 6 -> 6;
      default -> 4;
    };
  }

  /// How many vectors of pixels a block of this height takes.
  static int vectors(int height) {
    return height == 6 ? 3 : MOST_VECTORS;
  }

  /// `C[r, v] = Σ A[r, k] · x(b + offsets[k])[v]` over `k < depth`, for vectors v. Row r of A
  /// begins at `a + r·am`, row r of C at `c + r·cm`. Bytes.
  static void run(
      int rows,
      int depth,
      MemorySegment left,
      long a,
      long am,
      MemorySegment right,
      long b,
      long[] offsets,
      MemorySegment out,
      long c,
      long cm) {
    switch (rows) {
      case 6 -> sums6(depth, left, a, am, right, b, offsets, out, c, cm);
      case 4 -> sums4(depth, left, a, am, right, b, offsets, out, c, cm);
      default -> sums2(depth, left, a, am, right, b, offsets, out, c, cm);
    }
  }

  private static void sums6(
      int depth,
      MemorySegment left,
      long a,
      long am,
      MemorySegment right,
      long b,
      long[] offsets,
      MemorySegment out,
      long c,
      long cm) {
    Memory.offHeap(left, right, out);
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
    for (int k = 0; k < depth; k++, a += 4) {
      long at = b + offsets[k];
      FloatVector x0 = FloatVector.fromMemorySegment(FLOATS, right, at, ORDER);
      FloatVector x1 = FloatVector.fromMemorySegment(FLOATS, right, at + BYTES, ORDER);
      FloatVector x2 = FloatVector.fromMemorySegment(FLOATS, right, at + 2 * BYTES, ORDER);
      long row = a;
      FloatVector w0 = IntVector.broadcast(INTS, left.get(INT, row)).reinterpretAsFloats();
      c00 = w0.fma(x0, c00);
      c01 = w0.fma(x1, c01);
      c02 = w0.fma(x2, c02);
      row += am;
      FloatVector w1 = IntVector.broadcast(INTS, left.get(INT, row)).reinterpretAsFloats();
      c10 = w1.fma(x0, c10);
      c11 = w1.fma(x1, c11);
      c12 = w1.fma(x2, c12);
      row += am;
      FloatVector w2 = IntVector.broadcast(INTS, left.get(INT, row)).reinterpretAsFloats();
      c20 = w2.fma(x0, c20);
      c21 = w2.fma(x1, c21);
      c22 = w2.fma(x2, c22);
      row += am;
      FloatVector w3 = IntVector.broadcast(INTS, left.get(INT, row)).reinterpretAsFloats();
      c30 = w3.fma(x0, c30);
      c31 = w3.fma(x1, c31);
      c32 = w3.fma(x2, c32);
      row += am;
      FloatVector w4 = IntVector.broadcast(INTS, left.get(INT, row)).reinterpretAsFloats();
      c40 = w4.fma(x0, c40);
      c41 = w4.fma(x1, c41);
      c42 = w4.fma(x2, c42);
      row += am;
      FloatVector w5 = IntVector.broadcast(INTS, left.get(INT, row)).reinterpretAsFloats();
      c50 = w5.fma(x0, c50);
      c51 = w5.fma(x1, c51);
      c52 = w5.fma(x2, c52);
    }
    c00.intoMemorySegment(out, c, ORDER);
    c01.intoMemorySegment(out, c + BYTES, ORDER);
    c02.intoMemorySegment(out, c + 2 * BYTES, ORDER);
    c += cm;
    c10.intoMemorySegment(out, c, ORDER);
    c11.intoMemorySegment(out, c + BYTES, ORDER);
    c12.intoMemorySegment(out, c + 2 * BYTES, ORDER);
    c += cm;
    c20.intoMemorySegment(out, c, ORDER);
    c21.intoMemorySegment(out, c + BYTES, ORDER);
    c22.intoMemorySegment(out, c + 2 * BYTES, ORDER);
    c += cm;
    c30.intoMemorySegment(out, c, ORDER);
    c31.intoMemorySegment(out, c + BYTES, ORDER);
    c32.intoMemorySegment(out, c + 2 * BYTES, ORDER);
    c += cm;
    c40.intoMemorySegment(out, c, ORDER);
    c41.intoMemorySegment(out, c + BYTES, ORDER);
    c42.intoMemorySegment(out, c + 2 * BYTES, ORDER);
    c += cm;
    c50.intoMemorySegment(out, c, ORDER);
    c51.intoMemorySegment(out, c + BYTES, ORDER);
    c52.intoMemorySegment(out, c + 2 * BYTES, ORDER);
  }

  private static void sums4(
      int depth,
      MemorySegment left,
      long a,
      long am,
      MemorySegment right,
      long b,
      long[] offsets,
      MemorySegment out,
      long c,
      long cm) {
    Memory.offHeap(left, right, out);
    FloatVector c00 = FloatVector.zero(FLOATS);
    FloatVector c01 = c00;
    FloatVector c02 = c00;
    FloatVector c03 = c00;
    FloatVector c10 = c00;
    FloatVector c11 = c00;
    FloatVector c12 = c00;
    FloatVector c13 = c00;
    FloatVector c20 = c00;
    FloatVector c21 = c00;
    FloatVector c22 = c00;
    FloatVector c23 = c00;
    FloatVector c30 = c00;
    FloatVector c31 = c00;
    FloatVector c32 = c00;
    FloatVector c33 = c00;
    for (int k = 0; k < depth; k++, a += 4) {
      long at = b + offsets[k];
      FloatVector x0 = FloatVector.fromMemorySegment(FLOATS, right, at, ORDER);
      FloatVector x1 = FloatVector.fromMemorySegment(FLOATS, right, at + BYTES, ORDER);
      FloatVector x2 = FloatVector.fromMemorySegment(FLOATS, right, at + 2 * BYTES, ORDER);
      FloatVector x3 = FloatVector.fromMemorySegment(FLOATS, right, at + 3 * BYTES, ORDER);
      long row = a;
      FloatVector w0 = IntVector.broadcast(INTS, left.get(INT, row)).reinterpretAsFloats();
      c00 = w0.fma(x0, c00);
      c01 = w0.fma(x1, c01);
      c02 = w0.fma(x2, c02);
      c03 = w0.fma(x3, c03);
      row += am;
      FloatVector w1 = IntVector.broadcast(INTS, left.get(INT, row)).reinterpretAsFloats();
      c10 = w1.fma(x0, c10);
      c11 = w1.fma(x1, c11);
      c12 = w1.fma(x2, c12);
      c13 = w1.fma(x3, c13);
      row += am;
      FloatVector w2 = IntVector.broadcast(INTS, left.get(INT, row)).reinterpretAsFloats();
      c20 = w2.fma(x0, c20);
      c21 = w2.fma(x1, c21);
      c22 = w2.fma(x2, c22);
      c23 = w2.fma(x3, c23);
      row += am;
      FloatVector w3 = IntVector.broadcast(INTS, left.get(INT, row)).reinterpretAsFloats();
      c30 = w3.fma(x0, c30);
      c31 = w3.fma(x1, c31);
      c32 = w3.fma(x2, c32);
      c33 = w3.fma(x3, c33);
    }
    c00.intoMemorySegment(out, c, ORDER);
    c01.intoMemorySegment(out, c + BYTES, ORDER);
    c02.intoMemorySegment(out, c + 2 * BYTES, ORDER);
    c03.intoMemorySegment(out, c + 3 * BYTES, ORDER);
    c += cm;
    c10.intoMemorySegment(out, c, ORDER);
    c11.intoMemorySegment(out, c + BYTES, ORDER);
    c12.intoMemorySegment(out, c + 2 * BYTES, ORDER);
    c13.intoMemorySegment(out, c + 3 * BYTES, ORDER);
    c += cm;
    c20.intoMemorySegment(out, c, ORDER);
    c21.intoMemorySegment(out, c + BYTES, ORDER);
    c22.intoMemorySegment(out, c + 2 * BYTES, ORDER);
    c23.intoMemorySegment(out, c + 3 * BYTES, ORDER);
    c += cm;
    c30.intoMemorySegment(out, c, ORDER);
    c31.intoMemorySegment(out, c + BYTES, ORDER);
    c32.intoMemorySegment(out, c + 2 * BYTES, ORDER);
    c33.intoMemorySegment(out, c + 3 * BYTES, ORDER);
  }

  private static void sums2(
      int depth,
      MemorySegment left,
      long a,
      long am,
      MemorySegment right,
      long b,
      long[] offsets,
      MemorySegment out,
      long c,
      long cm) {
    Memory.offHeap(left, right, out);
    FloatVector c00 = FloatVector.zero(FLOATS);
    FloatVector c01 = c00;
    FloatVector c02 = c00;
    FloatVector c03 = c00;
    FloatVector c10 = c00;
    FloatVector c11 = c00;
    FloatVector c12 = c00;
    FloatVector c13 = c00;
    for (int k = 0; k < depth; k++, a += 4) {
      long at = b + offsets[k];
      FloatVector x0 = FloatVector.fromMemorySegment(FLOATS, right, at, ORDER);
      FloatVector x1 = FloatVector.fromMemorySegment(FLOATS, right, at + BYTES, ORDER);
      FloatVector x2 = FloatVector.fromMemorySegment(FLOATS, right, at + 2 * BYTES, ORDER);
      FloatVector x3 = FloatVector.fromMemorySegment(FLOATS, right, at + 3 * BYTES, ORDER);
      long row = a;
      FloatVector w0 = IntVector.broadcast(INTS, left.get(INT, row)).reinterpretAsFloats();
      c00 = w0.fma(x0, c00);
      c01 = w0.fma(x1, c01);
      c02 = w0.fma(x2, c02);
      c03 = w0.fma(x3, c03);
      row += am;
      FloatVector w1 = IntVector.broadcast(INTS, left.get(INT, row)).reinterpretAsFloats();
      c10 = w1.fma(x0, c10);
      c11 = w1.fma(x1, c11);
      c12 = w1.fma(x2, c12);
      c13 = w1.fma(x3, c13);
    }
    c00.intoMemorySegment(out, c, ORDER);
    c01.intoMemorySegment(out, c + BYTES, ORDER);
    c02.intoMemorySegment(out, c + 2 * BYTES, ORDER);
    c03.intoMemorySegment(out, c + 3 * BYTES, ORDER);
    c += cm;
    c10.intoMemorySegment(out, c, ORDER);
    c11.intoMemorySegment(out, c + BYTES, ORDER);
    c12.intoMemorySegment(out, c + 2 * BYTES, ORDER);
    c13.intoMemorySegment(out, c + 3 * BYTES, ORDER);
  }
}
