package io.ranvier.backend.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import io.ranvier.op.Arithmetic;
import io.ranvier.op.Unary;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The functions of float32 against double precision, in units in the last place, over floats of
/// all sizes.
final class FusedFunctionsTest {
  private static final int BLOCK = 4096;
  private static final Loops BEST = Loops.best();
  private static final float[] SPECIAL = {
    0f,
    -0f,
    1f,
    -1f,
    2f,
    0.5f,
    -0.5f,
    3f,
    -3f,
    Float.NaN,
    Float.POSITIVE_INFINITY,
    Float.NEGATIVE_INFINITY,
    Float.MIN_VALUE,
    -Float.MIN_VALUE,
    Float.MIN_NORMAL,
    Float.MAX_VALUE,
    -Float.MAX_VALUE,
    88.7f,
    89f,
    -87.4f,
    -103.9f,
    -105f,
    10_000f,
    10_001f,
    1e10f,
    0x1p23f,
    0x1p24f,
    0x1p-24f,
    0.95f,
    4f
  };

  private final MemorySegment x = Arena.ofAuto().allocate(4 * BLOCK, 64);
  private final MemorySegment y = Arena.ofAuto().allocate(4 * BLOCK, 64);
  private final MemorySegment z = Arena.ofAuto().allocate(4 * BLOCK, 64);

  static Stream<Arguments> functions() {
    return Stream.of(
        Arguments.of(new Unary.Exp(), 1.1),
        Arguments.of(new Unary.Expm1(), 1.6),
        Arguments.of(new Unary.Log(), 0.9),
        Arguments.of(new Unary.Log1p(), 1.4),
        Arguments.of(new Unary.Rsqrt(), 1.5),
        Arguments.of(new Unary.Sin(), 1.6),
        Arguments.of(new Unary.Cos(), 1.6),
        Arguments.of(new Unary.Atan(), 1.6),
        Arguments.of(new Unary.Tanh(), 2.5),
        Arguments.of(new Unary.Sigmoid(), 2.2),
        Arguments.of(new Unary.Erf(), 1.1));
  }

  @ParameterizedTest
  @MethodSource("functions")
  void functionsStayWithinTheirError(Unary function, double most) {
    var loop = BEST.unary(function);
    var twin = new ScalarLoops().unary(function);
    // A prime step, so that all exponents and all kinds of mantissas come.
    long bits = Integer.MIN_VALUE;
    while (bits <= Integer.MAX_VALUE) {
      for (int k = 0; k < BLOCK; k++, bits += 30_011) {
        set(x, k, k < SPECIAL.length ? SPECIAL[k] : Float.intBitsToFloat((int) bits));
      }
      loop.run(x, 0, y, 0, BLOCK);
      twin.run(x, 0, z, 0, BLOCK);
      assertThat(y.mismatch(z)).as("%s: vectors and scalars", function).isEqualTo(-1);
      for (int k = 0; k < BLOCK; k++) {
        assertClose(
            function + " of " + at(x, k), at(y, k), NaiveFusion.unary(function, at(x, k)), most);
      }
    }
  }

  @Test
  void powersStayWithinTheirError() {
    var exponents = Arena.ofAuto().allocate(4 * BLOCK, 64);
    var random = new Random(7);
    var loop = BEST.arithmetic(new Arithmetic.Pow());
    var twin = new ScalarLoops().arithmetic(new Arithmetic.Pow());
    for (int block = 0; block < 60; block++) {
      for (int k = 0; k < BLOCK; k++) {
        float a = (float) Math.exp(random.nextGaussian() * (block % 7 * 4));
        float b = block % 2 == 0 ? random.nextInt(-9, 10) : (float) random.nextGaussian() * 9;
        boolean special = k % 8 == 0;
        set(x, k, special ? pick(random) : random.nextInt(4) == 0 ? -a : a);
        set(exponents, k, k % 9 == 0 ? pick(random) : b);
      }
      loop.run(x, 0, exponents, 0, y, 0, BLOCK);
      twin.run(x, 0, exponents, 0, z, 0, BLOCK);
      assertThat(y.mismatch(z)).as("vectors and scalars").isEqualTo(-1);
      for (int k = 0; k < BLOCK; k++) {
        var what = at(x, k) + " to the " + at(exponents, k);
        assertClose(what, at(y, k), Math.pow(at(x, k), at(exponents, k)), 0.51);
      }
    }
  }

  private static float pick(Random random) {
    return SPECIAL[random.nextInt(SPECIAL.length)];
  }

  private static float at(MemorySegment segment, int k) {
    return segment.getAtIndex(ValueLayout.JAVA_FLOAT, k);
  }

  private static void set(MemorySegment segment, int k, float value) {
    segment.setAtIndex(ValueLayout.JAVA_FLOAT, k, value);
  }

  /// Within `most` units in the last place; NaN, infinities and zeros as they should be.
  private static void assertClose(String what, float actual, double expected, double most) {
    float rounded = (float) expected;
    boolean near = Math.abs(actual - expected) < 0.5 * Math.ulp(rounded);
    if (near && rounded != 0 || Float.compare(actual, rounded) == 0) return;
    assertThat(actual).as(what).isNotNaN();
    assertThat(expected).as(what).isNotNaN();
    assertThat(Math.copySign(1, actual))
        .as("sign of " + what)
        .isEqualTo(Math.copySign(1f, rounded));
    double unit = Float.isInfinite(rounded) ? Math.ulp(Float.MAX_VALUE) : Math.ulp(rounded);
    double bounded = Math.clamp(expected, -0x1p128, 0x1p128);
    double reached = Math.clamp((double) actual, -0x1p128, 0x1p128);
    assertThat(Math.abs(reached - bounded) / unit)
        .as("error of %s", what)
        .isLessThanOrEqualTo(most);
  }
}
