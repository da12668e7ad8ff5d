package io.ranvier.backend.cpu;

import static io.ranvier.backend.cpu.Lanes.BYTES;
import static io.ranvier.backend.cpu.Lanes.COUNT;
import static io.ranvier.backend.cpu.Lanes.FLOATS;
import static io.ranvier.backend.cpu.Lanes.INTS;
import static io.ranvier.backend.cpu.Lanes.ORDER;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/// The transforms of [Winograd] from pictures to matrices, on vectors of channels: `Bᵀ·d·B` of 6 x
/// 6 pixels and `A·d·Aᵀ` of 4 x 4, both in two passes. Where the kernel has 2 x 2 taps, `points` is
/// 5 instead of 6: then the sixth row is not used, and what would be the sixth column goes to a
/// spare place, so that loops have no conditions.
///
/// The first pass goes down: from the rows of a strip of tiles to the six rows of `Bᵀ·d`, each
/// pixel once, though neighbouring tiles share it. Rows outside the picture are read from one
/// inside, and their bits then masked away. The second pass goes across, tile by tile. What lies
/// between fits the first-level cache.
///
/// The last vector of a run ends where the run does and overlaps the one before it, so that nothing
/// is masked and nothing read or written beyond; a run must be a vector long at least.
final class WinogradTiles {

  private WinogradTiles() {}

  /// The row of memory in place of `row`, which may lie outside.
  private static long inside(int row, int height) {
    return Math.clamp(row, 0, height - 1);
  }

  private static int mask(int row, int height) {
    return 0 <= row && row < height ? -1 : 0;
  }

  /// `Bᵀ·d` down the columns.
  ///
  /// @param row the first of `points` rows of the picture, of `height` rows; may lie outside
  /// @param f where row 0 of the picture begins, rows `line` bytes apart
  /// @param columns how many runs of `count` floats, `pixel` bytes apart
  /// @param strip bytes from one of the rows of the result to the next; its runs are dense
  static void pictureDown(
      int row,
      int height,
      MemorySegment from,
      long f,
      long line,
      int columns,
      long pixel,
      int count,
      MemorySegment to,
      long t,
      long strip) {
    Memory.offHeap(from, to);
    long r0 = f + inside(row + 0, height) * line;
    long r1 = f + inside(row + 1, height) * line;
    long r2 = f + inside(row + 2, height) * line;
    long r3 = f + inside(row + 3, height) * line;
    long r4 = f + inside(row + 4, height) * line;
    long r5 = f + inside(row + 5, height) * line;
    IntVector k0 = IntVector.broadcast(INTS, mask(row + 0, height));
    IntVector k1 = IntVector.broadcast(INTS, mask(row + 1, height));
    IntVector k2 = IntVector.broadcast(INTS, mask(row + 2, height));
    IntVector k3 = IntVector.broadcast(INTS, mask(row + 3, height));
    IntVector k4 = IntVector.broadcast(INTS, mask(row + 4, height));
    IntVector k5 = IntVector.broadcast(INTS, mask(row + 5, height));
    FloatVector two = FloatVector.broadcast(FLOATS, 2);
    FloatVector minusTwo = FloatVector.broadcast(FLOATS, -2);
    FloatVector four = FloatVector.broadcast(FLOATS, 4);
    FloatVector minusFour = FloatVector.broadcast(FLOATS, -4);
    FloatVector minusFive = FloatVector.broadcast(FLOATS, -5);
    long last = 4L * count - BYTES;
    for (int column = 0; column < columns; column++) {
      for (int c = 0; c < count; c += COUNT) {
        long at = Math.min(4L * c, last);
        FloatVector d0 =
            FloatVector.fromMemorySegment(FLOATS, from, r0 + at, ORDER)
                .reinterpretAsInts()
                .and(k0)
                .reinterpretAsFloats();
        FloatVector d1 =
            FloatVector.fromMemorySegment(FLOATS, from, r1 + at, ORDER)
                .reinterpretAsInts()
                .and(k1)
                .reinterpretAsFloats();
        FloatVector d2 =
            FloatVector.fromMemorySegment(FLOATS, from, r2 + at, ORDER)
                .reinterpretAsInts()
                .and(k2)
                .reinterpretAsFloats();
        FloatVector d3 =
            FloatVector.fromMemorySegment(FLOATS, from, r3 + at, ORDER)
                .reinterpretAsInts()
                .and(k3)
                .reinterpretAsFloats();
        FloatVector d4 =
            FloatVector.fromMemorySegment(FLOATS, from, r4 + at, ORDER)
                .reinterpretAsInts()
                .and(k4)
                .reinterpretAsFloats();
        FloatVector d5 =
            FloatVector.fromMemorySegment(FLOATS, from, r5 + at, ORDER)
                .reinterpretAsInts()
                .and(k5)
                .reinterpretAsFloats();
        FloatVector p = d2.fma(minusFour, d4);
        FloatVector q = d1.fma(minusFour, d3);
        FloatVector r = d4.sub(d2);
        FloatVector s = d3.sub(d1);
        d0.fma(four, d2.fma(minusFive, d4)).intoMemorySegment(to, t + at, ORDER);
        p.add(q).intoMemorySegment(to, t + at + strip, ORDER);
        p.sub(q).intoMemorySegment(to, t + at + 2 * strip, ORDER);
        s.fma(two, r).intoMemorySegment(to, t + at + 3 * strip, ORDER);
        s.fma(minusTwo, r).intoMemorySegment(to, t + at + 4 * strip, ORDER);
        d1.fma(four, d3.fma(minusFive, d5)).intoMemorySegment(to, t + at + 5 * strip, ORDER);
      }
      r0 += pixel;
      r1 += pixel;
      r2 += pixel;
      r3 += pixel;
      r4 += pixel;
      r5 += pixel;
      t += 4L * count;
    }
  }

