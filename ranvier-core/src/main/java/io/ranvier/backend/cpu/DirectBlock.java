package io.ranvier.backend.cpu;

import static io.ranvier.backend.cpu.Lanes.BYTES;
import static io.ranvier.backend.cpu.Lanes.FLOATS;
import static io.ranvier.backend.cpu.Lanes.ORDER;
import static io.ranvier.backend.cpu.Simd.FLOAT;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/// The inner loop of [DirectConvolution]: eight sums of one vector each, all in registers.
///
/// Each product wants a float of its own in all lanes, and the machine brings about one of those
/// into a register in a cycle, in which it could do two products. So one vector of outputs runs at
/// little more than half the machine's rate, and whoever finds a second use for each float can
/// double it.
///
/// Measured (Zen 5, one thread): sums of 150 terms at 120 to 140 GFLOP/s, of 249.
final class DirectBlock {
  static final int ROWS = 8;

  private DirectBlock() {}

  /// `Cᵣ = C₀ᵣ + Σ x(aᵣ + i·outerStep + k·innerStep) · B(i · inner + k)` over `i < outer` and `k <
  /// inner`, where Cᵣ and the B are vectors, and x is one float.
  ///
  /// Row r reads from `aᵣ = a + starts(first + r)`; B lies dense at `b`, C₀ᵣ at `f + r·fm`, Cᵣ at
  /// `c + r·cm`. All of these count bytes. Stores are whole vectors: with masked ones in here, the
  /// compiler kept all vectors on the heap, which was a hundred times slower.
  static void run(
      MemorySegment left,
      long a,
      long[] starts,
      int first,
      int outer,
      long outerStep,
      int inner,
      long innerStep,
      MemorySegment right,
      long b,
      MemorySegment from,
      long f,
      long fm,
      MemorySegment out,
      long c,
      long cm) {
    Memory.offHeap(left, right, from, out);
    long a0 = a + starts[first];
    long a1 = a + starts[first + 1];
    long a2 = a + starts[first + 2];
    long a3 = a + starts[first + 3];
    long a4 = a + starts[first + 4];
    long a5 = a + starts[first + 5];
    long a6 = a + starts[first + 6];
    long a7 = a + starts[first + 7];
    FloatVector c0 = FloatVector.fromMemorySegment(FLOATS, from, f, ORDER);
    FloatVector c1 = FloatVector.fromMemorySegment(FLOATS, from, f + fm, ORDER);
    FloatVector c2 = FloatVector.fromMemorySegment(FLOATS, from, f + 2 * fm, ORDER);
    FloatVector c3 = FloatVector.fromMemorySegment(FLOATS, from, f + 3 * fm, ORDER);
    FloatVector c4 = FloatVector.fromMemorySegment(FLOATS, from, f + 4 * fm, ORDER);
    FloatVector c5 = FloatVector.fromMemorySegment(FLOATS, from, f + 5 * fm, ORDER);
    FloatVector c6 = FloatVector.fromMemorySegment(FLOATS, from, f + 6 * fm, ORDER);
    FloatVector c7 = FloatVector.fromMemorySegment(FLOATS, from, f + 7 * fm, ORDER);
    for (int i = 0; i < outer; i++) {
      long row = i * outerStep;
      for (int k = 0; k < inner; k++, b += BYTES, row += innerStep) {
        FloatVector bx = FloatVector.fromMemorySegment(FLOATS, right, b, ORDER);
        FloatVector x0 = FloatVector.broadcast(FLOATS, left.get(FLOAT, a0 + row));
        c0 = x0.fma(bx, c0);
        FloatVector x1 = FloatVector.broadcast(FLOATS, left.get(FLOAT, a1 + row));
        c1 = x1.fma(bx, c1);
        FloatVector x2 = FloatVector.broadcast(FLOATS, left.get(FLOAT, a2 + row));
        c2 = x2.fma(bx, c2);
        FloatVector x3 = FloatVector.broadcast(FLOATS, left.get(FLOAT, a3 + row));
        c3 = x3.fma(bx, c3);
        FloatVector x4 = FloatVector.broadcast(FLOATS, left.get(FLOAT, a4 + row));
        c4 = x4.fma(bx, c4);
        FloatVector x5 = FloatVector.broadcast(FLOATS, left.get(FLOAT, a5 + row));
        c5 = x5.fma(bx, c5);
        FloatVector x6 = FloatVector.broadcast(FLOATS, left.get(FLOAT, a6 + row));
        c6 = x6.fma(bx, c6);
        FloatVector x7 = FloatVector.broadcast(FLOATS, left.get(FLOAT, a7 + row));
        c7 = x7.fma(bx, c7);
      }
    }
    c0.intoMemorySegment(out, c, ORDER);
    c1.intoMemorySegment(out, c + cm, ORDER);
    c2.intoMemorySegment(out, c + 2 * cm, ORDER);
    c3.intoMemorySegment(out, c + 3 * cm, ORDER);
    c4.intoMemorySegment(out, c + 4 * cm, ORDER);
    c5.intoMemorySegment(out, c + 5 * cm, ORDER);
    c6.intoMemorySegment(out, c + 6 * cm, ORDER);
    c7.intoMemorySegment(out, c + 7 * cm, ORDER);
  }
}
