package io.ranvier.backend.cpu;

import static io.ranvier.backend.cpu.Lanes.BYTES;
import static io.ranvier.backend.cpu.Lanes.COUNT;
import static io.ranvier.backend.cpu.Lanes.FLOATS;
import static io.ranvier.backend.cpu.Lanes.INT;
import static io.ranvier.backend.cpu.Lanes.INTS;
import static io.ranvier.backend.cpu.Lanes.ORDER;
import static io.ranvier.backend.cpu.Simd.FLOAT;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;

/// The microkernels on the Vector API, for the machine's preferred vector width.
///
/// Products run through [WideBlocks], [LowBlocks] and [NarrowBlocks]. Rows that remain after blocks
/// of the tallest height go to the lowest block that holds them, into scratch memory if it holds
/// more: blocks of 1 or 2 rows take equally long, as they wait for their sums.
final class VectorMicrokernel implements Microkernel {

  /// Whether there are 32 registers, as with 512-bit vectors, or 16.
  private static final boolean MANY_REGISTERS = COUNT >= 16;

  /// The block for so many remaining rows.
  private static final int[] WIDE =
      MANY_REGISTERS
          ? new int[] {0, 2, 2, 4, 4, 8, 8, 8, 8, 8, 8, 14, 14, 14, 14}
          : new int[] {0, 2, 2, 4, 4, 6, 6};

  private static final int[] NARROW = MANY_REGISTERS ? WIDE : new int[] {0, 2, 2, 4, 4, 8, 8, 8, 8};

  @Override
  public int lanes() {
    return COUNT;
  }

  @Override
  public int tallest() {
    return WIDE.length - 1;
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
    boolean wide = columns > COUNT;
    int[] heights = wide ? WIDE : NARROW;
    for (int row = 0; row < rows; ) {
      int rest = Math.min(rows - row, heights.length - 1);
      int height = heights[rest];
      int done = Math.min(rest, height);
      boolean direct = !add && done == height && columns % COUNT == 0;
      MemorySegment target = direct ? out : scratch;
      long t = direct ? c : w;
      long stride = direct ? cm : 2 * BYTES;
      if (wide) {
        wide(height, depth, left, a, am, ak, right, b, bk, target, t, stride);
      } else {
        narrow(height, depth, left, a, am, ak, right, b, bk, target, t, stride);
      }
      if (add && columns == 2 * COUNT) {
        addWide(done, scratch, w, out, c, cm);
      } else if (!direct) {
        merge(done, columns, add, scratch, w, out, c, cm);
      }
      row += done;
      a += done * am;
      c += done * cm;
    }
  }

  /// Adds a block of two whole vectors.
  private static void addWide(
      int height, MemorySegment scratch, long w, MemorySegment out, long c, long cm) {
    Memory.offHeap(scratch, out);
    for (int row = 0; row < height; row++, w += 2 * BYTES, c += cm) {
      FloatVector.fromMemorySegment(FLOATS, out, c, ORDER)
          .add(FloatVector.fromMemorySegment(FLOATS, scratch, w, ORDER))
          .intoMemorySegment(out, c, ORDER);
      FloatVector.fromMemorySegment(FLOATS, out, c + BYTES, ORDER)
          .add(FloatVector.fromMemorySegment(FLOATS, scratch, w + BYTES, ORDER))
          .intoMemorySegment(out, c + BYTES, ORDER);
    }
  }

