package io.ranvier.backend.cpu;

import static io.ranvier.backend.cpu.Lanes.FLOATS;
import static io.ranvier.backend.cpu.ScalarMath.*;
import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.GE;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LE;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;
import static jdk.incubator.vector.VectorOperators.NE;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/// The transcendental functions of float32 on vectors; [ScalarMath] says how they work.
final class VectorMath {
  private static final int SIGN = 0x80000000;

  private VectorMath() {}

  static FloatVector exp(FloatVector x) {
    var a = x.blend(EXP_HIGHEST, x.compare(GT, EXP_HIGHEST));
    a = a.blend(EXP_LOWEST, a.compare(LT, EXP_LOWEST));
    var z = a.fma(constant(LOG2_E), constant(MAGIC));
    var p = expm1Reduced(a, z.sub(MAGIC)).add(1);
    var k = z.reinterpretAsInts().sub(MAGIC_BITS);
    var half = k.lanewise(ASHR, 1);
    return p.mul(power(half)).mul(power(k.sub(half)));
  }

  private static FloatVector expm1Reduced(FloatVector x, FloatVector n) {
    var r = n.fma(constant(-LN2_HIGH), x);
    r = n.fma(constant(-LN2_LOW), r);
    var q = constant(EXP_6).fma(r, constant(EXP_5)).fma(r, constant(EXP_4));
    q = q.fma(r, constant(EXP_3)).fma(r, constant(EXP_2));
    return q.fma(r.mul(r), r);
  }

  private static FloatVector power(IntVector k) {
    return k.add(127).lanewise(LSHL, 23).reinterpretAsFloats();
  }

  static FloatVector expm1(FloatVector x) {
    var a = x.blend(EXP_HIGHEST, x.compare(GT, EXP_HIGHEST));
    a = a.blend(EXPM1_LOWEST, a.compare(LT, EXPM1_LOWEST));
    var z = a.fma(constant(LOG2_E), constant(MAGIC));
    var p = expm1Reduced(a, z.sub(MAGIC));
    var s = power(z.reinterpretAsInts().sub(MAGIC_BITS + 1));
    var y = s.fma(p, s.sub(0.5f)).mul(2);
    return y.blend(x, x.abs().compare(LT, TINY));
  }

  static FloatVector log(FloatVector x) {
    var subnormal = x.compare(LT, Float.MIN_NORMAL);
    var i = x.blend(x.mul(0x1p25f), subnormal).reinterpretAsInts().sub(SQRT_HALF_BITS);
    var e = floats(i.lanewise(ASHR, 23));
    e = e.blend(e.sub(25), subnormal);
    var y = logReduced(mantissa(i).sub(1), e);
    y = y.blend(x, x.compare(LT, Float.POSITIVE_INFINITY).not());
    y = y.blend(Float.NaN, x.compare(LT, 0f));
    return y.blend(Float.NEGATIVE_INFINITY, x.compare(EQ, 0f));
  }

  private static FloatVector mantissa(IntVector i) {
    return i.and(MANTISSA).add(SQRT_HALF_BITS).reinterpretAsFloats();
  }

  private static FloatVector logReduced(FloatVector f, FloatVector e) {
    var p = constant(LOG_11).fma(f, constant(LOG_10)).fma(f, constant(LOG_9));
    p = p.fma(f, constant(LOG_8)).fma(f, constant(LOG_7)).fma(f, constant(LOG_6));
    p = p.fma(f, constant(LOG_5)).fma(f, constant(LOG_4)).fma(f, constant(LOG_3));
    var square = f.mul(f);
    var tail = p.fma(square.mul(f), e.mul(LN2_LOW));
    return e.fma(constant(LN2_HIGH), f.add(square.fma(constant(-0.5f), tail)));
  }

  static FloatVector log1p(FloatVector x) {
    var u = x.add(1);
    var lost = x.sub(u.sub(1));
    var i = u.reinterpretAsInts().sub(SQRT_HALF_BITS);
    var e = i.lanewise(ASHR, 23);
    var f = lost.fma(power(e.min(64).neg()), mantissa(i).sub(1));
    var y = logReduced(f, floats(e));
    y = y.blend(x, x.compare(LT, Float.POSITIVE_INFINITY).not());
    y = y.blend(x, x.abs().compare(LT, TINY));
    y = y.blend(Float.NaN, x.compare(LT, -1f));
    return y.blend(Float.NEGATIVE_INFINITY, x.compare(EQ, -1f));
  }

  static FloatVector rsqrt(FloatVector x) {
    return constant(1).div(x.sqrt());
  }

  static FloatVector reciprocal(FloatVector x) {
    return constant(1).div(x);
  }

  static FloatVector tanh(FloatVector x) {
    var e = expm1(x.abs().mul(-2));
    return withSign(e.div(e.add(2)), x);
  }

  static FloatVector sigmoid(FloatVector x) {
    var e = exp(x.abs().neg());
    return constant(1).blend(e, x.compare(LT, 0f)).div(e.add(1));
  }

