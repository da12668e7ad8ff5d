package io.ranvier.backend.cpu;

import static io.ranvier.backend.cpu.Lanes.FLOATS;
import static io.ranvier.backend.cpu.Lanes.INTS;
import static io.ranvier.backend.cpu.Lanes.ORDER;
import static io.ranvier.backend.cpu.Memory.FLOAT;

import io.ranvier.op.ArgReduction.Extreme;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/// [RowLoops] on the Vector API.
///
/// Sums go lane by lane along the row and are then folded by halves, so that they do not depend on
/// how the virtual machine happens to reduce a vector. What is behind the last whole vector of a
/// row goes through the same loop, masked: with the exponential written out for it once more, the
/// compiler came to the limit of what it takes into one method (`NodeCountInliningCutoff`), and in
/// some programs left a call in the middle of the loop, with vectors on the heap, a hundred times
/// slower.
final class VectorRows implements RowLoops {
  private static final int LANES = Lanes.COUNT;

  private final ScalarRows scalar = new ScalarRows();

  /// As integers of the same order, whose maximum is one instruction: that of floats also tells
  /// zeros and NaN apart, which takes several. A NaN may be passed over; it comes back with its
  /// power.
  private static float max(int n, MemorySegment x, long xo) {
    Memory.offHeap(x);
    var max = IntVector.broadcast(INTS, Integer.MIN_VALUE);
    int i = 0;
    for (; i <= n - LANES; i += LANES) {
      max = max.max(ordered(IntVector.fromMemorySegment(INTS, x, xo + 4L * i, ORDER)));
    }
    if (i < n) {
      var rest = INTS.indexInRange(0, n - i);
      var last = ordered(IntVector.fromMemorySegment(INTS, x, xo + 4L * i, ORDER, rest));
      max = max.lanewise(VectorOperators.MAX, last, rest);
    }
    int bits = max.reduceLanes(VectorOperators.MAX);
    return Float.intBitsToFloat(bits ^ bits >> 31 >>> 1);
  }

  /// Bits of floats, of which those of negative ones are turned round, in the order of the floats.
  private static IntVector ordered(IntVector bits) {
    return bits.lanewise(VectorOperators.ASHR, 31)
        .lanewise(VectorOperators.LSHR, 1)
        .lanewise(VectorOperators.XOR, bits);
  }

  private static float sumOfExp(int n, MemorySegment x, long xo, float max) {
    Memory.offHeap(x);
    var sum = FloatVector.zero(FLOATS);
    for (int i = 0; i < n; i += LANES) {
      var rest = FLOATS.indexInRange(i, n);
      var v = FloatVector.fromMemorySegment(FLOATS, x, xo + 4L * i, ORDER, rest);
      sum = sum.add(VectorMath.exp(v.sub(max)), rest);
    }
    return LaneSum.sum(sum);
  }

  /// `y = exp(x − max)`, and its sum.
  private static float exp(int n, MemorySegment x, long xo, float max, MemorySegment y, long yo) {
    Memory.offHeap(x, y);
    var sum = FloatVector.zero(FLOATS);
    for (int i = 0; i < n; i += LANES) {
      var rest = FLOATS.indexInRange(i, n);
      var v = FloatVector.fromMemorySegment(FLOATS, x, xo + 4L * i, ORDER, rest);
      var e = VectorMath.exp(v.sub(max));
      if (i <= n - LANES) e.intoMemorySegment(y, yo + 4L * i, ORDER);
      else e.intoMemorySegment(y, yo + 4L * i, ORDER, rest);
      sum = sum.add(e, rest);
    }
    return LaneSum.sum(sum);
  }

  @Override
  public void softmax(int n, MemorySegment x, long xo, MemorySegment y, long yo) {
    softmax(n, x, xo, 1, y, yo);
  }

  /// `y = factor · softmax x`
  private static void softmax(
      int n, MemorySegment x, long xo, float factor, MemorySegment y, long yo) {
    scale(n, factor / exp(n, x, xo, max(n, x, xo), y, yo), y, yo);
  }

  private static void scale(int n, float factor, MemorySegment y, long yo) {
    Memory.offHeap(y);
    int i = 0;
    for (; i <= n - LANES; i += LANES) {
      FloatVector.fromMemorySegment(FLOATS, y, yo + 4L * i, ORDER)
          .mul(factor)
          .intoMemorySegment(y, yo + 4L * i, ORDER);
    }
    if (i < n) {
      var rest = FLOATS.indexInRange(i, n);
      FloatVector.fromMemorySegment(FLOATS, y, yo + 4L * i, ORDER, rest)
          .mul(factor)
          .intoMemorySegment(y, yo + 4L * i, ORDER, rest);
    }
  }

  @Override
  public void logSoftmax(int n, MemorySegment x, long xo, MemorySegment y, long yo) {
    Memory.offHeap(x, y);
    float max = max(n, x, xo);
    float log = (float) Math.log(sumOfExp(n, x, xo, max));
    int i = 0;
    for (; i <= n - LANES; i += LANES) {
      FloatVector.fromMemorySegment(FLOATS, x, xo + 4L * i, ORDER)
          .sub(max)
          .sub(log)
          .intoMemorySegment(y, yo + 4L * i, ORDER);
    }
    if (i < n) {
      var rest = FLOATS.indexInRange(0, n - i);
      FloatVector.fromMemorySegment(FLOATS, x, xo + 4L * i, ORDER, rest)
          .sub(max)
          .sub(log)
          .intoMemorySegment(y, yo + 4L * i, ORDER, rest);
    }
  }

