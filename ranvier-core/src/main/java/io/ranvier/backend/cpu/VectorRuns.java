package io.ranvier.backend.cpu;

import static io.ranvier.backend.cpu.Lanes.BYTES;
import static io.ranvier.backend.cpu.Lanes.COUNT;
import static io.ranvier.backend.cpu.Lanes.FLOATS;
import static io.ranvier.backend.cpu.Lanes.ORDER;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/// Sums of short runs of floats.
final class VectorRuns {
  private VectorRuns() {}

  /// `to[k] += Σ from[k]` over `count` runs of `length` floats that begin `delta` bytes apart.
  ///
  /// Reads and writes whole vectors: up to one too much, which `to` keeps.
  static void add(
      int length, int count, MemorySegment from, long f, long delta, MemorySegment to, long t) {
    Memory.offHeap(from, to);
    int k = 0;
    for (; k < length - COUNT; k += 2 * COUNT, f += 2 * BYTES, t += 2 * BYTES) {
      VectorMask<Float> rest = FLOATS.indexInRange(0, length - k - COUNT);
      FloatVector x = FloatVector.fromMemorySegment(FLOATS, from, f, ORDER);
      FloatVector y = FloatVector.fromMemorySegment(FLOATS, from, f + BYTES, ORDER);
      long at = f + delta;
      for (int i = 1; i < count; i++, at += delta) {
        x = x.add(FloatVector.fromMemorySegment(FLOATS, from, at, ORDER));
        y = y.add(FloatVector.fromMemorySegment(FLOATS, from, at + BYTES, ORDER));
      }
      FloatVector u = FloatVector.fromMemorySegment(FLOATS, to, t, ORDER);
      FloatVector v = FloatVector.fromMemorySegment(FLOATS, to, t + BYTES, ORDER);
      u.add(x).intoMemorySegment(to, t, ORDER);
      v.add(y, rest).intoMemorySegment(to, t + BYTES, ORDER);
    }
    if (k < length) {
      VectorMask<Float> rest = FLOATS.indexInRange(0, length - k);
      FloatVector x = FloatVector.fromMemorySegment(FLOATS, from, f, ORDER);
      long at = f + delta;
      for (int i = 1; i < count; i++, at += delta) {
        x = x.add(FloatVector.fromMemorySegment(FLOATS, from, at, ORDER));
      }
      FloatVector u = FloatVector.fromMemorySegment(FLOATS, to, t, ORDER);
      u.add(x, rest).intoMemorySegment(to, t, ORDER);
    }
  }
}