  /// Moves a finished block from scratch to its place.
  private static void merge(
      int height,
      int columns,
      boolean add,
      MemorySegment scratch,
      long w,
      MemorySegment out,
      long c,
      long cm) {
    Memory.offHeap(scratch, out);
    for (int row = 0; row < height; row++, w += 2 * BYTES, c += cm) {
      long i = 0;
      for (; i <= columns * 4L - BYTES; i += BYTES) {
        FloatVector sum = FloatVector.fromMemorySegment(FLOATS, scratch, w + i, ORDER);
        if (add) {
          sum = sum.add(FloatVector.fromMemorySegment(FLOATS, out, c + i, ORDER));
        }
        sum.intoMemorySegment(out, c + i, ORDER);
      }
      if (i < columns * 4L) {
        VectorMask<Float> mask = FLOATS.indexInRange(0, columns & (COUNT - 1));
        FloatVector sum = FloatVector.fromMemorySegment(FLOATS, scratch, w + i, ORDER);
        if (add) {
          sum = sum.add(FloatVector.fromMemorySegment(FLOATS, out, c + i, ORDER, mask));
        }
        sum.intoMemorySegment(out, c + i, ORDER, mask);
      }
    }
  }

  private static void wide(
      int height,
      int depth,
      float[] left,
      int a,
      int am,
      int ak,
      MemorySegment right,
      long b,
      long bk,
      MemorySegment out,
      long c,
      long cm) {
    switch (height) {
      case 14 -> WideBlocks.block14x2(depth, left, a, am, ak, right, b, bk, out, c, cm);
      case 8 -> WideBlocks.block8x2(depth, left, a, am, ak, right, b, bk, out, c, cm);
      case 6 -> LowBlocks.block6x2(depth, left, a, am, ak, right, b, bk, out, c, cm);
      case 4 -> LowBlocks.block4x2(depth, left, a, am, ak, right, b, bk, out, c, cm);
      default -> LowBlocks.block2x2(depth, left, a, am, ak, right, b, bk, out, c, cm);
    }
  }