  /// `A·d` down the columns.
  ///
  /// @param row the first of 4 rows of the picture, of `height` rows; may lie outside
  /// @param f where row 0 of the picture begins, rows `line` bytes apart
  /// @param columns how many runs of `count` floats, `pixel` bytes apart
  /// @param strip bytes from one of the rows of the result to the next; its runs are dense
  static void gradientDown(
      int row,
      int height,
      MemorySegment from,
      long f,
      long line,
      int columns,
      long pixel,
      int count,
      MemorySegment to,
      long t,
      long strip) {
    Memory.offHeap(from, to);
    long r0 = f + inside(row + 0, height) * line;
    long r1 = f + inside(row + 1, height) * line;
    long r2 = f + inside(row + 2, height) * line;
    long r3 = f + inside(row + 3, height) * line;
    IntVector k0 = IntVector.broadcast(INTS, mask(row + 0, height));
    IntVector k1 = IntVector.broadcast(INTS, mask(row + 1, height));
    IntVector k2 = IntVector.broadcast(INTS, mask(row + 2, height));
    IntVector k3 = IntVector.broadcast(INTS, mask(row + 3, height));
    FloatVector two = FloatVector.broadcast(FLOATS, 2);
    FloatVector minusTwo = FloatVector.broadcast(FLOATS, -2);
    FloatVector four = FloatVector.broadcast(FLOATS, 4);
    long last = 4L * count - BYTES;
    for (int column = 0; column < columns; column++) {
      for (int c = 0; c < count; c += COUNT) {
        long at = Math.min(4L * c, last);
        FloatVector d0 =
            FloatVector.fromMemorySegment(FLOATS, from, r0 + at, ORDER)
                .reinterpretAsInts()
                .and(k0)
                .reinterpretAsFloats();
        FloatVector d1 =
            FloatVector.fromMemorySegment(FLOATS, from, r1 + at, ORDER)
                .reinterpretAsInts()
                .and(k1)
                .reinterpretAsFloats();
        FloatVector d2 =
            FloatVector.fromMemorySegment(FLOATS, from, r2 + at, ORDER)
                .reinterpretAsInts()
                .and(k2)
                .reinterpretAsFloats();
        FloatVector d3 =
            FloatVector.fromMemorySegment(FLOATS, from, r3 + at, ORDER)
                .reinterpretAsInts()
                .and(k3)
                .reinterpretAsFloats();
        FloatVector p = d0.add(d2);
        FloatVector q = d1.add(d3);
        FloatVector r = d2.fma(four, d0);
        FloatVector s = d3.fma(four, d1);
        d0.intoMemorySegment(to, t + at, ORDER);
        p.add(q).intoMemorySegment(to, t + at + strip, ORDER);
        p.sub(q).intoMemorySegment(to, t + at + 2 * strip, ORDER);
        s.fma(two, r).intoMemorySegment(to, t + at + 3 * strip, ORDER);
        s.fma(minusTwo, r).intoMemorySegment(to, t + at + 4 * strip, ORDER);
        d3.intoMemorySegment(to, t + at + 5 * strip, ORDER);
      }
      r0 += pixel;
      r1 += pixel;
      r2 += pixel;
      r3 += pixel;
      t += 4L * count;
    }
  }

