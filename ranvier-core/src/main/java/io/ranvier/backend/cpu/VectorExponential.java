package io.ranvier.backend.cpu;

import static io.ranvier.backend.cpu.Lanes.COUNT;
import static io.ranvier.backend.cpu.Lanes.FLOATS;
import static io.ranvier.backend.cpu.Lanes.ORDER;
import static io.ranvier.backend.cpu.ScalarMath.*;
import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/// eˣ and what is made of it, as loops over memory; [ScalarMath] says how they work.
///
/// Each loop is written out, without methods of its own: a call that the compiler does not inline
/// puts vectors on the heap, and so large a loop is where it gives up inlining.
///
/// Largest errors, in units in the last place, over one float in 613: exp 1.1, expm1 1.6, tanh 2.4,
/// sigmoid 2.2, erf 1.1.
final class VectorExponential {
  private static final int SIGN = 0x80000000;

  private VectorExponential() {}

  static void exp(MemorySegment a, long i, MemorySegment to, long o, int count) {
    Memory.offHeap(a, to);
    var log2E = FloatVector.broadcast(FLOATS, LOG2_E);
    var magic = FloatVector.broadcast(FLOATS, MAGIC);
    var high = FloatVector.broadcast(FLOATS, -LN2_HIGH);
    var low = FloatVector.broadcast(FLOATS, -LN2_LOW);
    var e2 = FloatVector.broadcast(FLOATS, EXP_2);
    var e3 = FloatVector.broadcast(FLOATS, EXP_3);
    var e4 = FloatVector.broadcast(FLOATS, EXP_4);
    var e5 = FloatVector.broadcast(FLOATS, EXP_5);
    var e6 = FloatVector.broadcast(FLOATS, EXP_6);
    for (int k = 0; k < count; k += COUNT) {
      var x = FloatVector.fromMemorySegment(FLOATS, a, i + 4L * k, ORDER);
      var b = x.blend(EXP_HIGHEST, x.compare(GT, EXP_HIGHEST));
      b = b.blend(EXP_LOWEST, b.compare(LT, EXP_LOWEST));
      var z = b.fma(log2E, magic);
      var n = z.sub(magic);
      var r = n.fma(low, n.fma(high, b));
      var q = e6.fma(r, e5).fma(r, e4).fma(r, e3).fma(r, e2);
      var p = q.fma(r.mul(r), r);
      var power = z.reinterpretAsInts().sub(MAGIC_BITS);
      var half = power.lanewise(ASHR, 1);
      var s = half.add(127).lanewise(LSHL, 23).reinterpretAsFloats();
      var t = power.sub(half).add(127).lanewise(LSHL, 23).reinterpretAsFloats();
      var y = p.add(1f).mul(s).mul(t);
      y.intoMemorySegment(to, o + 4L * k, ORDER);
    }
  }

  static void expm1(MemorySegment a, long i, MemorySegment to, long o, int count) {
    Memory.offHeap(a, to);
    var log2E = FloatVector.broadcast(FLOATS, LOG2_E);
    var magic = FloatVector.broadcast(FLOATS, MAGIC);
    var high = FloatVector.broadcast(FLOATS, -LN2_HIGH);
    var low = FloatVector.broadcast(FLOATS, -LN2_LOW);
    var e2 = FloatVector.broadcast(FLOATS, EXP_2);
    var e3 = FloatVector.broadcast(FLOATS, EXP_3);
    var e4 = FloatVector.broadcast(FLOATS, EXP_4);
    var e5 = FloatVector.broadcast(FLOATS, EXP_5);
    var e6 = FloatVector.broadcast(FLOATS, EXP_6);
    for (int k = 0; k < count; k += COUNT) {
      var x = FloatVector.fromMemorySegment(FLOATS, a, i + 4L * k, ORDER);
      var b = x.blend(EXP_HIGHEST, x.compare(GT, EXP_HIGHEST));
      b = b.blend(EXPM1_LOWEST, b.compare(LT, EXPM1_LOWEST));
      var z = b.fma(log2E, magic);
      var n = z.sub(magic);
      var r = n.fma(low, n.fma(high, b));
      var q = e6.fma(r, e5).fma(r, e4).fma(r, e3).fma(r, e2);
      var p = q.fma(r.mul(r), r);
      var s = z.reinterpretAsInts().sub(MAGIC_BITS - 126).lanewise(LSHL, 23).reinterpretAsFloats();
      var e = s.fma(p, s.sub(0.5f)).mul(2f);
      var y = e.blend(x, x.abs().compare(LT, TINY));
      y.intoMemorySegment(to, o + 4L * k, ORDER);
    }
  }

