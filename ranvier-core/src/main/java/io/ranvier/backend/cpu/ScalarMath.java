package io.ranvier.backend.cpu;

import static java.lang.Math.fma;

/// The transcendental functions of float32: the definition, lane by lane, of what the vector loops
/// compute. Both evaluate the same polynomials in the same order, so they give the same bits.
///
/// The schemes are the classical ones (Cody and Waite, "Software Manual for the Elementary
/// Functions", 1980): reduce the argument to a small interval, evaluate a near-minimax polynomial
/// there (the coefficients come from Chebyshev fits), put the pieces together.
final class ScalarMath {
  /// `1.5 · 2²³`: a number of moderate size added to it is rounded to an integer, which then stands
  /// in the low bits.
  static final float MAGIC = 12582912f;

  static final int MAGIC_BITS = 0x4B400000;

  static final float LOG2_E = 1.442695f;
  static final float LN2_HIGH = 0.6931472f;
  static final float LN2_LOW = -1.9046542e-9f;

  /// Beyond these, eˣ is ∞ and 0.
  static final float EXP_HIGHEST = 89;

  static final float EXP_LOWEST = -104;

  /// Below this, eˣ − 1 is −1.
  static final float EXPM1_LOWEST = -30;

  /// From half of this on, tanh is 1.
  static final float TANH_HIGHEST = 20;

  /// Below this in size, eˣ − 1 is x.
  static final float TINY = 0x1p-25f;

  /// `(eʳ − 1 − r) / r²` for `|r| ≤ ln 2 / 2`.
  static final float EXP_2 = 0.5f;

  static final float EXP_3 = 0.16666576f;
  static final float EXP_4 = 0.041666556f;
  static final float EXP_5 = 0.008363203f;
  static final float EXP_6 = 0.0013926213f;

  static final int SQRT_HALF_BITS = 0x3F3504F3;
  static final int MANTISSA = 0x7FFFFF;

  /// `(ln(1 + f) − f + f²/2) / f³` for `√½ ≤ 1 + f ≤ √2`.
  static final float LOG_3 = 0.3333333f;

  static final float LOG_4 = -0.24999997f;
  static final float LOG_5 = 0.20000716f;
  static final float LOG_6 = -0.16667803f;
  static final float LOG_7 = 0.14249057f;
  static final float LOG_8 = -0.12425686f;
  static final float LOG_9 = 0.116854236f;
  static final float LOG_10 = -0.11479749f;
  static final float LOG_11 = 0.06971621f;

  /// Where erf changes from one formula to the other, and where it is 1.
  static final float ERF_MIDDLE = 0.95f;

  static final float ERF_HIGHEST = 4;

  /// `erf(x) / x − 1` in powers of x².
  static final float ERF_0 = 0.12837917f;

  static final float ERF_1 = -0.3761263f;
  static final float ERF_2 = 0.11283636f;
  static final float ERF_3 = -0.026856257f;
  static final float ERF_4 = 0.005193564f;
  static final float ERF_5 = -0.00080616213f;
  static final float ERF_6 = 8.042412e-5f;

  /// `ln(1 − erf x)` in powers of x.
  static final float ERFC_0 = 0.00032186625f;

  static final float ERFC_1 = -1.1302419f;
  static final float ERFC_2 = -0.63180953f;
  static final float ERFC_3 = -0.110097244f;
  static final float ERFC_4 = 0.026431642f;
  static final float ERFC_5 = -0.0047635096f;
  static final float ERFC_6 = 0.00059767725f;
  static final float ERFC_7 = -4.6164787e-5f;
  static final float ERFC_8 = 1.642679e-6f;

  /// Up to here three parts of π/2 are enough to reduce an angle; beyond, `Math` does it.
  static final float ANGLE_HIGHEST = 10_000;

  /// Below this, sin x is x, with its sign if it is 0.
  static final float ANGLE_LOWEST = 0x1p-13f;

  static final float TWO_OVER_PI = 0.63661975f;
  static final float HALF_PI_HIGH = 1.5707964f;
  static final float HALF_PI_MIDDLE = -4.371139e-8f;
  static final float HALF_PI_LOW = -1.7151245e-15f;

