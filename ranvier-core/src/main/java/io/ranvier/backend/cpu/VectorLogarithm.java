package io.ranvier.backend.cpu;

import static io.ranvier.backend.cpu.Lanes.COUNT;
import static io.ranvier.backend.cpu.Lanes.FLOATS;
import static io.ranvier.backend.cpu.Lanes.ORDER;
import static io.ranvier.backend.cpu.ScalarMath.*;
import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/// Logarithms as loops over memory; [ScalarMath] says how they work, [VectorExponential] why they
/// are written out.
///
/// Largest errors, in units in the last place: log 0.9, log1p 1.4.
final class VectorLogarithm {
  private VectorLogarithm() {}

  static void log(MemorySegment a, long i, MemorySegment to, long o, int count) {
    Memory.offHeap(a, to);
    var high = FloatVector.broadcast(FLOATS, LN2_HIGH);
    var minusHalf = FloatVector.broadcast(FLOATS, -0.5f);
    var c3 = FloatVector.broadcast(FLOATS, LOG_3);
    var c4 = FloatVector.broadcast(FLOATS, LOG_4);
    var c5 = FloatVector.broadcast(FLOATS, LOG_5);
    var c6 = FloatVector.broadcast(FLOATS, LOG_6);
    var c7 = FloatVector.broadcast(FLOATS, LOG_7);
    var c8 = FloatVector.broadcast(FLOATS, LOG_8);
    var c9 = FloatVector.broadcast(FLOATS, LOG_9);
    var c10 = FloatVector.broadcast(FLOATS, LOG_10);
    var c11 = FloatVector.broadcast(FLOATS, LOG_11);
    for (int k = 0; k < count; k += COUNT) {
      var x = FloatVector.fromMemorySegment(FLOATS, a, i + 4L * k, ORDER);
      var subnormal = x.compare(LT, Float.MIN_NORMAL);
      var bits = x.blend(x.mul(0x1p25f), subnormal).reinterpretAsInts().sub(SQRT_HALF_BITS);
      var e = (FloatVector) bits.lanewise(ASHR, 23).convert(I2F, 0);
      e = e.blend(e.sub(25f), subnormal);
      var f = bits.and(MANTISSA).add(SQRT_HALF_BITS).reinterpretAsFloats().sub(1f);
      var p = c11.fma(f, c10).fma(f, c9).fma(f, c8).fma(f, c7);
      p = p.fma(f, c6).fma(f, c5).fma(f, c4).fma(f, c3);
      var square = f.mul(f);
      var tail = p.fma(square.mul(f), e.mul(LN2_LOW));
      var y = e.fma(high, f.add(square.fma(minusHalf, tail)));
      y = y.blend(x, x.compare(LT, Float.POSITIVE_INFINITY).not());
      y = y.blend(Float.NaN, x.compare(LT, 0f));
      y = y.blend(Float.NEGATIVE_INFINITY, x.compare(EQ, 0f));
      y.intoMemorySegment(to, o + 4L * k, ORDER);
    }
  }

  static void log1p(MemorySegment a, long i, MemorySegment to, long o, int count) {
    Memory.offHeap(a, to);
    var high = FloatVector.broadcast(FLOATS, LN2_HIGH);
    var minusHalf = FloatVector.broadcast(FLOATS, -0.5f);
    var c3 = FloatVector.broadcast(FLOATS, LOG_3);
    var c4 = FloatVector.broadcast(FLOATS, LOG_4);
    var c5 = FloatVector.broadcast(FLOATS, LOG_5);
    var c6 = FloatVector.broadcast(FLOATS, LOG_6);
    var c7 = FloatVector.broadcast(FLOATS, LOG_7);
    var c8 = FloatVector.broadcast(FLOATS, LOG_8);
    var c9 = FloatVector.broadcast(FLOATS, LOG_9);
    var c10 = FloatVector.broadcast(FLOATS, LOG_10);
    var c11 = FloatVector.broadcast(FLOATS, LOG_11);
    for (int k = 0; k < count; k += COUNT) {
      var x = FloatVector.fromMemorySegment(FLOATS, a, i + 4L * k, ORDER);
      var u = x.add(1f);
      var lost = x.sub(u.sub(1f));
      var bits = u.reinterpretAsInts().sub(SQRT_HALF_BITS);
      var exponent = bits.lanewise(ASHR, 23);
      var scale = exponent.min(64).neg().add(127).lanewise(LSHL, 23).reinterpretAsFloats();
      var mantissa = bits.and(MANTISSA).add(SQRT_HALF_BITS).reinterpretAsFloats();
      var f = lost.fma(scale, mantissa.sub(1f));
      var e = (FloatVector) exponent.convert(I2F, 0);
      var p = c11.fma(f, c10).fma(f, c9).fma(f, c8).fma(f, c7);
      p = p.fma(f, c6).fma(f, c5).fma(f, c4).fma(f, c3);
      var square = f.mul(f);
      var tail = p.fma(square.mul(f), e.mul(LN2_LOW));
      var y = e.fma(high, f.add(square.fma(minusHalf, tail)));
      y = y.blend(x, x.compare(LT, Float.POSITIVE_INFINITY).not());
      y = y.blend(x, x.abs().compare(LT, TINY));
      y = y.blend(Float.NaN, x.compare(LT, -1f));
      y = y.blend(Float.NEGATIVE_INFINITY, x.compare(EQ, -1f));
      y.intoMemorySegment(to, o + 4L * k, ORDER);
    }
  }
}