  private static void narrow(
      int height,
      int depth,
      float[] left,
      int a,
      int am,
      int ak,
      MemorySegment right,
      long b,
      long bk,
      MemorySegment out,
      long c,
      long cm) {
    switch (height) {
      case 14 -> NarrowBlocks.block14x1(depth, left, a, am, ak, right, b, bk, out, c, cm);
      case 8 -> NarrowBlocks.block8x1(depth, left, a, am, ak, right, b, bk, out, c, cm);
      case 4 -> NarrowBlocks.block4x1(depth, left, a, am, ak, right, b, bk, out, c, cm);
      default -> NarrowBlocks.block2x1(depth, left, a, am, ak, right, b, bk, out, c, cm);
    }
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
    Memory.offHeap(from);
    int whole = count & -COUNT;
    int rest = count & (COUNT - 1);
    for (int row = 0; row < rows; row++, f += fromStride, t += toStride) {
      for (int i = 0; i < whole; i += COUNT) {
        FloatVector.fromMemorySegment(FLOATS, from, f + 4L * i, ORDER).intoArray(to, t + i);
      }
      if (rest > 0) {
        long last = f + 4L * whole;
        if (last + BYTES <= from.byteSize()) {
          FloatVector.fromMemorySegment(FLOATS, from, last, ORDER).intoArray(to, t + whole);
        } else {
          MemorySegment.copy(from, FLOAT, last, to, t + whole, rest);
        }
      }
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
    Memory.offHeap(from, to);
    long whole = (count & -COUNT) * 4L;
    int rest = count & (COUNT - 1);
    VectorMask<Float> mask = FLOATS.indexInRange(0, rest);
    for (int row = 0; row < rows; row++, f += fromStride, t += toStride) {
      for (long i = 0; i < whole; i += BYTES) {
        FloatVector.fromMemorySegment(FLOATS, from, f + i, ORDER)
            .intoMemorySegment(to, t + i, ORDER);
      }
      if (rest > 0) {
        FloatVector.fromMemorySegment(FLOATS, from, f + whole, ORDER, mask)
            .intoMemorySegment(to, t + whole, ORDER, mask);
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
    VectorTranspose.run(rows, columns, from, f, fromStride, to, t, toStride, scratch, w);
  }

  @Override
  public float dot(int count, MemorySegment left, long x, MemorySegment right, long y) {
    Memory.offHeap(left, right);
    FloatVector s0 = FloatVector.zero(FLOATS);
    FloatVector s1 = s0;
    FloatVector s2 = s0;
    FloatVector s3 = s0;
    long bytes = count * 4L;
    long i = 0;
    for (; i <= bytes - 4 * BYTES; i += 4 * BYTES) {
      s0 =
          FloatVector.fromMemorySegment(FLOATS, left, x + i, ORDER)
              .fma(FloatVector.fromMemorySegment(FLOATS, right, y + i, ORDER), s0);
      s1 =
          FloatVector.fromMemorySegment(FLOATS, left, x + i + BYTES, ORDER)
              .fma(FloatVector.fromMemorySegment(FLOATS, right, y + i + BYTES, ORDER), s1);
      s2 =
          FloatVector.fromMemorySegment(FLOATS, left, x + i + 2 * BYTES, ORDER)
              .fma(FloatVector.fromMemorySegment(FLOATS, right, y + i + 2 * BYTES, ORDER), s2);
      s3 =
          FloatVector.fromMemorySegment(FLOATS, left, x + i + 3 * BYTES, ORDER)
              .fma(FloatVector.fromMemorySegment(FLOATS, right, y + i + 3 * BYTES, ORDER), s3);
    }
    for (; i <= bytes - BYTES; i += BYTES) {
      s0 =
          FloatVector.fromMemorySegment(FLOATS, left, x + i, ORDER)
              .fma(FloatVector.fromMemorySegment(FLOATS, right, y + i, ORDER), s0);
    }
    if (i < bytes) {
      VectorMask<Float> mask = FLOATS.indexInRange(0, (int) (bytes - i) / 4);
      s1 =
          FloatVector.fromMemorySegment(FLOATS, left, x + i, ORDER, mask)
              .fma(FloatVector.fromMemorySegment(FLOATS, right, y + i, ORDER, mask), s1);
    }
    return LaneSum.sum(s0.add(s1).add(s2.add(s3)));
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
    VectorStrips.run(count, left, x, xm, right, y, ym, sums, s);
  }

  @Override
  public float sum(MemorySegment from, long f) {
    Memory.offHeap(from);
    return LaneSum.sum(FloatVector.fromMemorySegment(FLOATS, from, f, ORDER));
  }

  @Override
  public void add(int count, MemorySegment from, long x, MemorySegment to, long y) {
    Memory.offHeap(from, to);
    long bytes = count * 4L;
    long i = 0;
    for (; i <= bytes - BYTES; i += BYTES) {
      FloatVector.fromMemorySegment(FLOATS, to, y + i, ORDER)
          .add(FloatVector.fromMemorySegment(FLOATS, from, x + i, ORDER))
          .intoMemorySegment(to, y + i, ORDER);
    }
    if (i < bytes) {
      VectorMask<Float> mask = FLOATS.indexInRange(0, (int) (bytes - i) / 4);
      FloatVector.fromMemorySegment(FLOATS, to, y + i, ORDER, mask)
          .add(FloatVector.fromMemorySegment(FLOATS, from, x + i, ORDER, mask))
          .intoMemorySegment(to, y + i, ORDER, mask);
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
    Memory.offHeap(left, right, to);
    long bytes = count * 4L;
    long i = 0;
    for (; i <= bytes - BYTES; i += BYTES) {
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, left, x + i, ORDER);
      FloatVector b = FloatVector.fromMemorySegment(FLOATS, right, y + i, ORDER);
      FloatVector sum = FloatVector.fromMemorySegment(FLOATS, to, z + i, ORDER);
      a.fma(b, sum).intoMemorySegment(to, z + i, ORDER);
    }
    if (i < bytes) {
      VectorMask<Float> mask = FLOATS.indexInRange(0, (int) (bytes - i) / 4);
      FloatVector a = FloatVector.fromMemorySegment(FLOATS, left, x + i, ORDER, mask);
      FloatVector b = FloatVector.fromMemorySegment(FLOATS, right, y + i, ORDER, mask);
      FloatVector sum = FloatVector.fromMemorySegment(FLOATS, to, z + i, ORDER, mask);
      a.fma(b, sum).intoMemorySegment(to, z + i, ORDER, mask);
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
    Memory.offHeap(x, w, to);
    long bytes = count * 4L;
    long i = 0;
    for (; i <= bytes - BYTES; i += BYTES) {
      FloatVector sum = FloatVector.zero(FLOATS);
      for (int tap = 0; tap < taps; tap++) {
        FloatVector a = FloatVector.fromMemorySegment(FLOATS, x, sources[tap] + i, ORDER);
        FloatVector b = FloatVector.fromMemorySegment(FLOATS, w, weights[tap] + i, ORDER);
        sum = a.fma(b, sum);
      }
      sum.intoMemorySegment(to, z + i, ORDER);
    }
    if (i < bytes) {
      VectorMask<Float> mask = FLOATS.indexInRange(0, (int) (bytes - i) / 4);
      FloatVector sum = FloatVector.zero(FLOATS);
      for (int tap = 0; tap < taps; tap++) {
        FloatVector a = FloatVector.fromMemorySegment(FLOATS, x, sources[tap] + i, ORDER, mask);
        FloatVector b = FloatVector.fromMemorySegment(FLOATS, w, weights[tap] + i, ORDER, mask);
        sum = a.fma(b, sum);
      }
      sum.intoMemorySegment(to, z + i, ORDER, mask);
    }
  }

  @Override
  public void weighRun(
      int pixels,
      int count,
      int taps,
      MemorySegment x,
      long[] sources,
      long xm,
      MemorySegment w,
      long[] weights,
      MemorySegment to,
      long z,
      long zm) {
    if (count % COUNT == 0 && pixels >= ChannelRuns.SUMS) {
      ChannelRuns.weigh(pixels, count, taps, x, sources, xm, w, weights, to, z, zm);
    } else {
      Microkernel.super.weighRun(pixels, count, taps, x, sources, xm, w, weights, to, z, zm);
    }
  }

  @Override
  public void correlateRun(
      int pixels,
      int count,
      int taps,
      MemorySegment x,
      long[] sources,
      long xm,
      MemorySegment right,
      long y,
      long ym,
      MemorySegment to,
      long z,
      long[] weights) {
    if (count % COUNT == 0) {
      ChannelRuns.correlate(pixels, count, taps, x, sources, xm, right, y, ym, to, z, weights);
    } else {
      Microkernel.super.correlateRun(
          pixels, count, taps, x, sources, xm, right, y, ym, to, z, weights);
    }
  }

  @Override
  public void clear(int count, MemorySegment to, long t) {
    to.asSlice(t, count * 4L).fill((byte) 0);
  }

  @Override
  public void repeat(int bits, int count, MemorySegment to, long t) {
    Memory.offHeap(to);
    IntVector same = IntVector.broadcast(INTS, bits);
    long bytes = 4L * count;
    long i = 0;
    for (; i <= bytes - BYTES; i += BYTES) same.intoMemorySegment(to, t + i, ORDER);
    for (; i < bytes; i += 4) to.set(INT, t + i, bits);
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
    Memory.offHeap(from, to);
    long bytes = count * 4L;
    for (int row = 0; row < rows; row++, f += fromStride, t += toStride) {
      if (f + (bytes + BYTES - 1) / BYTES * BYTES <= from.byteSize()) {
        for (long i = 0; i < bytes; i += BYTES) {
          FloatVector.fromMemorySegment(FLOATS, from, f + i, ORDER)
              .intoMemorySegment(to, t + i, ORDER);
        }
      } else {
        copy(1, count, from, f, 0, to, t, 0);
      }
    }
  }

  @Override
  public void zero(int count, MemorySegment to, long t) {
    Memory.offHeap(to);
    for (long i = 0; i < count * 4L; i += BYTES) {
      FloatVector.zero(FLOATS).intoMemorySegment(to, t + i, ORDER);
    }
  }
}
