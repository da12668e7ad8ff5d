package io.ranvier.backend.cpu;

import static io.ranvier.backend.cpu.Lanes.BYTES;
import static io.ranvier.backend.cpu.Lanes.FLOATS;
import static io.ranvier.backend.cpu.Lanes.INT;
import static io.ranvier.backend.cpu.Lanes.INTS;
import static io.ranvier.backend.cpu.Lanes.ORDER;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/// The inner loop of [TapRows]: eight rows by two vectors of sums, all in registers, over a
/// rectangle of pixels.
final class TapRowBlock {
  static final int ROWS = 8;
  static final int VECTORS = 2;

  private TapRowBlock() {}

  /// `C[r, v] = Σ A[p, q, r] · x(b + p·line + q·bq)[v]` over `p < height` and `q < width`, where
  /// `A[p, q, r]` is the float at `a + (p·width + q)·aq + 4r`, and the vectors of C lie one after
  /// the other. Bytes.
  static void run(
      int height,
      int width,
      MemorySegment left,
      long a,
      long aq,
      MemorySegment right,
      long b,
      long line,
      long bq,
      MemorySegment out,
      long c) {
    Memory.offHeap(left, right, out);
    FloatVector c00 = FloatVector.zero(FLOATS);
    FloatVector c01 = c00;
    FloatVector c10 = c00;
    FloatVector c11 = c00;
    FloatVector c20 = c00;
    FloatVector c21 = c00;
    FloatVector c30 = c00;
    FloatVector c31 = c00;
    FloatVector c40 = c00;
    FloatVector c41 = c00;
    FloatVector c50 = c00;
    FloatVector c51 = c00;
    FloatVector c60 = c00;
    FloatVector c61 = c00;
    FloatVector c70 = c00;
    FloatVector c71 = c00;
    for (int p = 0; p < height; p++, b += line) {
      long at = b;
      for (int q = 0; q < width; q++, a += aq, at += bq) {
        FloatVector x0 = FloatVector.fromMemorySegment(FLOATS, right, at, ORDER);
        FloatVector x1 = FloatVector.fromMemorySegment(FLOATS, right, at + BYTES, ORDER);
        FloatVector d0 = IntVector.broadcast(INTS, left.get(INT, a)).reinterpretAsFloats();
        c00 = d0.fma(x0, c00);
        c01 = d0.fma(x1, c01);
        FloatVector d1 = IntVector.broadcast(INTS, left.get(INT, a + 4)).reinterpretAsFloats();
        c10 = d1.fma(x0, c10);
        c11 = d1.fma(x1, c11);
        FloatVector d2 = IntVector.broadcast(INTS, left.get(INT, a + 8)).reinterpretAsFloats();
        c20 = d2.fma(x0, c20);
        c21 = d2.fma(x1, c21);
        FloatVector d3 = IntVector.broadcast(INTS, left.get(INT, a + 12)).reinterpretAsFloats();
        c30 = d3.fma(x0, c30);
        c31 = d3.fma(x1, c31);
        FloatVector d4 = IntVector.broadcast(INTS, left.get(INT, a + 16)).reinterpretAsFloats();
        c40 = d4.fma(x0, c40);
        c41 = d4.fma(x1, c41);
        FloatVector d5 = IntVector.broadcast(INTS, left.get(INT, a + 20)).reinterpretAsFloats();
        c50 = d5.fma(x0, c50);
        c51 = d5.fma(x1, c51);
        FloatVector d6 = IntVector.broadcast(INTS, left.get(INT, a + 24)).reinterpretAsFloats();
        c60 = d6.fma(x0, c60);
        c61 = d6.fma(x1, c61);
        FloatVector d7 = IntVector.broadcast(INTS, left.get(INT, a + 28)).reinterpretAsFloats();
        c70 = d7.fma(x0, c70);
        c71 = d7.fma(x1, c71);
      }
    }
    c00.intoMemorySegment(out, c, ORDER);
    c01.intoMemorySegment(out, c + BYTES, ORDER);
    c10.intoMemorySegment(out, c + 2 * BYTES, ORDER);
    c11.intoMemorySegment(out, c + 3 * BYTES, ORDER);
    c20.intoMemorySegment(out, c + 4 * BYTES, ORDER);
    c21.intoMemorySegment(out, c + 5 * BYTES, ORDER);
    c30.intoMemorySegment(out, c + 6 * BYTES, ORDER);
    c31.intoMemorySegment(out, c + 7 * BYTES, ORDER);
    c40.intoMemorySegment(out, c + 8 * BYTES, ORDER);
    c41.intoMemorySegment(out, c + 9 * BYTES, ORDER);
    c50.intoMemorySegment(out, c + 10 * BYTES, ORDER);
    c51.intoMemorySegment(out, c + 11 * BYTES, ORDER);
    c60.intoMemorySegment(out, c + 12 * BYTES, ORDER);
    c61.intoMemorySegment(out, c + 13 * BYTES, ORDER);
    c70.intoMemorySegment(out, c + 14 * BYTES, ORDER);
    c71.intoMemorySegment(out, c + 15 * BYTES, ORDER);
  }
}