  static void tanh(MemorySegment a, long i, MemorySegment to, long o, int count) {
    Memory.offHeap(a, to);
    var log2E = FloatVector.broadcast(FLOATS, LOG2_E);
    var magic = FloatVector.broadcast(FLOATS, MAGIC);
    var high = FloatVector.broadcast(FLOATS, -LN2_HIGH);
    var low = FloatVector.broadcast(FLOATS, -LN2_LOW);
    var e2 = FloatVector.broadcast(FLOATS, EXP_2);
    var e3 = FloatVector.broadcast(FLOATS, EXP_3);
    var e4 = FloatVector.broadcast(FLOATS, EXP_4);
    var e5 = FloatVector.broadcast(FLOATS, EXP_5);
    var e6 = FloatVector.broadcast(FLOATS, EXP_6);
    for (int k = 0; k < count; k += COUNT) {
      var x = FloatVector.fromMemorySegment(FLOATS, a, i + 4L * k, ORDER);
      var size = x.abs().mul(2f);
      var b = size.blend(TANH_HIGHEST, size.compare(GT, TANH_HIGHEST));
      var z = b.fma(log2E, magic);
      var n = z.sub(magic);
      var r = n.fma(low, n.fma(high, b));
      var q = e6.fma(r, e5).fma(r, e4).fma(r, e3).fma(r, e2);
      var p = q.fma(r.mul(r), r);
      var s = z.reinterpretAsInts().sub(MAGIC_BITS - 126).lanewise(LSHL, 23).reinterpretAsFloats();
      var e = s.fma(p, s.sub(0.5f)).mul(2f);
      e = e.blend(b, b.compare(LT, TINY));
      var sign = x.reinterpretAsInts().and(SIGN);
      var y = e.div(e.add(2f)).reinterpretAsInts().or(sign);
      y.intoMemorySegment(to, o + 4L * k, ORDER);
    }
  }

  static void sigmoid(MemorySegment a, long i, MemorySegment to, long o, int count) {
    Memory.offHeap(a, to);
    var log2E = FloatVector.broadcast(FLOATS, LOG2_E);
    var magic = FloatVector.broadcast(FLOATS, MAGIC);
    var high = FloatVector.broadcast(FLOATS, -LN2_HIGH);
    var low = FloatVector.broadcast(FLOATS, -LN2_LOW);
    var e2 = FloatVector.broadcast(FLOATS, EXP_2);
    var e3 = FloatVector.broadcast(FLOATS, EXP_3);
    var e4 = FloatVector.broadcast(FLOATS, EXP_4);
    var e5 = FloatVector.broadcast(FLOATS, EXP_5);
    var e6 = FloatVector.broadcast(FLOATS, EXP_6);
    for (int k = 0; k < count; k += COUNT) {
      var x = FloatVector.fromMemorySegment(FLOATS, a, i + 4L * k, ORDER);
      var b = x.abs().neg();
      b = b.blend(EXP_LOWEST, b.compare(LT, EXP_LOWEST));
      var z = b.fma(log2E, magic);
      var n = z.sub(magic);
      var r = n.fma(low, n.fma(high, b));
      var q = e6.fma(r, e5).fma(r, e4).fma(r, e3).fma(r, e2);
      var p = q.fma(r.mul(r), r);
      var power = z.reinterpretAsInts().sub(MAGIC_BITS);
      var half = power.lanewise(ASHR, 1);
      var s = half.add(127).lanewise(LSHL, 23).reinterpretAsFloats();
      var t = power.sub(half).add(127).lanewise(LSHL, 23).reinterpretAsFloats();
      var e = p.add(1f).mul(s).mul(t);
      var above = FloatVector.broadcast(FLOATS, 1f).blend(e, x.compare(LT, 0f));
      var y = above.div(e.add(1f));
      y.intoMemorySegment(to, o + 4L * k, ORDER);
    }
  }