  @Override
  public float crossEntropy(int n, MemorySegment x, long xo, int label) {
    Memory.offHeap(x);
    float max = max(n, x, xo);
    float log = (float) Math.log(sumOfExp(n, x, xo, max));
    return log - (x.get(FLOAT, xo + 4L * label) - max);
  }

  @Override
  public void crossEntropyGrad(
      int n, MemorySegment x, long xo, int label, float dy, MemorySegment y, long yo) {
    Memory.offHeap(y);
    softmax(n, x, xo, dy, y, yo);
    long at = yo + 4L * label;
    y.set(FLOAT, at, y.get(FLOAT, at) - dy);
  }

  @Override
  public int extreme(Extreme extreme, int n, MemorySegment x, long xo) {
    Memory.offHeap(x);
    if (n < 2 * LANES) return scalar.extreme(extreme, n, x, xo);
    boolean largest = extreme == Extreme.MAX;
    var beaten = largest ? VectorOperators.LT : VectorOperators.GT;
    var best = FloatVector.fromMemorySegment(FLOATS, x, xo, ORDER);
    int i = LANES;
    for (; i <= n - LANES; i += LANES) {
      var v = FloatVector.fromMemorySegment(FLOATS, x, xo + 4L * i, ORDER);
      best = largest ? best.max(v) : best.min(v);
    }
    float value = best.reduceLanes(largest ? VectorOperators.MAX : VectorOperators.MIN);
    for (; i < n; i++) {
      float v = x.get(FLOAT, xo + 4L * i);
      value = largest ? Math.max(value, v) : Math.min(value, v);
    }
    for (i = 0; i <= n - LANES; i += LANES) {
      var v = FloatVector.fromMemorySegment(FLOATS, x, xo + 4L * i, ORDER);
      var mask =
          Float.isNaN(value) ? v.test(VectorOperators.IS_NAN) : v.compare(beaten, value).not();
      if (mask.anyTrue()) return i + mask.firstTrue();
    }
    return i + scalar.extreme(extreme, n - i, x, xo + 4L * i);
  }

  @Override
  public float sum(int n, MemorySegment x, long xo) {
    Memory.offHeap(x);
    var a = FloatVector.zero(FLOATS);
    var b = a;
    var c = a;
    var d = a;
    int i = 0;
    for (; i <= n - 4 * LANES; i += 4 * LANES) {
      a = a.add(load(x, xo, i));
      b = b.add(load(x, xo, i + LANES));
      c = c.add(load(x, xo, i + 2 * LANES));
      d = d.add(load(x, xo, i + 3 * LANES));
    }
    for (; i <= n - LANES; i += LANES) a = a.add(load(x, xo, i));
    if (i < n) {
      var rest = FLOATS.indexInRange(0, n - i);
      a = a.add(FloatVector.fromMemorySegment(FLOATS, x, xo + 4L * i, ORDER, rest));
    }
    return LaneSum.sum(a.add(b).add(c.add(d)));
  }

  @Override
  public float squares(int n, MemorySegment x, long xo, float mean) {
    Memory.offHeap(x);
    var a = FloatVector.zero(FLOATS);
    var b = a;
    var c = a;
    var d = a;
    int i = 0;
    for (; i <= n - 4 * LANES; i += 4 * LANES) {
      var p = load(x, xo, i).sub(mean);
      var q = load(x, xo, i + LANES).sub(mean);
      var r = load(x, xo, i + 2 * LANES).sub(mean);
      var s = load(x, xo, i + 3 * LANES).sub(mean);
      a = p.fma(p, a);
      b = q.fma(q, b);
      c = r.fma(r, c);
      d = s.fma(s, d);
    }
    for (; i <= n - LANES; i += LANES) {
      var p = load(x, xo, i).sub(mean);
      a = p.fma(p, a);
    }
    if (i < n) {
      var rest = FLOATS.indexInRange(0, n - i);
      var p = FloatVector.fromMemorySegment(FLOATS, x, xo + 4L * i, ORDER, rest).sub(mean);
      a = a.add(p.mul(p), rest);
    }
    return LaneSum.sum(a.add(b).add(c.add(d)));
  }

  private static FloatVector load(MemorySegment x, long xo, int i) {
    return FloatVector.fromMemorySegment(FLOATS, x, xo + 4L * i, ORDER);
  }

  @Override
  public void add(int n, MemorySegment x, long xo, MemorySegment y, long yo) {
    Memory.offHeap(x, y);
    int i = 0;
    for (; i <= n - LANES; i += LANES) {
      long at = yo + 4L * i;
      FloatVector.fromMemorySegment(FLOATS, y, at, ORDER)
          .add(FloatVector.fromMemorySegment(FLOATS, x, xo + 4L * i, ORDER))
          .intoMemorySegment(y, at, ORDER);
    }
    if (i < n) {
      long at = yo + 4L * i;
      var rest = FLOATS.indexInRange(0, n - i);
      FloatVector.fromMemorySegment(FLOATS, y, at, ORDER, rest)
          .add(FloatVector.fromMemorySegment(FLOATS, x, xo + 4L * i, ORDER, rest))
          .intoMemorySegment(y, at, ORDER, rest);
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
    scalar.transpose(rows, columns, from, fo, fromPitch, to, t, toPitch);
  }
}
