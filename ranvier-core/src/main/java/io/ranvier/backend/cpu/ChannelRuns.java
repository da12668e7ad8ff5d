package io.ranvier.backend.cpu;

import static io.ranvier.backend.cpu.Lanes.BYTES;
import static io.ranvier.backend.cpu.Lanes.COUNT;
import static io.ranvier.backend.cpu.Lanes.FLOATS;
import static io.ranvier.backend.cpu.Lanes.ORDER;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/// Convolution of each channel by itself, along a run of pixels: vectors run across channels.
///
/// The idea: eight sums stay in registers. In the product they are those of eight neighbouring
/// pixels, so that a vector of weights is loaded once for eight; in its gradient those of eight
/// taps, so that a vector of the output's gradient is. What remains are loads of the input, one for
/// each multiplication, which bounds both to two multiplications a cycle.
///
/// An element's sum has the order of [Microkernel#weigh] and [Microkernel#multiplyAdd].
///
/// Measured (two cores of Zen 5 that others used, too): 3 x 3 on 32 pictures of 56 x 56 with 64
/// channels in 3.0 ms, both gradients in 2.7 and 3.2; pixel by pixel they take 5.4, 5.1 and 9.0. A
/// copy of the pictures takes 1.2.
final class ChannelRuns {
  static final int SUMS = 8;

  private ChannelRuns() {}

  /// [Microkernel#weighRun] for whole vectors of channels and at least [#SUMS] pixels. The last
  /// block may do some of the pixels before it once more.
  static void weigh(
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
    int vectors = count / COUNT;
    for (int next = 0; next < pixels; next += SUMS) {
      int pixel = Math.min(next, pixels - SUMS);
      for (int v = 0; v < vectors; v++) {
        long i = v * BYTES;
        block(taps, x, sources, pixel * xm + i, xm, w, weights, i, to, z + pixel * zm + i, zm);
      }
    }
  }

  private static void block(
      int taps,
      MemorySegment x,
      long[] sources,
      long shift,
      long xm,
      MemorySegment w,
      long[] weights,
      long i,
      MemorySegment to,
      long z,
      long zm) {
    Memory.offHeap(x, w, to);
    FloatVector zero = FloatVector.zero(FLOATS);
    FloatVector a = zero;
    FloatVector b = zero;
    FloatVector c = zero;
    FloatVector d = zero;
    FloatVector e = zero;
    FloatVector f = zero;
    FloatVector g = zero;
    FloatVector h = zero;
    for (int tap = 0; tap < taps; tap++) {
      FloatVector weight = FloatVector.fromMemorySegment(FLOATS, w, weights[tap] + i, ORDER);
      long s = sources[tap] + shift;
      a = FloatVector.fromMemorySegment(FLOATS, x, s, ORDER).fma(weight, a);
      s += xm;
      b = FloatVector.fromMemorySegment(FLOATS, x, s, ORDER).fma(weight, b);
      s += xm;
      c = FloatVector.fromMemorySegment(FLOATS, x, s, ORDER).fma(weight, c);
      s += xm;
      d = FloatVector.fromMemorySegment(FLOATS, x, s, ORDER).fma(weight, d);
      s += xm;
      e = FloatVector.fromMemorySegment(FLOATS, x, s, ORDER).fma(weight, e);
      s += xm;
      f = FloatVector.fromMemorySegment(FLOATS, x, s, ORDER).fma(weight, f);
      s += xm;
      g = FloatVector.fromMemorySegment(FLOATS, x, s, ORDER).fma(weight, g);
      s += xm;
      h = FloatVector.fromMemorySegment(FLOATS, x, s, ORDER).fma(weight, h);
    }
    a.intoMemorySegment(to, z, ORDER);
    z += zm;
    b.intoMemorySegment(to, z, ORDER);
    z += zm;
    c.intoMemorySegment(to, z, ORDER);
    z += zm;
    d.intoMemorySegment(to, z, ORDER);
    z += zm;
    e.intoMemorySegment(to, z, ORDER);
    z += zm;
    f.intoMemorySegment(to, z, ORDER);
    z += zm;
    g.intoMemorySegment(to, z, ORDER);
    z += zm;
    h.intoMemorySegment(to, z, ORDER);
  }

