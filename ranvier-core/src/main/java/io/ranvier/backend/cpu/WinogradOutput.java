package io.ranvier.backend.cpu;

import static io.ranvier.backend.cpu.Lanes.BYTES;
import static io.ranvier.backend.cpu.Lanes.COUNT;
import static io.ranvier.backend.cpu.Lanes.FLOATS;
import static io.ranvier.backend.cpu.Lanes.ORDER;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/// The transform of [Winograd] from matrices to pictures, `Aᵀ·m·A`, in two passes: six rows of
/// products become four, for a number of tiles at once; then six columns four pixels, tile by tile.
/// Where `points` is 5 instead of 6, the products of the last row and column are zeros.
///
/// In one pass, or with its loops written out, a method is too large for the first compiler, and
/// then it is never compiled at all.
final class WinogradOutput {

  private WinogradOutput() {}

  /// `Aᵀ·m` of `count` floats, a whole number of vectors.
  ///
  /// @param m where the first of `points²` matrices begins, `matrix` bytes apart
  /// @param t where the first of `4·points` matrices of the result goes, dense
  /// @param zeros `count` of them
  static void down(
      int points, int count, MemorySegment data, long m, long matrix, long t, long zeros) {
    Memory.offHeap(data);
    FloatVector two = FloatVector.broadcast(FLOATS, 2);
    FloatVector four = FloatVector.broadcast(FLOATS, 4);
    FloatVector eight = FloatVector.broadcast(FLOATS, 8);
    long plane = 4L * points * count;
    long row = points * matrix;
    for (int j = 0; j < points; j++) {
      long sixth = points > 5 ? m + j * matrix + 5 * row : zeros;
      for (int c = 0; c < count; c += COUNT) {
        long from = m + j * matrix + 4L * c;
        long to = t + 4L * j * count + 4L * c;
        FloatVector m0 = FloatVector.fromMemorySegment(FLOATS, data, from, ORDER);
        FloatVector m1 = FloatVector.fromMemorySegment(FLOATS, data, from + row, ORDER);
        FloatVector m2 = FloatVector.fromMemorySegment(FLOATS, data, from + 2 * row, ORDER);
        FloatVector m3 = FloatVector.fromMemorySegment(FLOATS, data, from + 3 * row, ORDER);
        FloatVector m4 = FloatVector.fromMemorySegment(FLOATS, data, from + 4 * row, ORDER);
        FloatVector m5 = FloatVector.fromMemorySegment(FLOATS, data, sixth + 4L * c, ORDER);
        FloatVector p = m1.add(m2);
        FloatVector q = m1.sub(m2);
        FloatVector r = m3.add(m4);
        FloatVector s = m3.sub(m4);
        m0.add(p).add(r).intoMemorySegment(data, to, ORDER);
        s.fma(two, q).intoMemorySegment(data, to + plane, ORDER);
        r.fma(four, p).intoMemorySegment(data, to + 2 * plane, ORDER);
        s.fma(eight, q).add(m5).intoMemorySegment(data, to + 3 * plane, ORDER);
      }
    }
  }

  /// `(Aᵀ·m)·A` of one tile, of which only `rows` and `columns` may lie inside the picture.
  ///
  /// @param count floats of a pixel, at least a vector
  /// @param t where the first of `4·points` vectors begins, `plane` bytes apart
  /// @param zeros `count` of them
  /// @param y where the first pixel goes; rows are `line` bytes apart, pixels `pixel` bytes
  static void across(
      int points,
      int rows,
      int columns,
      int count,
      MemorySegment data,
      long t,
      long plane,
      long zeros,
      MemorySegment to,
      long y,
      long line,
      long pixel) {
    Memory.offHeap(data, to);
    FloatVector two = FloatVector.broadcast(FLOATS, 2);
    FloatVector four = FloatVector.broadcast(FLOATS, 4);
    FloatVector eight = FloatVector.broadcast(FLOATS, 8);
    long last = 4L * count - BYTES;
    for (int i = 0; i < rows; i++) {
      long sixth = points > 5 ? t + (6L * i + 5) * plane : zeros;
      for (int c = 0; c < count; c += COUNT) {
        long at = Math.min(4L * c, last);
        long from = t + (long) points * i * plane + at;
        long out = y + i * line + at;
        FloatVector t0 = FloatVector.fromMemorySegment(FLOATS, data, from, ORDER);
        FloatVector t1 = FloatVector.fromMemorySegment(FLOATS, data, from + plane, ORDER);
        FloatVector t2 = FloatVector.fromMemorySegment(FLOATS, data, from + 2 * plane, ORDER);
        FloatVector t3 = FloatVector.fromMemorySegment(FLOATS, data, from + 3 * plane, ORDER);
        FloatVector t4 = FloatVector.fromMemorySegment(FLOATS, data, from + 4 * plane, ORDER);
        FloatVector t5 = FloatVector.fromMemorySegment(FLOATS, data, sixth + at, ORDER);
        FloatVector p = t1.add(t2);
        FloatVector q = t1.sub(t2);
        FloatVector r = t3.add(t4);
        FloatVector s = t3.sub(t4);
        t0.add(p).add(r).intoMemorySegment(to, out, ORDER);
        if (columns > 1) {
          s.fma(two, q).intoMemorySegment(to, out + pixel, ORDER);
        }
        if (columns > 2) {
          r.fma(four, p).intoMemorySegment(to, out + 2 * pixel, ORDER);
        }
        if (columns > 3) {
          s.fma(eight, q).add(t5).intoMemorySegment(to, out + 3 * pixel, ORDER);
        }
      }
    }
  }
}
