package io.ranvier.backend.cpu;

import static io.ranvier.backend.cpu.Simd.FLOAT;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// The microkernels in plain Java, for a JVM without `jdk.incubator.vector`.
///
/// Products go by four neighbouring sums at a time, held in local variables.
final class ScalarMicrokernel implements Microkernel {

  @Override
  public int lanes() {
    return 4;
  }

  @Override
  public int tallest() {
    return 4;
  }

  @Override
  public void multiply(
      int rows,
      int columns,
      int depth,
      float[] left,
      int a,
      int am,
      int ak,
      MemorySegment right,
      long b,
      long bk,
      boolean add,
      MemorySegment out,
      long c,
      long cm,
      MemorySegment scratch,
      long w) {
    for (int row = 0; row < rows; row++, a += am, c += cm) {
      for (int j = 0; j < columns; j += 4) {
        quad(depth, left, a, ak, right, b + j * 4L, bk, scratch, w);
        for (int lane = 0; lane < Math.min(4, columns - j); lane++) {
          long to = c + (j + lane) * 4L;
          float sum = scratch.get(FLOAT, w + lane * 4L);
          out.set(FLOAT, to, add ? out.get(FLOAT, to) + sum : sum);
        }
      }
    }
  }

  /// Four neighbouring sums.
  private static void quad(
      int depth,
      float[] left,
      int a,
      int ak,
      MemorySegment right,
      long b,
      long bk,
      MemorySegment out,
      long c) {
    float c0 = 0;
    float c1 = 0;
    float c2 = 0;
    float c3 = 0;
    for (int k = 0; k < depth; k++, a += ak, b += bk) {
      float x = left[a];
      c0 += x * right.get(FLOAT, b);
      c1 += x * right.get(FLOAT, b + 4);
      c2 += x * right.get(FLOAT, b + 8);
      c3 += x * right.get(FLOAT, b + 12);
    }
    out.set(FLOAT, c, c0);
    out.set(FLOAT, c + 4, c1);
    out.set(FLOAT, c + 8, c2);
    out.set(FLOAT, c + 12, c3);
  }

  @Override
  public void lift(
      int rows,
      int count,
      MemorySegment from,
      long f,
      long fromStride,
      float[] to,
      int t,
      int toStride) {
    for (int row = 0; row < rows; row++, f += fromStride, t += toStride) {
      MemorySegment.copy(from, FLOAT, f, to, t, count);
    }
  }

  @Override
  public void copy(
      int rows,
      int count,
      MemorySegment from,
      long f,
      long fromStride,
      MemorySegment to,
      long t,
      long toStride) {
    for (int row = 0; row < rows; row++, f += fromStride, t += toStride) {
      for (long i = 0; i < count * 4L; i += 4) {
        to.set(FLOAT, t + i, from.get(FLOAT, f + i));
      }
    }
  }

  @Override
  public void transpose(
      int rows,
      int columns,
      MemorySegment from,
      long f,
      long fromStride,
      MemorySegment to,
      long t,
      long toStride,
      MemorySegment scratch,
      long w) {
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        to.set(FLOAT, t + j * toStride + i * 4L, from.get(FLOAT, f + i * fromStride + j * 4L));
      }
    }
  }

  @Override
  public float dot(int count, MemorySegment left, long x, MemorySegment right, long y) {
    float even = 0;
    float odd = 0;
    long bytes = count * 4L;
    long i = 0;
    for (; i <= bytes - 8; i += 8) {
      even += left.get(FLOAT, x + i) * right.get(FLOAT, y + i);
      odd += left.get(FLOAT, x + i + 4) * right.get(FLOAT, y + i + 4);
    }
    if (i < bytes) {
      even += left.get(FLOAT, x + i) * right.get(FLOAT, y + i);
    }
    return even + odd;
  }

  @Override
  public void strip(
      int count,
      MemorySegment left,
      long x,
      long xm,
      MemorySegment right,
      long y,
      long ym,
      MemorySegment sums,
      long s) {
    for (int number = 0; number < 16; number++, s += 16) {
      long xs = x + number / 4 * xm;
      long ys = y + number % 4 * ym;
      for (int lane = 0; lane < 4; lane++) {
        float sum = sums.get(FLOAT, s + 4L * lane);
        for (long k = 4L * lane; k < 4L * count; k += 16) {
          sum += left.get(FLOAT, xs + k) * right.get(FLOAT, ys + k);
        }
        sums.set(FLOAT, s + 4L * lane, sum);
      }
    }
  }

  @Override
  public float sum(MemorySegment from, long f) {
    return from.get(FLOAT, f)
        + from.get(FLOAT, f + 4)
        + (from.get(FLOAT, f + 8) + from.get(FLOAT, f + 12));
  }

  @Override
  public void add(int count, MemorySegment from, long x, MemorySegment to, long y) {
    for (long i = 0; i < count * 4L; i += 4) {
      to.set(FLOAT, y + i, to.get(FLOAT, y + i) + from.get(FLOAT, x + i));
    }
  }

  @Override
  public void multiplyAdd(
      int count,
      MemorySegment left,
      long x,
      MemorySegment right,
      long y,
      MemorySegment to,
      long z) {
    for (long i = 0; i < count * 4L; i += 4) {
      float product = left.get(FLOAT, x + i) * right.get(FLOAT, y + i);
      to.set(FLOAT, z + i, to.get(FLOAT, z + i) + product);
    }
  }

  @Override
  public void weigh(
      int count,
      int taps,
      MemorySegment x,
      long[] sources,
      MemorySegment w,
      long[] weights,
      MemorySegment to,
      long z) {
    for (long i = 0; i < count * 4L; i += 4) {
      float sum = 0;
      for (int tap = 0; tap < taps; tap++) {
        sum += x.get(FLOAT, sources[tap] + i) * w.get(FLOAT, weights[tap] + i);
      }
      to.set(FLOAT, z + i, sum);
    }
  }

  @Override
  public void clear(int count, MemorySegment to, long t) {
    to.asSlice(t, count * 4L).fill((byte) 0);
  }

  @Override
  public void repeat(int bits, int count, MemorySegment to, long t) {
    for (int i = 0; i < count; i++) to.set(ValueLayout.JAVA_INT_UNALIGNED, t + 4L * i, bits);
  }

  @Override
  public void runs(
      int rows,
      int count,
      MemorySegment from,
      long f,
      long fromStride,
      MemorySegment to,
      long t,
      long toStride) {
    copy(rows, count, from, f, fromStride, to, t, toStride);
  }

  @Override
  public void zero(int count, MemorySegment to, long t) {
    clear(count, to, t);
  }
}