  /// `(sin r − r) / r³` and `(cos r − 1 + r²/2) / r⁴` in powers of r², for `|r| ≤ π/4`.
  static final float SIN_3 = -0.16666667f;

  static final float SIN_5 = 0.008333332f;
  static final float SIN_7 = -0.00019840083f;
  static final float SIN_9 = 2.7249314e-6f;
  static final float COS_4 = 0.041666664f;
  static final float COS_6 = -0.00138883f;
  static final float COS_8 = 2.4547437e-5f;

  /// `(arctan x − x) / x³` in powers of x², for `|x| ≤ 1`.
  static final float ATAN_3 = -0.3333333f;

  static final float ATAN_5 = 0.1999974f;
  static final float ATAN_7 = -0.14278568f;
  static final float ATAN_9 = 0.110337645f;
  static final float ATAN_11 = -0.0865688f;
  static final float ATAN_13 = 0.06250169f;
  static final float ATAN_15 = -0.03587154f;
  static final float ATAN_17 = 0.013507771f;
  static final float ATAN_19 = -0.0023869972f;

  /// Floats from here on are integers.
  static final float INTEGRAL = 0x1p23f;

  private ScalarMath() {}

  static float exp(float x) {
    float a = x > EXP_HIGHEST ? EXP_HIGHEST : x;
    a = a < EXP_LOWEST ? EXP_LOWEST : a;
    float z = fma(a, LOG2_E, MAGIC);
    float p = 1 + expm1Reduced(a, z - MAGIC);
    int k = Float.floatToRawIntBits(z) - MAGIC_BITS;
    int half = k >> 1;
    return p * power(half) * power(k - half);
  }

  /// `eʳ − 1` for what is left of `x` without `n` times ln 2.
  private static float expm1Reduced(float x, float n) {
    float r = fma(n, -LN2_LOW, fma(n, -LN2_HIGH, x));
    float q = fma(fma(fma(fma(EXP_6, r, EXP_5), r, EXP_4), r, EXP_3), r, EXP_2);
    return fma(q, r * r, r);
  }

  /// `2ᵏ`
  private static float power(int k) {
    return Float.intBitsToFloat((k + 127) << 23);
  }

  static float expm1(float x) {
    float a = x > EXP_HIGHEST ? EXP_HIGHEST : x;
    a = a < EXPM1_LOWEST ? EXPM1_LOWEST : a;
    float z = fma(a, LOG2_E, MAGIC);
    float p = expm1Reduced(a, z - MAGIC);
    float s = power(Float.floatToRawIntBits(z) - MAGIC_BITS - 1);
    float y = 2 * fma(s, p, s - 0.5f);
    return Math.abs(x) < TINY ? x : y;
  }

  static float log(float x) {
    boolean subnormal = x < Float.MIN_NORMAL;
    float scaled = subnormal ? x * 0x1p25f : x;
    int i = Float.floatToRawIntBits(scaled) - SQRT_HALF_BITS;
    float e = (float) (i >> 23);
    e = subnormal ? e - 25 : e;
    float f = Float.intBitsToFloat((i & MANTISSA) + SQRT_HALF_BITS) - 1;
    float y = logReduced(f, e);
    y = x < Float.POSITIVE_INFINITY ? y : x;
    y = x < 0 ? Float.NaN : y;
    return x == 0 ? Float.NEGATIVE_INFINITY : y;
  }

  /// `ln(2ᵉ (1 + f))`
  private static float logReduced(float f, float e) {
    float p = fma(fma(fma(LOG_11, f, LOG_10), f, LOG_9), f, LOG_8);
    p = fma(fma(fma(p, f, LOG_7), f, LOG_6), f, LOG_5);
    p = fma(fma(p, f, LOG_4), f, LOG_3);
    float square = f * f;
    float tail = fma(p, square * f, e * LN2_LOW);
    return fma(e, LN2_HIGH, f + fma(-0.5f, square, tail));
  }

