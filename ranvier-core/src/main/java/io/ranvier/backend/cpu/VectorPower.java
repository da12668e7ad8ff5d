package io.ranvier.backend.cpu;

import static io.ranvier.backend.cpu.Lanes.ORDER;
import static io.ranvier.backend.cpu.ScalarPower.*;
import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.D2F;
import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.F2D;
import static jdk.incubator.vector.VectorOperators.F2I;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/// `aᵇ` of float32 as a loop over memory; [ScalarPower] says how it works, [VectorExponential] why
/// it is written out. A vector of doubles holds half as many numbers, so the loop takes half
/// vectors of floats.
///
/// The largest error is 0.51 units in the last place.
final class VectorPower {
  private static final VectorSpecies<Double> DOUBLES =
      VectorSpecies.of(double.class, Lanes.FLOATS.vectorShape());
  private static final VectorSpecies<Float> HALF =
      VectorSpecies.of(float.class, VectorShape.forBitSize(Lanes.FLOATS.vectorBitSize() / 2));
  private static final int COUNT = HALF.length();

  private VectorPower() {}

  static void power(
      MemorySegment a, long i, MemorySegment b, long j, MemorySegment to, long o, int count) {
    Memory.offHeap(a, b, to);
    var one = DoubleVector.broadcast(DOUBLES, 1.0);
    var log0 = DoubleVector.broadcast(DOUBLES, LOG_0);
    var log1 = DoubleVector.broadcast(DOUBLES, LOG_1);
    var log2 = DoubleVector.broadcast(DOUBLES, LOG_2);
    var log3 = DoubleVector.broadcast(DOUBLES, LOG_3);
    var log4 = DoubleVector.broadcast(DOUBLES, LOG_4);
    var log5 = DoubleVector.broadcast(DOUBLES, LOG_5);
    var log6 = DoubleVector.broadcast(DOUBLES, LOG_6);
    var log7 = DoubleVector.broadcast(DOUBLES, LOG_7);
    var exp2 = DoubleVector.broadcast(DOUBLES, EXP_2);
    var exp3 = DoubleVector.broadcast(DOUBLES, EXP_3);
    var exp4 = DoubleVector.broadcast(DOUBLES, EXP_4);
    var exp5 = DoubleVector.broadcast(DOUBLES, EXP_5);
    var exp6 = DoubleVector.broadcast(DOUBLES, EXP_6);
    var exp7 = DoubleVector.broadcast(DOUBLES, EXP_7);
    var exp8 = DoubleVector.broadcast(DOUBLES, EXP_8);
    var exp9 = DoubleVector.broadcast(DOUBLES, EXP_9);
    for (int k = 0; k < count; k += COUNT) {
      var x = FloatVector.fromMemorySegment(HALF, a, i + 4L * k, ORDER);
      var y = FloatVector.fromMemorySegment(HALF, b, j + 4L * k, ORDER);
      var finite = x.abs().compare(LT, Float.POSITIVE_INFINITY).and(x.abs().compare(GT, 0f));
      if (!finite.and(y.abs().compare(LT, Float.POSITIVE_INFINITY)).allTrue()) {
        powerOfEach(a, i + 4L * k, b, j + 4L * k, to, o + 4L * k);
        continue;
      }
      var bits = ((DoubleVector) x.abs().convertShape(F2D, DOUBLES, 0)).reinterpretAsLongs();
      bits = bits.sub(SQRT_HALF_BITS);
      var m = bits.and(MANTISSA).add(SQRT_HALF_BITS).reinterpretAsDoubles();
      var s = m.sub(one).div(m.add(one));
      var t = s.mul(s);
      var p = log7.fma(t, log6).fma(t, log5).fma(t, log4);
      p = p.fma(t, log3).fma(t, log2).fma(t, log1).fma(t, log0);
      var e = bits.lanewise(ASHR, 52).add(MAGIC_BITS).reinterpretAsDoubles().sub(MAGIC);
      var l = ((DoubleVector) y.convertShape(F2D, DOUBLES, 0)).mul(p.fma(s, e));
      l = l.min(EXPONENT_HIGHEST).max(-EXPONENT_HIGHEST);
      var z = l.add(MAGIC);
      var r = l.sub(z.sub(MAGIC)).mul(LN2);
      var q = exp9.fma(r, exp8).fma(r, exp7).fma(r, exp6).fma(r, exp5);
      q = q.fma(r, exp4).fma(r, exp3).fma(r, exp2).fma(r, one).fma(r, one);
      var scale = z.reinterpretAsLongs().sub(MAGIC_BITS - 1023).lanewise(LSHL, 52);
      var size = (FloatVector) q.mul(scale.reinterpretAsDoubles()).convertShape(D2F, HALF, 0);
      // Of negative numbers only integral powers exist; odd ones are negative.
      var whole = (IntVector) y.convert(F2I, 0);
      var large = y.abs().compare(LT, 0x1p24f).not();
      var integral = ((FloatVector) whole.convert(I2F, 0)).compare(EQ, y).or(large);
      var odd = whole.lanewise(LSHL, 31).reinterpretAsFloats().blend(0f, large);
      var signed = size.reinterpretAsInts().or(odd.reinterpretAsInts()).reinterpretAsFloats();
      signed = signed.blend(Float.NaN, integral.not());
      var power = size.blend(signed, x.compare(LT, 0f));
      power = power.blend(FloatVector.broadcast(HALF, 1f).div(x), y.compare(EQ, -1f));
      power = power.blend(x.sqrt(), y.compare(EQ, 0.5f)).blend(x, y.compare(EQ, 1f));
      power = power.blend(x.mul(x), y.compare(EQ, 2f));
      power.intoMemorySegment(to, o + 4L * k, ORDER);
    }
  }

  /// One vector with a base that is 0, or something that is not finite.
  private static void powerOfEach(
      MemorySegment a, long i, MemorySegment b, long j, MemorySegment to, long o) {
    Memory.offHeap(a, b, to);
    for (int k = 0; k < COUNT; k++) {
      float x = a.get(Simd.FLOAT, i + 4L * k);
      float y = b.get(Simd.FLOAT, j + 4L * k);
      to.set(Simd.FLOAT, o + 4L * k, ScalarPower.power(x, y));
    }
  }
}
