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
  public void sum(int rows, int width, MemorySegment x, long xo, MemorySegment w, long sum) {
    long pitch = 4L * width;
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
        from += pitch;
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
        from += pitch;
      }
      s.intoMemorySegment(w, sum + 4L * c, ORDER, some);
    }
  }

  @Override
  public void squares(
      int rows, int width, MemorySegment x, long xo, MemorySegment w, long mean, long squares) {
    long pitch = 4L * width;
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
        from += pitch;
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
        from += pitch;
      }
      s.intoMemorySegment(w, squares + 4L * c, ORDER, some);
    }
  }

  @Override
  public void normalize(
      int rows,
      int width,
      MemorySegment x,
      long xo,
      MemorySegment w,
      long wo,
      long span,
      MemorySegment y,
      long yo) {
    long pitch = 4L * width;
    for (int r = 0; r < rows; r++) {
      int c = 0;
      for (; c <= width - LANES; c += LANES) {
        long at = wo + 4L * c;
        var d =
            FloatVector.fromMemorySegment(FLOATS, x, xo + 4L * c, ORDER)
                .sub(FloatVector.fromMemorySegment(FLOATS, w, at, ORDER));
        var v =
            d.fma(
                FloatVector.fromMemorySegment(FLOATS, w, at + span, ORDER),
                FloatVector.fromMemorySegment(FLOATS, w, at + 2 * span, ORDER));
        v.intoMemorySegment(y, yo + 4L * c, ORDER);
      }
      if (c < width) {
        VectorMask<Float> some = FLOATS.indexInRange(0, width - c);
        long at = wo + 4L * c;
        var d =
            FloatVector.fromMemorySegment(FLOATS, x, xo + 4L * c, ORDER, some)
                .sub(FloatVector.fromMemorySegment(FLOATS, w, at, ORDER, some));
        var v =
            d.fma(
                FloatVector.fromMemorySegment(FLOATS, w, at + span, ORDER, some),
                FloatVector.fromMemorySegment(FLOATS, w, at + 2 * span, ORDER, some));
        v.intoMemorySegment(y, yo + 4L * c, ORDER, some);
      }
      xo += pitch;
      yo += pitch;
    }
  }

  @Override
  public void gradSums(
      int rows,
      int width,
      MemorySegment x,
      long xo,
      MemorySegment dy,
      long dyo,
      MemorySegment w,
      long mean,
      long sum,
      long span) {
    long pitch = 4L * width;
    int c = 0;
    for (; c <= width - 2 * LANES; c += 2 * LANES) {
      long column = 4L * c;
      var m0 = FloatVector.fromMemorySegment(FLOATS, w, mean + column, ORDER);
      var m1 = FloatVector.fromMemorySegment(FLOATS, w, mean + column + BYTES, ORDER);
      var s0 = FloatVector.fromMemorySegment(FLOATS, w, sum + column, ORDER);
      var s1 = FloatVector.fromMemorySegment(FLOATS, w, sum + column + BYTES, ORDER);
      var p0 = FloatVector.fromMemorySegment(FLOATS, w, sum + span + column, ORDER);
      var p1 = FloatVector.fromMemorySegment(FLOATS, w, sum + span + column + BYTES, ORDER);
      for (int r = 0; r < rows; r++) {
        long at = column + r * pitch;
        var d0 = FloatVector.fromMemorySegment(FLOATS, dy, dyo + at, ORDER);
        var d1 = FloatVector.fromMemorySegment(FLOATS, dy, dyo + at + BYTES, ORDER);
        s0 = s0.add(d0);
        s1 = s1.add(d1);
        p0 = d0.fma(FloatVector.fromMemorySegment(FLOATS, x, xo + at, ORDER).sub(m0), p0);
        p1 = d1.fma(FloatVector.fromMemorySegment(FLOATS, x, xo + at + BYTES, ORDER).sub(m1), p1);
      }
      s0.intoMemorySegment(w, sum + column, ORDER);
      s1.intoMemorySegment(w, sum + column + BYTES, ORDER);
      p0.intoMemorySegment(w, sum + span + column, ORDER);
      p1.intoMemorySegment(w, sum + span + column + BYTES, ORDER);
    }
    for (; c < width; c += LANES) {
      VectorMask<Float> some = FLOATS.indexInRange(0, width - c);
      long column = 4L * c;
      var m = FloatVector.fromMemorySegment(FLOATS, w, mean + column, ORDER, some);
      var s = FloatVector.fromMemorySegment(FLOATS, w, sum + column, ORDER, some);
      var p = FloatVector.fromMemorySegment(FLOATS, w, sum + span + column, ORDER, some);
      for (int r = 0; r < rows; r++) {
        long at = column + r * pitch;
        var d = FloatVector.fromMemorySegment(FLOATS, dy, dyo + at, ORDER, some);
        s = s.add(d);
        p = d.fma(FloatVector.fromMemorySegment(FLOATS, x, xo + at, ORDER, some).sub(m), p);
      }
      s.intoMemorySegment(w, sum + column, ORDER, some);
      p.intoMemorySegment(w, sum + span + column, ORDER, some);
    }
  }

  @Override
  public void gradApply(
      int rows,
      int width,
      MemorySegment x,
      long xo,
      MemorySegment dy,
      long dyo,
      MemorySegment w,
      long wo,
      long span,
      MemorySegment dx,
      long dxo) {
    long pitch = 4L * width;
    for (int r = 0; r < rows; r++) {
      int c = 0;
      for (; c <= width - LANES; c += LANES) {
        long column = 4L * c;
        long at = wo + column;
        FloatVector v =
            FloatVector.fromMemorySegment(FLOATS, x, xo + column, ORDER)
                .sub(FloatVector.fromMemorySegment(FLOATS, w, at, ORDER));
        v =
            v.fma(
                FloatVector.fromMemorySegment(FLOATS, w, at + 2 * span, ORDER),
                FloatVector.fromMemorySegment(FLOATS, w, at + 3 * span, ORDER));
        v =
            FloatVector.fromMemorySegment(FLOATS, dy, dyo + column, ORDER)
                .fma(FloatVector.fromMemorySegment(FLOATS, w, at + span, ORDER), v);
        v.intoMemorySegment(dx, dxo + column, ORDER);
      }
      if (c < width) {
        VectorMask<Float> some = FLOATS.indexInRange(0, width - c);
        long column = 4L * c;
        long at = wo + column;
        FloatVector v =
            FloatVector.fromMemorySegment(FLOATS, x, xo + column, ORDER, some)
                .sub(FloatVector.fromMemorySegment(FLOATS, w, at, ORDER, some));
        v =
            v.fma(
                FloatVector.fromMemorySegment(FLOATS, w, at + 2 * span, ORDER, some),
                FloatVector.fromMemorySegment(FLOATS, w, at + 3 * span, ORDER, some));
        v =
            FloatVector.fromMemorySegment(FLOATS, dy, dyo + column, ORDER, some)
                .fma(FloatVector.fromMemorySegment(FLOATS, w, at + span, ORDER, some), v);
        v.intoMemorySegment(dx, dxo + column, ORDER, some);
      }
      xo += pitch;
      dyo += pitch;
      dxo += pitch;
    }
  }
}