  static float log1p(float x) {
    float u = 1 + x;
    float lost = x - (u - 1);
    int i = Float.floatToRawIntBits(u) - SQRT_HALF_BITS;
    int e = i >> 23;
    float f = Float.intBitsToFloat((i & MANTISSA) + SQRT_HALF_BITS) - 1;
    f = fma(lost, power(-Math.min(e, 64)), f);
    float y = logReduced(f, (float) e);
    y = x < Float.POSITIVE_INFINITY ? y : x;
    y = Math.abs(x) < TINY ? x : y;
    y = x < -1 ? Float.NaN : y;
    return x == -1 ? Float.NEGATIVE_INFINITY : y;
  }

  static float rsqrt(float x) {
    return 1 / (float) Math.sqrt(x);
  }

  static float tanh(float x) {
    float e = expm1(Math.min(2 * Math.abs(x), TANH_HIGHEST));
    return Math.copySign(e / (e + 2), x);
  }

  static float sigmoid(float x) {
    float e = exp(-Math.abs(x));
    return (x < 0 ? e : 1f) / (1 + e);
  }

  static float erf(float x) {
    float a = Math.abs(x);
    float t = a * a;
    float p = fma(fma(fma(ERF_6, t, ERF_5), t, ERF_4), t, ERF_3);
    float near = fma(fma(fma(fma(p, t, ERF_2), t, ERF_1), t, ERF_0), a, a);
    float b = a > ERF_HIGHEST ? ERF_HIGHEST : a;
    float q = fma(fma(fma(fma(ERFC_8, b, ERFC_7), b, ERFC_6), b, ERFC_5), b, ERFC_4);
    q = fma(fma(fma(fma(q, b, ERFC_3), b, ERFC_2), b, ERFC_1), b, ERFC_0);
    float y = a < ERF_MIDDLE ? near : 1 - exp(q);
    return Math.copySign(y, x);
  }

  static float sin(float x) {
    if (Math.abs(x) < ANGLE_LOWEST) return x;
    return Math.abs(x) <= ANGLE_HIGHEST ? wave(x, 0) : (float) Math.sin(x);
  }

  static float cos(float x) {
    return Math.abs(x) <= ANGLE_HIGHEST ? wave(x, 1) : (float) Math.cos(x);
  }

  /// `sin(x + quarters · π/2)`
  private static float wave(float x, int quarters) {
    float z = fma(x, TWO_OVER_PI, MAGIC);
    float n = z - MAGIC;
    float r = fma(n, -HALF_PI_LOW, fma(n, -HALF_PI_MIDDLE, fma(n, -HALF_PI_HIGH, x)));
    int quadrant = Float.floatToRawIntBits(z) + quarters;
    float t = r * r;
    float s = fma(fma(fma(SIN_9, t, SIN_7), t, SIN_5), t, SIN_3);
    float sine = fma(s, t * r, r);
    float c = fma(fma(COS_8, t, COS_6), t, COS_4);
    float cosine = fma(c, t * t, fma(-0.5f, t, 1f));
    float y = (quadrant & 1) == 0 ? sine : cosine;
    return Float.intBitsToFloat(Float.floatToRawIntBits(y) ^ (quadrant & 2) << 30);
  }

  static float atan(float x) {
    float a = Math.abs(x);
    boolean steep = a > 1;
    float b = steep ? 1 / a : a;
    float t = b * b;
    float p = fma(fma(fma(ATAN_19, t, ATAN_17), t, ATAN_15), t, ATAN_13);
    p = fma(fma(fma(p, t, ATAN_11), t, ATAN_9), t, ATAN_7);
    p = fma(fma(p, t, ATAN_5), t, ATAN_3);
    float y = fma(p, t * b, b);
    y = steep ? HALF_PI_HIGH - (y - HALF_PI_MIDDLE) : y;
    return Math.copySign(y, x);
  }

  /// The larger of `x` and 0, NaN for NaN.
  static float relu(float x) {
    return x <= 0 ? 0 : x;
  }

  static float sign(float x) {
    return x > 0 ? 1 : x < 0 ? -1 : x;
  }
}
