package io.ranvier.backend.cpu;

import static io.ranvier.backend.cpu.Lanes.COUNT;
import static io.ranvier.backend.cpu.Lanes.FLOATS;
import static io.ranvier.backend.cpu.Lanes.ORDER;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/// The transforms of [Winograd] between the 3 x 3 taps of a kernel and 6 x 6 matrices, `G·g·Gᵀ` and
/// its adjoint `Gᵀ·u·G`, on vectors of outputs. Each is two passes of one of the methods here.
///
/// Taps that a kernel has not are zeros. Without the third there are 5 `points` only, as the sixth
/// is the third tap.
final class WinogradWeights {

  private WinogradWeights() {}

  /// One, two or three vectors to five or six, `G·g`, for each of `rows` runs of `count` floats,
  /// whole vectors.
  ///
  /// @param g where the first begins; they are `tap` bytes apart, runs `row` bytes
  /// @param zeros `count` of them, in place of taps that there are not
  /// @param u where the first of the results goes, `matrix` bytes apart, runs `pitch` bytes
  static void spread(
      int points,
      int taps,
      int rows,
      int count,
      MemorySegment data,
      long g,
      long tap,
      long row,
      long zeros,
      long u,
      long matrix,
      long pitch) {
    Memory.offHeap(data);
    FloatVector quarter = FloatVector.broadcast(FLOATS, 1 / 4f);
    FloatVector sixth = FloatVector.broadcast(FLOATS, 1 / 6f);
    FloatVector twelfth = FloatVector.broadcast(FLOATS, 1 / 12f);
    FloatVector part = FloatVector.broadcast(FLOATS, 1 / 24f);
    for (int i = 0; i < rows; i++, g += row, u += pitch) {
      long second = taps > 1 ? g + tap : zeros;
      long third = taps > 2 ? g + 2 * tap : zeros;
      // The sixth result is the third tap: with five points, it is zero and stays there.
      long last = points > 5 ? u + 5 * matrix : zeros;
      for (int c = 0; c < count; c += COUNT) {
        long at = 4L * c;
        long to = u + at;
        FloatVector g0 = FloatVector.fromMemorySegment(FLOATS, data, g + at, ORDER);
        FloatVector g1 = FloatVector.fromMemorySegment(FLOATS, data, second + at, ORDER);
        FloatVector g2 = FloatVector.fromMemorySegment(FLOATS, data, third + at, ORDER);
        FloatVector q = g2.mul(sixth);
        FloatVector p = g0.fma(sixth, q);
        FloatVector r = g0.fma(part, q);
        FloatVector s = g1.mul(sixth);
        FloatVector t = g1.mul(twelfth);
        g0.mul(quarter).intoMemorySegment(data, to, ORDER);
        p.add(s).neg().intoMemorySegment(data, to + matrix, ORDER);
        s.sub(p).intoMemorySegment(data, to + 2 * matrix, ORDER);
        r.add(t).intoMemorySegment(data, to + 3 * matrix, ORDER);
        r.sub(t).intoMemorySegment(data, to + 4 * matrix, ORDER);
        g2.intoMemorySegment(data, last + at, ORDER);
      }
    }
  }

  /// Five or six vectors to one, two or three, `Gᵀ·u`: the adjoint.
  ///
  /// @param u where the first begins; they are `matrix` bytes apart, runs `pitch` bytes
  /// @param g where the first of the results goes, `tap` bytes apart, runs `row` bytes
  static void gather(
      int taps,
      int rows,
      int count,
      MemorySegment data,
      long u,
      long matrix,
      long pitch,
      long g,
      long tap,
      long row) {
    Memory.offHeap(data);
    FloatVector quarter = FloatVector.broadcast(FLOATS, 1 / 4f);
    FloatVector sixth = FloatVector.broadcast(FLOATS, 1 / 6f);
    FloatVector twelfth = FloatVector.broadcast(FLOATS, 1 / 12f);
    FloatVector part = FloatVector.broadcast(FLOATS, 1 / 24f);
    for (int i = 0; i < rows; i++) {
      for (int c = 0; c < count; c += COUNT) {
        long from = u + i * pitch + 4L * c;
        long to = g + i * row + 4L * c;
        FloatVector u0 = FloatVector.fromMemorySegment(FLOATS, data, from, ORDER);
        FloatVector u1 = FloatVector.fromMemorySegment(FLOATS, data, from + matrix, ORDER);
        FloatVector u2 = FloatVector.fromMemorySegment(FLOATS, data, from + 2 * matrix, ORDER);
        FloatVector u3 = FloatVector.fromMemorySegment(FLOATS, data, from + 3 * matrix, ORDER);
        FloatVector u4 = FloatVector.fromMemorySegment(FLOATS, data, from + 4 * matrix, ORDER);
        FloatVector p = u1.add(u2).mul(sixth);
        FloatVector q = u3.add(u4);
        u0.fma(quarter, q.mul(part)).sub(p).intoMemorySegment(data, to, ORDER);
        if (taps > 1) {
          FloatVector s = u2.sub(u1).mul(sixth);
          u3.sub(u4).fma(twelfth, s).intoMemorySegment(data, to + tap, ORDER);
        }
        if (taps > 2) {
          FloatVector u5 = FloatVector.fromMemorySegment(FLOATS, data, from + 5 * matrix, ORDER);
          q.fma(sixth, u5).sub(p).intoMemorySegment(data, to + 2 * tap, ORDER);
        }
      }
    }
  }
}
