package io.ranvier.backend.cpu;

import static io.ranvier.backend.cpu.Memory.FLOAT;

import java.lang.foreign.MemorySegment;

/// [ChannelLoops] without the Vector API.
final class ScalarChannels implements ChannelLoops {

  @Override
  public void sum(
      int rows, int width, long span, MemorySegment x, long xo, MemorySegment w, long sum) {
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < width; c++) {
        float v = x.get(FLOAT, xo + 4L * c);
        w.set(FLOAT, sum + 4L * c, w.get(FLOAT, sum + 4L * c) + v);
      }
      xo += span;
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
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < width; c++) {
        float d = x.get(FLOAT, xo + 4L * c) - w.get(FLOAT, mean + 4L * c);
        w.set(FLOAT, squares + 4L * c, Math.fma(d, d, w.get(FLOAT, squares + 4L * c)));
      }
      xo += span;
    }
  }
}
