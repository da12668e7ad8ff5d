package io.ranvier.backend.cpu;

import static io.ranvier.backend.cpu.Lanes.ORDER;
import static io.ranvier.backend.cpu.ScalarPower.*;
import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;
import static jdk.incubator.vector.VectorOperators.NE;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/// `aᵇ` of float32 vectors; [ScalarPower] says how it works. A vector of doubles holds half as many
/// numbers, so the loop takes half vectors of floats.
final class VectorPower {
  private static final VectorSpecies<Double> DOUBLES =
      VectorSpecies.of(double.class, Lanes.FLOATS.vectorShape());
  private static final VectorSpecies<Float> HALF =
      VectorSpecies.of(float.class, VectorShape.forBitSize(Lanes.FLOATS.vectorBitSize() / 2));
  private static final VectorSpecies<Integer> HALF_INTS =
      VectorSpecies.of(int.class, HALF.vectorShape());

  private VectorPower() {}

  static void power(
      MemorySegment a, long i, MemorySegment b, long j, MemorySegment to, long o, int count) {
    for (int k = 0; k < count; k += HALF.length()) {
      var x = FloatVector.fromMemorySegment(HALF, a, i + 4L * k, ORDER);
      var y = FloatVector.fromMemorySegment(HALF, b, j + 4L * k, ORDER);
      var finite = x.abs().compare(LT, Float.POSITIVE_INFINITY);
      finite = finite.and(y.abs().compare(LT, Float.POSITIVE_INFINITY));
      var odd = finite.and(x.compare(NE, 0f)).not();
      var z = power(x, y);
      if (odd.anyTrue()) z = exceptional(x, y, z, odd);
      z.intoMemorySegment(to, o + 4L * k, ORDER);
    }
  }

  private static FloatVector exceptional(
      FloatVector x, FloatVector y, FloatVector z, VectorMask<Float> odd) {
    for (int i = 0; i < HALF.length(); i++) {
      if (odd.laneIsSet(i)) z = z.withLane(i, (float) Math.pow(x.lane(i), y.lane(i)));
    }
    return z;
  }

  private static FloatVector power(FloatVector a, FloatVector b) {
    var size = toFloats(exp2(toDoubles(b).mul(log2(toDoubles(a.abs())))));
    var whole = (IntVector) b.convert(VectorOperators.F2I, 0);
    var integer = ((FloatVector) whole.convert(VectorOperators.I2F, 0)).compare(EQ, b);
    var large = b.abs().compare(LT, 0x1p24f).not();
    var sign = whole.blend(0, large.cast(HALF_INTS)).lanewise(LSHL, 31);
    var signed = size.reinterpretAsInts().or(sign).reinterpretAsFloats();
    signed = signed.blend(Float.NaN, integer.or(large).not());
    var y = size.blend(signed, a.compare(LT, 0f));
    y = y.blend(FloatVector.broadcast(HALF, 1).div(a), b.compare(EQ, -1f));
    y = y.blend(a.sqrt(), b.compare(EQ, 0.5f));
    y = y.blend(a, b.compare(EQ, 1f));
    return y.blend(a.mul(a), b.compare(EQ, 2f));
  }

  private static DoubleVector toDoubles(FloatVector x) {
    return (DoubleVector) x.convertShape(VectorOperators.F2D, DOUBLES, 0);
  }

  private static FloatVector toFloats(DoubleVector x) {
    return (FloatVector) x.convertShape(VectorOperators.D2F, HALF, 0);
  }

  private static DoubleVector log2(DoubleVector a) {
    var i = a.reinterpretAsLongs().sub(SQRT_HALF_BITS);
    var m = i.and(MANTISSA).add(SQRT_HALF_BITS).reinterpretAsDoubles();
    var s = m.sub(1).div(m.add(1));
    var t = s.mul(s);
    var p = constant(LOG_7).fma(t, constant(LOG_6)).fma(t, constant(LOG_5));
    p = p.fma(t, constant(LOG_4)).fma(t, constant(LOG_3)).fma(t, constant(LOG_2));
    p = p.fma(t, constant(LOG_1)).fma(t, constant(LOG_0));
    var e = i.lanewise(VectorOperators.ASHR, 52).add(MAGIC_BITS).reinterpretAsDoubles();
    return p.fma(s, e.sub(MAGIC));
  }

  private static DoubleVector exp2(DoubleVector l) {
    var x = l.min(EXPONENT_HIGHEST).max(-EXPONENT_HIGHEST);
    var z = x.add(MAGIC);
    var r = x.sub(z.sub(MAGIC)).mul(LN2);
    var p = constant(1.0 / 362880).fma(r, constant(1.0 / 40320)).fma(r, constant(1.0 / 5040));
    p = p.fma(r, constant(1.0 / 720)).fma(r, constant(1.0 / 120)).fma(r, constant(1.0 / 24));
    p = p.fma(r, constant(1.0 / 6)).fma(r, constant(0.5)).fma(r, constant(1.0));
    LongVector k = z.reinterpretAsLongs().sub(MAGIC_BITS - 1023);
    return p.fma(r, constant(1.0)).mul(k.lanewise(LSHL, 52).reinterpretAsDoubles());
  }

  private static DoubleVector constant(double value) {
    return DoubleVector.broadcast(DOUBLES, value);
  }
}
