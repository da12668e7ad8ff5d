package io.ranvier.backend.cpu;

import static io.ranvier.backend.cpu.Memory.FLOAT;
import static io.ranvier.backend.cpu.Memory.INT;

import io.ranvier.op.ArgReduction.Extreme;
import java.lang.foreign.MemorySegment;

/// [RowLoops] without the Vector API.
final class ScalarRows implements RowLoops {
  private static final int TILE = 16;

  private static float max(int n, MemorySegment x, long xo) {
    float max = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < n; i++) max = Math.max(max, x.get(FLOAT, xo + 4L * i));
    return max;
  }

  private static float sumOfExp(int n, MemorySegment x, long xo, float max) {
    float sum = 0;
    for (int i = 0; i < n; i++) sum += ScalarMath.exp(x.get(FLOAT, xo + 4L * i) - max);
    return sum;
  }

  @Override
  public void softmax(int n, MemorySegment x, long xo, MemorySegment y, long yo) {
    float max = max(n, x, xo);
    float sum = 0;
    for (int i = 0; i < n; i++) {
      float e = ScalarMath.exp(x.get(FLOAT, xo + 4L * i) - max);
      y.set(FLOAT, yo + 4L * i, e);
      sum += e;
    }
    float scale = 1 / sum;
    for (int i = 0; i < n; i++) y.set(FLOAT, yo + 4L * i, y.get(FLOAT, yo + 4L * i) * scale);
  }

  @Override
  public void logSoftmax(int n, MemorySegment x, long xo, MemorySegment y, long yo) {
    float max = max(n, x, xo);
    float log = (float) Math.log(sumOfExp(n, x, xo, max));
    for (int i = 0; i < n; i++) y.set(FLOAT, yo + 4L * i, x.get(FLOAT, xo + 4L * i) - max - log);
  }

  @Override
  public float crossEntropy(int n, MemorySegment x, long xo, int label) {
    float max = max(n, x, xo);
    float log = (float) Math.log(sumOfExp(n, x, xo, max));
    return log - (x.get(FLOAT, xo + 4L * label) - max);
  }

  @Override
  public void crossEntropyGrad(
      int n, MemorySegment x, long xo, int label, float dy, MemorySegment y, long yo) {
    softmax(n, x, xo, y, yo);
    long at = yo + 4L * label;
    y.set(FLOAT, at, y.get(FLOAT, at) - 1);
    for (int i = 0; i < n; i++) y.set(FLOAT, yo + 4L * i, y.get(FLOAT, yo + 4L * i) * dy);
  }

  @Override
  public int extreme(Extreme extreme, int n, MemorySegment x, long xo) {
    boolean largest = extreme == Extreme.MAX;
    float best = x.get(FLOAT, xo);
    int at = 0;
    for (int i = 1; i < n && !Float.isNaN(best); i++) {
      float v = x.get(FLOAT, xo + 4L * i);
      boolean beaten = largest ? !(v <= best) : !(v >= best);
      at = beaten ? i : at;
      best = beaten ? v : best;
    }
    return at;
  }

  @Override
  public float sum(int n, MemorySegment x, long xo) {
    double sum = 0;
    for (int i = 0; i < n; i++) sum += x.get(FLOAT, xo + 4L * i);
    return (float) sum;
  }

  @Override
  public float squares(int n, MemorySegment x, long xo, float mean) {
    double sum = 0;
    for (int i = 0; i < n; i++) {
      double distance = x.get(FLOAT, xo + 4L * i) - mean;
      sum += distance * distance;
    }
    return (float) sum;
  }

  @Override
  public void add(int n, MemorySegment x, long xo, MemorySegment y, long yo) {
    for (int i = 0; i < n; i++) {
      y.set(FLOAT, yo + 4L * i, y.get(FLOAT, yo + 4L * i) + x.get(FLOAT, xo + 4L * i));
    }
  }

  @Override
  public void transpose(
      int rows,
      int columns,
      MemorySegment from,
      long fo,
      long fromPitch,
      MemorySegment to,
      long t,
      long toPitch) {
    for (int top = 0; top < rows; top += TILE) {
      int bottom = Math.min(rows, top + TILE);
      for (int r = top; r < bottom; r++) {
        for (int c = 0; c < columns; c++) {
          to.set(INT, t + r * toPitch + 4L * c, from.get(INT, fo + 4L * r + c * fromPitch));
        }
      }
    }
  }
}
