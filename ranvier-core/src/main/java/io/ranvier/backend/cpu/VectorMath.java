package io.ranvier.backend.cpu;

import static io.ranvier.backend.cpu.Lanes.FLOATS;
import static io.ranvier.backend.cpu.ScalarMath.*;
import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.GE;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LE;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/// The short functions of float32 on vectors.
final class VectorMath {
  private static final int SIGN = 0x80000000;

  private VectorMath() {}

  /// eˣ with the bits of [VectorExponential#exp], for loops that do more with it.
  static FloatVector exp(FloatVector x) {
    var b = x.blend(EXP_HIGHEST, x.compare(GT, EXP_HIGHEST));
    b = b.blend(EXP_LOWEST, b.compare(LT, EXP_LOWEST));
    var z = b.fma(constant(LOG2_E), constant(MAGIC));
    var n = z.sub(MAGIC);
    var r = n.fma(constant(-LN2_LOW), n.fma(constant(-LN2_HIGH), b));
    var q = constant(EXP_6).fma(r, constant(EXP_5)).fma(r, constant(EXP_4));
    q = q.fma(r, constant(EXP_3)).fma(r, constant(EXP_2));
    var power = z.reinterpretAsInts().sub(MAGIC_BITS);
    var half = power.lanewise(ASHR, 1);
    var s = half.add(127).lanewise(LSHL, 23).reinterpretAsFloats();
    var t = power.sub(half).add(127).lanewise(LSHL, 23).reinterpretAsFloats();
    return q.fma(r.mul(r), r).add(1f).mul(s).mul(t);
  }

  static FloatVector rsqrt(FloatVector x) {
    return constant(1).div(x.sqrt());
  }

  static FloatVector reciprocal(FloatVector x) {
    return constant(1).div(x);
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
