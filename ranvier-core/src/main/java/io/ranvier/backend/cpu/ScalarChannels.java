package io.ranvier.backend.cpu;

import static io.ranvier.backend.cpu.Memory.FLOAT;

import java.lang.foreign.MemorySegment;

/// [ChannelLoops] without the Vector API.
final class ScalarChannels implements ChannelLoops {

  @Override
  public void sum(int rows, int width, MemorySegment x, long xo, MemorySegment w, long sum) {
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < width; c++) {
        float v = x.get(FLOAT, xo + 4L * c);
        w.set(FLOAT, sum + 4L * c, w.get(FLOAT, sum + 4L * c) + v);
      }
      xo += 4L * width;
    }
  }

  @Override
  public void squares(
      int rows, int width, MemorySegment x, long xo, MemorySegment w, long mean, long squares) {
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < width; c++) {
        float d = x.get(FLOAT, xo + 4L * c) - w.get(FLOAT, mean + 4L * c);
        w.set(FLOAT, squares + 4L * c, Math.fma(d, d, w.get(FLOAT, squares + 4L * c)));
      }
      xo += 4L * width;
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
      for (long c = 0; c < pitch; c += 4) {
        float d = x.get(FLOAT, xo + c) - w.get(FLOAT, wo + c);
        float scale = w.get(FLOAT, wo + span + c);
        y.set(FLOAT, yo + c, Math.fma(d, scale, w.get(FLOAT, wo + 2 * span + c)));
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
    for (int r = 0; r < rows; r++) {
      for (long c = 0; c < pitch; c += 4) {
        float d = dy.get(FLOAT, dyo + c);
        float v = x.get(FLOAT, xo + c) - w.get(FLOAT, mean + c);
        w.set(FLOAT, sum + c, w.get(FLOAT, sum + c) + d);
        w.set(FLOAT, sum + span + c, Math.fma(d, v, w.get(FLOAT, sum + span + c)));
      }
      xo += pitch;
      dyo += pitch;
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
      for (long c = 0; c < pitch; c += 4) {
        float v = x.get(FLOAT, xo + c) - w.get(FLOAT, wo + c);
        float rest = Math.fma(w.get(FLOAT, wo + 2 * span + c), v, w.get(FLOAT, wo + 3 * span + c));
        float a = w.get(FLOAT, wo + span + c);
        dx.set(FLOAT, dxo + c, Math.fma(a, dy.get(FLOAT, dyo + c), rest));
      }
      xo += pitch;
      dyo += pitch;
      dxo += pitch;
    }
  }
}
