package io.ranvier.backend.cpu;

import static io.ranvier.backend.cpu.Lanes.BYTES;
import static io.ranvier.backend.cpu.Lanes.FLOATS;
import static io.ranvier.backend.cpu.Lanes.ORDER;
import static io.ranvier.backend.cpu.Simd.KERNEL;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/// Blocks of 14 and 8 rows by two vectors like those of [WideBlocks], whose sums run through
/// several stretches of the left side: `C[r, j] = Σᵢ Σₖ left[a + r·am + stretches[i] + k] ·
/// B[i·length + k, j]` over all stretches i, and `k < length`.
///
/// A stretch is a row of taps, so the rows of a patch are read where they are, and one block sums
/// all of them. Rows of B are dense, two vectors each.
///
/// There is one loop, which counts down to the end of a stretch: of two, one in the other, the
/// compiler keeps an address for each row in registers of the inner one, and the sums in memory,
/// which makes the block of 14 rows two times slower.
///
/// Measured (Zen 5, 512 bits, two threads, where [WideBlocks] reach 452 GFLOP/s): 3 stretches of
/// 384 at 467, with B from the second-level cache, 7 of 21 at 465, 3 of 9 at 421.
final class StretchBlocks {

  private StretchBlocks() {}

  static void block14x2(
      int[] stretches,
      int length,
      float[] left,
      int a,
      int am,
      int ak,
      MemorySegment right,
      long b,
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
    int terms = stretches.length * length;
    int stretch = 0;
    int rest = length;
    int next = a + stretches[0];
    for (int k = 0; k < terms; k++, b += 2 * BYTES) {
      FloatVector bx = FloatVector.fromMemorySegment(FLOATS, right, b, ORDER);
      FloatVector by = FloatVector.fromMemorySegment(FLOATS, right, b + BYTES, ORDER);
      int row = next;
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
      next += ak;
      if (--rest == 0 && ++stretch < stretches.length) {
        rest = length;
        next = a + stretches[stretch];
      }
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
      int[] stretches,
      int length,
      float[] left,
      int a,
      int am,
      int ak,
      MemorySegment right,
      long b,
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
    int terms = stretches.length * length;
    int stretch = 0;
    int rest = length;
    int next = a + stretches[0];
    for (int k = 0; k < terms; k++, b += 2 * BYTES) {
      FloatVector bx = FloatVector.fromMemorySegment(FLOATS, right, b, ORDER);
      FloatVector by = FloatVector.fromMemorySegment(FLOATS, right, b + BYTES, ORDER);
      int row = next;
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
      next += ak;
      if (--rest == 0 && ++stretch < stretches.length) {
        rest = length;
        next = a + stretches[stretch];
      }
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

  /// Computes any number of rows and up to two vectors of columns.
  ///
  /// Fewer than 14 rows that are left are taken by the lowest block that holds them; of 15 or 16,
  /// two blocks of 8 do less in vain.
  ///
  /// @param scratch room for 14 rows of two vectors at `w`
  static void multiply(
      int rows,
      int columns,
      int[] stretches,
      int length,
      float[] left,
      int a,
      int am,
      MemorySegment right,
      long b,
      MemorySegment out,
      long c,
      long cm,
      MemorySegment scratch,
      long w) {
    boolean whole = columns == 2 * Lanes.COUNT;
    for (int row = 0; row < rows; ) {
      int rest = rows - row;
      int height = rest <= 8 || rest == 15 || rest == 16 ? 8 : 14;
      int done = Math.min(rest, height);
      boolean direct = whole && done == height;
      MemorySegment target = direct ? out : scratch;
      long t = direct ? c : w;
      long tm = direct ? cm : 2 * BYTES;
      if (height == 14) {
        block14x2(stretches, length, left, a, am, 1, right, b, target, t, tm);
      } else {
        block8x2(stretches, length, left, a, am, 1, right, b, target, t, tm);
      }
      if (!direct) KERNEL.copy(done, columns, scratch, w, 2 * BYTES, out, c, cm);
      row += done;
      a += done * am;
      c += done * cm;
    }
  }
}
