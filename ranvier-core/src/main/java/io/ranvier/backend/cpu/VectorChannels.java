package io.ranvier.backend.cpu;

import static io.ranvier.backend.cpu.Lanes.FLOATS;
import static io.ranvier.backend.cpu.Lanes.ORDER;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/// [ChannelLoops] on the Vector API: vectors lie along a row, and four rows at a time are added to
/// what is in the workspace, which stays in the first cache. So memory is read in long stretches,
/// however wide the rows are; each column adds up its rows one after the other.
final class VectorChannels implements ChannelLoops {
  private static final int LANES = Lanes.COUNT;

  @Override
  public void sum(
      int rows, int width, long span, MemorySegment x, long xo, MemorySegment w, long sum) {
    int r = 0;
    for (; r <= rows - 4; r += 4) sumOfFour(width, span, x, xo + r * span, w, sum);
    for (; r < rows; r++) sumOfOne(0, width, x, xo + r * span, w, sum);
  }

  private static void sumOfFour(
      int width, long span, MemorySegment x, long xo, MemorySegment w, long sum) {
    Memory.offHeap(x, w);
    int whole = width & -LANES;
    for (int c = 0; c < whole; c += LANES) {
      long from = xo + 4L * c;
      FloatVector.fromMemorySegment(FLOATS, w, sum + 4L * c, ORDER)
          .add(FloatVector.fromMemorySegment(FLOATS, x, from, ORDER))
          .add(FloatVector.fromMemorySegment(FLOATS, x, from + span, ORDER))
          .add(FloatVector.fromMemorySegment(FLOATS, x, from + 2 * span, ORDER))
          .add(FloatVector.fromMemorySegment(FLOATS, x, from + 3 * span, ORDER))
          .intoMemorySegment(w, sum + 4L * c, ORDER);
    }
    for (int r = 0; whole < width && r < 4; r++) sumOfOne(whole, width, x, xo + r * span, w, sum);
  }

  /// One row, from column `first` on.
  private static void sumOfOne(
      int first, int width, MemorySegment x, long xo, MemorySegment w, long sum) {
    Memory.offHeap(x, w);
    for (int c = first; c < width; c += LANES) {
      VectorMask<Float> some = FLOATS.indexInRange(c, width);
      FloatVector.fromMemorySegment(FLOATS, w, sum + 4L * c, ORDER, some)
          .add(FloatVector.fromMemorySegment(FLOATS, x, xo + 4L * c, ORDER, some))
          .intoMemorySegment(w, sum + 4L * c, ORDER, some);
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
    int r = 0;
    for (; r <= rows - 4; r += 4) squaresOfFour(width, span, x, xo + r * span, w, mean, squares);
    for (; r < rows; r++) squaresOfOne(0, width, x, xo + r * span, w, mean, squares);
  }

  private static void squaresOfFour(
      int width, long span, MemorySegment x, long xo, MemorySegment w, long mean, long squares) {
    Memory.offHeap(x, w);
    int whole = width & -LANES;
    for (int c = 0; c < whole; c += LANES) {
      long from = xo + 4L * c;
      var m = FloatVector.fromMemorySegment(FLOATS, w, mean + 4L * c, ORDER);
      var d0 = FloatVector.fromMemorySegment(FLOATS, x, from, ORDER).sub(m);
      var d1 = FloatVector.fromMemorySegment(FLOATS, x, from + span, ORDER).sub(m);
      var d2 = FloatVector.fromMemorySegment(FLOATS, x, from + 2 * span, ORDER).sub(m);
      var d3 = FloatVector.fromMemorySegment(FLOATS, x, from + 3 * span, ORDER).sub(m);
      var s = FloatVector.fromMemorySegment(FLOATS, w, squares + 4L * c, ORDER);
      s = d3.fma(d3, d2.fma(d2, d1.fma(d1, d0.fma(d0, s))));
      s.intoMemorySegment(w, squares + 4L * c, ORDER);
    }
    for (int r = 0; whole < width && r < 4; r++) {
      squaresOfOne(whole, width, x, xo + r * span, w, mean, squares);
    }
  }

  /// One row, from column `first` on.
  private static void squaresOfOne(
      int first, int width, MemorySegment x, long xo, MemorySegment w, long mean, long squares) {
    Memory.offHeap(x, w);
    for (int c = first; c < width; c += LANES) {
      VectorMask<Float> some = FLOATS.indexInRange(c, width);
      var m = FloatVector.fromMemorySegment(FLOATS, w, mean + 4L * c, ORDER, some);
      var s = FloatVector.fromMemorySegment(FLOATS, w, squares + 4L * c, ORDER, some);
      var d = FloatVector.fromMemorySegment(FLOATS, x, xo + 4L * c, ORDER, some).sub(m);
      d.fma(d, s).intoMemorySegment(w, squares + 4L * c, ORDER, some);
    }
  }
}