  /// [Microkernel#correlateRun] for whole vectors of channels.
  static void correlate(
      int pixels,
      int count,
      int taps,
      MemorySegment x,
      long[] sources,
      long xm,
      MemorySegment y,
      long from,
      long ym,
      MemorySegment to,
      long t,
      long[] weights) {
    int vectors = count / COUNT;
    for (int v = 0; v < vectors; v++) {
      long i = v * BYTES;
      int tap = 0;
      for (; tap <= taps - SUMS; tap += SUMS) {
        sums(pixels, x, sources, tap, i, xm, y, from + i, ym, to, t + i, weights);
      }
      for (; tap < taps; tap++) {
        sum(pixels, x, sources[tap] + i, xm, y, from + i, ym, to, t + weights[tap] + i);
      }
    }
  }

  private static void sums(
      int pixels,
      MemorySegment x,
      long[] sources,
      int tap,
      long i,
      long xm,
      MemorySegment y,
      long from,
      long ym,
      MemorySegment to,
      long t,
      long[] weights) {
    Memory.offHeap(x, y, to);
    long as = sources[tap] + i;
    long bs = sources[tap + 1] + i;
    long cs = sources[tap + 2] + i;
    long ds = sources[tap + 3] + i;
    long es = sources[tap + 4] + i;
    long fs = sources[tap + 5] + i;
    long gs = sources[tap + 6] + i;
    long hs = sources[tap + 7] + i;
    FloatVector a = FloatVector.fromMemorySegment(FLOATS, to, t + weights[tap], ORDER);
    FloatVector b = FloatVector.fromMemorySegment(FLOATS, to, t + weights[tap + 1], ORDER);
    FloatVector c = FloatVector.fromMemorySegment(FLOATS, to, t + weights[tap + 2], ORDER);
    FloatVector d = FloatVector.fromMemorySegment(FLOATS, to, t + weights[tap + 3], ORDER);
    FloatVector e = FloatVector.fromMemorySegment(FLOATS, to, t + weights[tap + 4], ORDER);
    FloatVector f = FloatVector.fromMemorySegment(FLOATS, to, t + weights[tap + 5], ORDER);
    FloatVector g = FloatVector.fromMemorySegment(FLOATS, to, t + weights[tap + 6], ORDER);
    FloatVector h = FloatVector.fromMemorySegment(FLOATS, to, t + weights[tap + 7], ORDER);
    long s = 0;
    for (int pixel = 0; pixel < pixels; pixel++, s += xm, from += ym) {
      FloatVector dy = FloatVector.fromMemorySegment(FLOATS, y, from, ORDER);
      a = FloatVector.fromMemorySegment(FLOATS, x, as + s, ORDER).fma(dy, a);
      b = FloatVector.fromMemorySegment(FLOATS, x, bs + s, ORDER).fma(dy, b);
      c = FloatVector.fromMemorySegment(FLOATS, x, cs + s, ORDER).fma(dy, c);
      d = FloatVector.fromMemorySegment(FLOATS, x, ds + s, ORDER).fma(dy, d);
      e = FloatVector.fromMemorySegment(FLOATS, x, es + s, ORDER).fma(dy, e);
      f = FloatVector.fromMemorySegment(FLOATS, x, fs + s, ORDER).fma(dy, f);
      g = FloatVector.fromMemorySegment(FLOATS, x, gs + s, ORDER).fma(dy, g);
      h = FloatVector.fromMemorySegment(FLOATS, x, hs + s, ORDER).fma(dy, h);
    }
    a.intoMemorySegment(to, t + weights[tap], ORDER);
    b.intoMemorySegment(to, t + weights[tap + 1], ORDER);
    c.intoMemorySegment(to, t + weights[tap + 2], ORDER);
    d.intoMemorySegment(to, t + weights[tap + 3], ORDER);
    e.intoMemorySegment(to, t + weights[tap + 4], ORDER);
    f.intoMemorySegment(to, t + weights[tap + 5], ORDER);
    g.intoMemorySegment(to, t + weights[tap + 6], ORDER);
    h.intoMemorySegment(to, t + weights[tap + 7], ORDER);
  }

  private static void sum(
      int pixels,
      MemorySegment x,
      long s,
      long xm,
      MemorySegment y,
      long from,
      long ym,
      MemorySegment to,
      long t) {
    Memory.offHeap(x, y, to);
    FloatVector a = FloatVector.fromMemorySegment(FLOATS, to, t, ORDER);
    for (int pixel = 0; pixel < pixels; pixel++, s += xm, from += ym) {
      FloatVector dy = FloatVector.fromMemorySegment(FLOATS, y, from, ORDER);
      a = FloatVector.fromMemorySegment(FLOATS, x, s, ORDER).fma(dy, a);
    }
    a.intoMemorySegment(to, t, ORDER);
  }
}