  static FloatVector erf(FloatVector x) {
    var a = x.abs();
    var t = a.mul(a);
    var p = constant(ERF_6).fma(t, constant(ERF_5)).fma(t, constant(ERF_4));
    p = p.fma(t, constant(ERF_3)).fma(t, constant(ERF_2)).fma(t, constant(ERF_1));
    var near = a.mul(p.fma(t, constant(ERF_0)));
    var b = a.blend(ERF_HIGHEST, a.compare(GT, ERF_HIGHEST));
    var q = constant(ERFC_8).fma(b, constant(ERFC_7)).fma(b, constant(ERFC_6));
    q = q.fma(b, constant(ERFC_5)).fma(b, constant(ERFC_4)).fma(b, constant(ERFC_3));
    q = q.fma(b, constant(ERFC_2)).fma(b, constant(ERFC_1)).fma(b, constant(ERFC_0));
    var far = constant(1).sub(exp(q));
    return withSign(far.blend(near, a.compare(LT, ERF_MIDDLE)), x);
  }

  static FloatVector sin(FloatVector x) {
    var y = wave(x, 0);
    var huge = x.abs().compare(LE, ANGLE_HIGHEST).not();
    return huge.anyTrue() ? hugeSin(x, y, huge) : y;
  }

  static FloatVector cos(FloatVector x) {
    var y = wave(x, 1);
    var huge = x.abs().compare(LE, ANGLE_HIGHEST).not();
    return huge.anyTrue() ? hugeCos(x, y, huge) : y;
  }

  private static FloatVector hugeSin(FloatVector x, FloatVector y, VectorMask<Float> huge) {
    for (int i = 0; i < FLOATS.length(); i++) {
      if (huge.laneIsSet(i)) y = y.withLane(i, (float) Math.sin(x.lane(i)));
    }
    return y;
  }

  private static FloatVector hugeCos(FloatVector x, FloatVector y, VectorMask<Float> huge) {
    for (int i = 0; i < FLOATS.length(); i++) {
      if (huge.laneIsSet(i)) y = y.withLane(i, (float) Math.cos(x.lane(i)));
    }
    return y;
  }

  private static FloatVector wave(FloatVector x, int quarters) {
    var z = x.fma(constant(TWO_OVER_PI), constant(MAGIC));
    var n = z.sub(MAGIC);
    var r = n.fma(constant(-HALF_PI_HIGH), x);
    r = n.fma(constant(-HALF_PI_MIDDLE), r);
    r = n.fma(constant(-HALF_PI_LOW), r);
    var quadrant = z.reinterpretAsInts().add(quarters);
    var t = r.mul(r);
    var s = constant(SIN_9).fma(t, constant(SIN_7)).fma(t, constant(SIN_5));
    var sine = s.fma(t, constant(SIN_3)).fma(t.mul(r), r);
    var c = constant(COS_8).fma(t, constant(COS_6)).fma(t, constant(COS_4));
    var cosine = c.fma(t.mul(t), t.fma(constant(-0.5f), constant(1)));
    var odd = quadrant.and(1).compare(NE, 0).cast(FLOATS);
    var sign = quadrant.and(2).lanewise(LSHL, 30);
    var y = sine.blend(cosine, odd).reinterpretAsInts();
    return y.lanewise(VectorOperators.XOR, sign).reinterpretAsFloats();
  }

  static FloatVector atan(FloatVector x) {
    var a = x.abs();
    var steep = a.compare(GT, 1f);
    var b = a.blend(constant(1).div(a), steep);
    var t = b.mul(b);
    var p = constant(ATAN_19).fma(t, constant(ATAN_17)).fma(t, constant(ATAN_15));
    p = p.fma(t, constant(ATAN_13)).fma(t, constant(ATAN_11)).fma(t, constant(ATAN_9));
    p = p.fma(t, constant(ATAN_7)).fma(t, constant(ATAN_5)).fma(t, constant(ATAN_3));
    var y = p.fma(t.mul(b), b);
    y = y.blend(constant(HALF_PI_HIGH).sub(y.sub(HALF_PI_MIDDLE)), steep);
    return withSign(y, x);
  }

  static FloatVector relu(FloatVector x) {
    return x.blend(0f, x.compare(LE, 0f));
  }

  static FloatVector sign(FloatVector x) {
    return x.blend(1f, x.compare(GT, 0f)).blend(-1f, x.compare(LT, 0f));
  }

  /// The nearest integer, ties to even: what adding and taking away 2²³ leaves.
  static FloatVector round(FloatVector x) {
    var a = x.abs();
    var nearest = withSign(a.add(INTEGRAL).sub(INTEGRAL), x);
    return x.blend(nearest, a.compare(LT, INTEGRAL));
  }

  static FloatVector floor(FloatVector x) {
    var y = round(x);
    return withSign(y.blend(y.sub(1), y.compare(GT, x)), x);
  }

  static FloatVector ceil(FloatVector x) {
    var y = round(x);
    return withSign(y.blend(y.add(1), y.compare(LT, x)), x);
  }

  /// To bytes without a sign: the fraction is dropped, the ends of the range hold, NaN is 0.
  static IntVector toByte(FloatVector x) {
    var held = x.blend(255f, x.compare(GE, 255f)).blend(0f, x.compare(LE, 0f));
    return ints(held);
  }

  static IntVector ints(FloatVector x) {
    return (IntVector) x.convert(VectorOperators.F2I, 0);
  }

  static FloatVector floats(IntVector x) {
    return (FloatVector) x.convert(VectorOperators.I2F, 0);
  }

  private static FloatVector withSign(FloatVector size, FloatVector sign) {
    var s = sign.reinterpretAsInts().and(SIGN);
    return size.reinterpretAsInts().and(~SIGN).or(s).reinterpretAsFloats();
  }

  static FloatVector constant(float value) {
    return FloatVector.broadcast(FLOATS, value);
  }
}