  static void erf(MemorySegment a, long i, MemorySegment to, long o, int count) {
    Memory.offHeap(a, to);
    var log2E = FloatVector.broadcast(FLOATS, LOG2_E);
    var magic = FloatVector.broadcast(FLOATS, MAGIC);
    var high = FloatVector.broadcast(FLOATS, -LN2_HIGH);
    var low = FloatVector.broadcast(FLOATS, -LN2_LOW);
    var e2 = FloatVector.broadcast(FLOATS, EXP_2);
    var e3 = FloatVector.broadcast(FLOATS, EXP_3);
    var e4 = FloatVector.broadcast(FLOATS, EXP_4);
    var e5 = FloatVector.broadcast(FLOATS, EXP_5);
    var e6 = FloatVector.broadcast(FLOATS, EXP_6);
    var one = FloatVector.broadcast(FLOATS, 1f);
    var f0 = FloatVector.broadcast(FLOATS, ERF_0);
    var f1 = FloatVector.broadcast(FLOATS, ERF_1);
    var f2 = FloatVector.broadcast(FLOATS, ERF_2);
    var f3 = FloatVector.broadcast(FLOATS, ERF_3);
    var f4 = FloatVector.broadcast(FLOATS, ERF_4);
    var f5 = FloatVector.broadcast(FLOATS, ERF_5);
    var f6 = FloatVector.broadcast(FLOATS, ERF_6);
    var g0 = FloatVector.broadcast(FLOATS, ERFC_0);
    var g1 = FloatVector.broadcast(FLOATS, ERFC_1);
    var g2 = FloatVector.broadcast(FLOATS, ERFC_2);
    var g3 = FloatVector.broadcast(FLOATS, ERFC_3);
    var g4 = FloatVector.broadcast(FLOATS, ERFC_4);
    var g5 = FloatVector.broadcast(FLOATS, ERFC_5);
    var g6 = FloatVector.broadcast(FLOATS, ERFC_6);
    var g7 = FloatVector.broadcast(FLOATS, ERFC_7);
    var g8 = FloatVector.broadcast(FLOATS, ERFC_8);
    for (int k = 0; k < count; k += COUNT) {
      var x = FloatVector.fromMemorySegment(FLOATS, a, i + 4L * k, ORDER);
      var size = x.abs();
      var square = size.mul(size);
      var f = f6.fma(square, f5).fma(square, f4).fma(square, f3);
      var near = f.fma(square, f2).fma(square, f1).fma(square, f0).fma(size, size);
      var c = size.blend(ERF_HIGHEST, size.compare(GT, ERF_HIGHEST));
      var b = g8.fma(c, g7).fma(c, g6).fma(c, g5).fma(c, g4);
      b = b.fma(c, g3).fma(c, g2).fma(c, g1).fma(c, g0);
      var z = b.fma(log2E, magic);
      var n = z.sub(magic);
      var r = n.fma(low, n.fma(high, b));
      var q = e6.fma(r, e5).fma(r, e4).fma(r, e3).fma(r, e2);
      var p = q.fma(r.mul(r), r);
      var s = z.reinterpretAsInts().sub(MAGIC_BITS - 127).lanewise(LSHL, 23).reinterpretAsFloats();
      var far = one.sub(p.add(1f).mul(s));
      var sign = x.reinterpretAsInts().and(SIGN);
      var y = far.blend(near, size.compare(LT, ERF_MIDDLE)).reinterpretAsInts().or(sign);
      y.intoMemorySegment(to, o + 4L * k, ORDER);
    }
  }
}
