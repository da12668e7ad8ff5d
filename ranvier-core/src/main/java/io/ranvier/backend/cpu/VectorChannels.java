package io.ranvier.backend.cpu;

import static io.ranvier.backend.cpu.Lanes.FLOATS;
import static io.ranvier.backend.cpu.Lanes.ORDER;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/// [ChannelLoops] on the Vector API: vectors lie along a row, and a block of columns stays in
/// registers down all rows.
final class VectorChannels implements ChannelLoops {
  private static final int LANES = Lanes.COUNT;
  private static final long BYTES = Lanes.BYTES;

  @Override
  public void sum(
      int rows, int width, long span, MemorySegment x, long xo, MemorySegment w, long sum) {
    Memory.offHeap(x, w);
    int c = 0;
    for (; c <= width - 4 * LANES; c += 4 * LANES) {
      long from = xo + 4L * c;
      long to = sum + 4L * c;
      var s0 = FloatVector.fromMemorySegment(FLOATS, w, to, ORDER);
      var s1 = FloatVector.fromMemorySegment(FLOATS, w, to + BYTES, ORDER);
      var s2 = FloatVector.fromMemorySegment(FLOATS, w, to + 2 * BYTES, ORDER);
      var s3 = FloatVector.fromMemorySegment(FLOATS, w, to + 3 * BYTES, ORDER);
      for (int r = 0; r < rows; r++) {
        s0 = s0.add(FloatVector.fromMemorySegment(FLOATS, x, from, ORDER));
        s1 = s1.add(FloatVector.fromMemorySegment(FLOATS, x, from + BYTES, ORDER));
        s2 = s2.add(FloatVector.fromMemorySegment(FLOATS, x, from + 2 * BYTES, ORDER));
        s3 = s3.add(FloatVector.fromMemorySegment(FLOATS, x, from + 3 * BYTES, ORDER));
        from += span;
      }
      s0.intoMemorySegment(w, to, ORDER);
      s1.intoMemorySegment(w, to + BYTES, ORDER);
      s2.intoMemorySegment(w, to + 2 * BYTES, ORDER);
      s3.intoMemorySegment(w, to + 3 * BYTES, ORDER);
    }
    for (; c < width; c += LANES) {
      VectorMask<Float> some = FLOATS.indexInRange(0, width - c);
      long from = xo + 4L * c;
      var s = FloatVector.fromMemorySegment(FLOATS, w, sum + 4L * c, ORDER, some);
      for (int r = 0; r < rows; r++) {
        s = s.add(FloatVector.fromMemorySegment(FLOATS, x, from, ORDER, some));
        from += span;
      }
      s.intoMemorySegment(w, sum + 4L * c, ORDER, some);
    }
  }

  @Override
  public void squares(
      int rows,
      int width,
      long span,
      MemorySegment x,
      long xo,
      MemorySegment w,
      long mean,
      long squares) {
    Memory.offHeap(x, w);
    int c = 0;
    for (; c <= width - 2 * LANES; c += 2 * LANES) {
      long from = xo + 4L * c;
      long to = squares + 4L * c;
      var m0 = FloatVector.fromMemorySegment(FLOATS, w, mean + 4L * c, ORDER);
      var m1 = FloatVector.fromMemorySegment(FLOATS, w, mean + 4L * c + BYTES, ORDER);
      var s0 = FloatVector.fromMemorySegment(FLOATS, w, to, ORDER);
      var s1 = FloatVector.fromMemorySegment(FLOATS, w, to + BYTES, ORDER);
      for (int r = 0; r < rows; r++) {
        var d0 = FloatVector.fromMemorySegment(FLOATS, x, from, ORDER).sub(m0);
        var d1 = FloatVector.fromMemorySegment(FLOATS, x, from + BYTES, ORDER).sub(m1);
        s0 = d0.fma(d0, s0);
        s1 = d1.fma(d1, s1);
        from += span;
      }
      s0.intoMemorySegment(w, to, ORDER);
      s1.intoMemorySegment(w, to + BYTES, ORDER);
    }
    for (; c < width; c += LANES) {
      VectorMask<Float> some = FLOATS.indexInRange(0, width - c);
      long from = xo + 4L * c;
      var m = FloatVector.fromMemorySegment(FLOATS, w, mean + 4L * c, ORDER, some);
      var s = FloatVector.fromMemorySegment(FLOATS, w, squares + 4L * c, ORDER, some);
      for (int r = 0; r < rows; r++) {
        var d = FloatVector.fromMemorySegment(FLOATS, x, from, ORDER, some).sub(m);
        s = d.fma(d, s);
        from += span;
      }
      s.intoMemorySegment(w, squares + 4L * c, ORDER, some);
    }
  }
}