  /// `(Bᵀ·d)·B` across the rows, tile by tile, to one row of each of `points²` matrices.
  ///
  /// @param t where the rows of the first tile begin, `strip` bytes apart; pixels are `count`
  ///   floats
  /// @param v where the first of `points²` matrices begins, `matrix` bytes apart, a tile `pitch`
  ///   bytes
  /// @param spare room for a run
  static void pictureAcross(
      int points,
      int tiles,
      int count,
      MemorySegment data,
      long t,
      long strip,
      long v,
      long matrix,
      long pitch,
      long spare) {
    Memory.offHeap(data);
    FloatVector two = FloatVector.broadcast(FLOATS, 2);
    FloatVector minusTwo = FloatVector.broadcast(FLOATS, -2);
    FloatVector four = FloatVector.broadcast(FLOATS, 4);
    FloatVector minusFour = FloatVector.broadcast(FLOATS, -4);
    FloatVector minusFive = FloatVector.broadcast(FLOATS, -5);
    long pixel = 4L * count;
    long last = 4L * count - BYTES;
    for (int tile = 0; tile < tiles; tile++, t += 4 * pixel, v += pitch) {
      for (int i = 0; i < points; i++) {
        long from = t + i * strip;
        long to = v + (long) points * i * matrix;
        long sixth = points > 5 ? to + 5 * matrix : spare;
        for (int c = 0; c < count; c += COUNT) {
          long at = Math.min(4L * c, last);
          long f = from + at;
          FloatVector d0 = FloatVector.fromMemorySegment(FLOATS, data, f, ORDER);
          FloatVector d1 = FloatVector.fromMemorySegment(FLOATS, data, f + pixel, ORDER);
          FloatVector d2 = FloatVector.fromMemorySegment(FLOATS, data, f + 2 * pixel, ORDER);
          FloatVector d3 = FloatVector.fromMemorySegment(FLOATS, data, f + 3 * pixel, ORDER);
          FloatVector d4 = FloatVector.fromMemorySegment(FLOATS, data, f + 4 * pixel, ORDER);
          FloatVector d5 = FloatVector.fromMemorySegment(FLOATS, data, f + 5 * pixel, ORDER);
          FloatVector p = d2.fma(minusFour, d4);
          FloatVector q = d1.fma(minusFour, d3);
          FloatVector r = d4.sub(d2);
          FloatVector s = d3.sub(d1);
          d0.fma(four, d2.fma(minusFive, d4)).intoMemorySegment(data, to + at, ORDER);
          p.add(q).intoMemorySegment(data, to + at + matrix, ORDER);
          p.sub(q).intoMemorySegment(data, to + at + 2 * matrix, ORDER);
          s.fma(two, r).intoMemorySegment(data, to + at + 3 * matrix, ORDER);
          s.fma(minusTwo, r).intoMemorySegment(data, to + at + 4 * matrix, ORDER);
          d1.fma(four, d3.fma(minusFive, d5)).intoMemorySegment(data, sixth + at, ORDER);
        }
      }
    }
  }

  /// `(A·d)·Aᵀ` across the rows, likewise.
  ///
  /// @param t where the rows of the first tile begin, `strip` bytes apart; pixels are `count`
  ///   floats
  /// @param v where the first of `points²` matrices begins, `matrix` bytes apart, a tile `pitch`
  ///   bytes
  /// @param spare room for a run
  static void gradientAcross(
      int points,
      int tiles,
      int count,
      MemorySegment data,
      long t,
      long strip,
      long v,
      long matrix,
      long pitch,
      long spare) {
    Memory.offHeap(data);
    FloatVector two = FloatVector.broadcast(FLOATS, 2);
    FloatVector minusTwo = FloatVector.broadcast(FLOATS, -2);
    FloatVector four = FloatVector.broadcast(FLOATS, 4);
    long pixel = 4L * count;
    long last = 4L * count - BYTES;
    for (int tile = 0; tile < tiles; tile++, t += 4 * pixel, v += pitch) {
      for (int i = 0; i < points; i++) {
        long from = t + i * strip;
        long to = v + (long) points * i * matrix;
        long sixth = points > 5 ? to + 5 * matrix : spare;
        for (int c = 0; c < count; c += COUNT) {
          long at = Math.min(4L * c, last);
          long f = from + at;
          FloatVector d0 = FloatVector.fromMemorySegment(FLOATS, data, f, ORDER);
          FloatVector d1 = FloatVector.fromMemorySegment(FLOATS, data, f + pixel, ORDER);
          FloatVector d2 = FloatVector.fromMemorySegment(FLOATS, data, f + 2 * pixel, ORDER);
          FloatVector d3 = FloatVector.fromMemorySegment(FLOATS, data, f + 3 * pixel, ORDER);
          FloatVector p = d0.add(d2);
          FloatVector q = d1.add(d3);
          FloatVector r = d2.fma(four, d0);
          FloatVector s = d3.fma(four, d1);
          d0.intoMemorySegment(data, to + at, ORDER);
          p.add(q).intoMemorySegment(data, to + at + matrix, ORDER);
          p.sub(q).intoMemorySegment(data, to + at + 2 * matrix, ORDER);
          s.fma(two, r).intoMemorySegment(data, to + at + 3 * matrix, ORDER);
          s.fma(minusTwo, r).intoMemorySegment(data, to + at + 4 * matrix, ORDER);
          d3.intoMemorySegment(data, sixth + at, ORDER);
        }
      }
    }
  }
}
