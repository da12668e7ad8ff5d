package io.ranvier.backend.cpu;

import static io.ranvier.backend.cpu.Simd.KERNEL;

import java.lang.foreign.MemorySegment;

/// Where gathered floats go. Positions count floats; both methods work by whole vectors and may
/// write up to a vector too much.
interface Target {

  /// Copies runs of `count` floats, the first from byte `f` to position `t`.
  void runs(int rows, int count, MemorySegment from, long f, long fromStride, int t, int toStride);

  /// Writes `count` zeros.
  void zero(int count, int t);

  /// Native memory from byte `start` on.
  record Native(MemorySegment data, long start) implements Target {
    @Override
    public void runs(
        int rows, int count, MemorySegment from, long f, long fromStride, int t, int toStride) {
      KERNEL.runs(rows, count, from, f, fromStride, data, start + 4L * t, 4L * toStride);
    }

    @Override
    public void zero(int count, int t) {
      KERNEL.zero(count, data, start + 4L * t);
    }
  }
}
