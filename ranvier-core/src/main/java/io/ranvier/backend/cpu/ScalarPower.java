package io.ranvier.backend.cpu;

import static java.lang.Math.fma;

/// `aᵇ` in float32 by way of `2^(b · log₂ a)` in double precision: the definition, lane by lane, of
/// what [VectorPower] computes.
///
/// The exponents −1, ½, 1 and 2 give what division, square root and multiplication give, exactly.
final class ScalarPower {
  /// `1.5 · 2⁵²`, see [ScalarMath#MAGIC].
  static final double MAGIC = 0x1.8p52;

  static final long MAGIC_BITS = 0x4338000000000000L;
  static final long SQRT_HALF_BITS = 0x3FE6A09E667F3BCDL;
  static final long MANTISSA = 0xFFFFFFFFFFFFFL;

  /// Powers of two beyond this are ∞ or 0 as floats.
  static final double EXPONENT_HIGHEST = 200;

  static final double LN2 = 0.6931471805599453;

  /// `log₂((1 + s) / (1 − s)) / s = Σ 2 / ((2k + 1) ln 2) · s²ᵏ`
  static final double LOG_0 = 2 / LN2;

  static final double LOG_1 = LOG_0 / 3;
  static final double LOG_2 = LOG_0 / 5;
  static final double LOG_3 = LOG_0 / 7;
  static final double LOG_4 = LOG_0 / 9;
  static final double LOG_5 = LOG_0 / 11;
  static final double LOG_6 = LOG_0 / 13;
  static final double LOG_7 = LOG_0 / 15;

  /// `eʳ = Σ rᵏ / k!`
  static final double EXP_2 = 1.0 / 2;

  static final double EXP_3 = 1.0 / 6;
  static final double EXP_4 = 1.0 / 24;
  static final double EXP_5 = 1.0 / 120;
  static final double EXP_6 = 1.0 / 720;
  static final double EXP_7 = 1.0 / 5040;
  static final double EXP_8 = 1.0 / 40320;
  static final double EXP_9 = 1.0 / 362880;

  private ScalarPower() {}

  static float power(float a, float b) {
    if (!isOrdinary(a, b)) return (float) Math.pow(a, b);
    if (b == 2) return a * a;
    if (b == 1) return a;
    if (b == 0.5f) return (float) Math.sqrt(a);
    if (b == -1) return 1 / a;
    float size = (float) exp2(b * log2(Math.abs(a)));
    if (a > 0) return size;
    if (b != (float) Math.rint(b)) return Float.NaN;
    boolean odd = Math.abs(b) < 0x1p24f && ((int) b & 1) != 0;
    return odd ? -size : size;
  }

  /// Whether the formula holds; `Math` knows the other cases.
  private static boolean isOrdinary(float a, float b) {
    return Math.abs(a) < Float.POSITIVE_INFINITY && a != 0 && Math.abs(b) < Float.POSITIVE_INFINITY;
  }

  private static double log2(double a) {
    long i = Double.doubleToRawLongBits(a) - SQRT_HALF_BITS;
    double m = Double.longBitsToDouble((i & MANTISSA) + SQRT_HALF_BITS);
    double s = (m - 1) / (m + 1);
    double t = s * s;
    double p = fma(fma(fma(LOG_7, t, LOG_6), t, LOG_5), t, LOG_4);
    p = fma(fma(fma(fma(p, t, LOG_3), t, LOG_2), t, LOG_1), t, LOG_0);
    return fma(p, s, (double) (i >> 52));
  }

  private static double exp2(double l) {
    double x = Math.max(Math.min(l, EXPONENT_HIGHEST), -EXPONENT_HIGHEST);
    double z = x + MAGIC;
    double r = (x - (z - MAGIC)) * LN2;
    double p = fma(fma(fma(fma(EXP_9, r, EXP_8), r, EXP_7), r, EXP_6), r, EXP_5);
    p = fma(fma(fma(fma(fma(p, r, EXP_4), r, EXP_3), r, EXP_2), r, 1.0), r, 1.0);
    return p * Double.longBitsToDouble((Double.doubleToRawLongBits(z) - MAGIC_BITS + 1023) << 52);
  }
}
