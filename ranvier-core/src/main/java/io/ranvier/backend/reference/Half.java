package io.ranvier.backend.reference;

/// The 16-bit formats of floating point. Values are rounded once: on the way through `float`, what
/// would be lost is kept as a sticky last bit ("rounding to odd"), so that the second rounding sees
/// on which side of a tie the value lies.
final class Half {
  private static final int ROUNDING = 0x7FFF;

  private Half() {}

  static short toFloat16(double value) {
    return Float.floatToFloat16(toOdd(value));
  }

  static short toBfloat16(double value) {
    if (Double.isNaN(value)) return (short) 0x7FC0;
    int bits = Float.floatToRawIntBits(toOdd(value));
    int even = bits >>> 16 & 1;
    return (short) (bits + ROUNDING + even >>> 16);
  }

  static float fromBfloat16(short bits) {
    return Float.intBitsToFloat(bits << 16);
  }

  /// `value` with so few significant bits that it fits a `double`, the last of them sticky.
  static double toDouble(long value) {
    if (Math.abs((double) value) < 0x1p53) return value;
    long sticky = (value & 0xFFF) == 0 ? 0 : 0x1000;
    return (value & ~0xFFFL) | sticky;
  }

  private static float toOdd(double value) {
    float nearest = (float) value;
    if (Double.isNaN(value) || nearest == value) return nearest;
    int bits = Float.floatToRawIntBits(nearest);
    int towardsZero = Math.abs((double) nearest) > Math.abs(value) ? bits - 1 : bits;
    return Float.intBitsToFloat(towardsZero | 1);
  }
}
