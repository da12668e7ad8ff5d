package io.ranvier.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ranvier.backend.Layout;
import io.ranvier.backend.Operand;
import io.ranvier.graph.Value;
import io.ranvier.op.Ops;
import io.ranvier.type.DType;
import io.ranvier.type.Shape;
import io.ranvier.type.TensorType;
import io.ranvier.type.Window;
import java.math.BigDecimal;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/// Corners of the definitions, by hand, and laws that hold for any numbers.
final class ReferenceTest {
  private static final double NAN = Double.NaN;
  private static final double INFINITE = Double.POSITIVE_INFINITY;

  @Test
  void integersWrapAndDivideTowardsZero() {
    assertThat(zip(DType.I32, Ops::add, 2147483647, 1)).isEqualTo(-2147483648);
    assertThat(zip(DType.I32, Ops::mul, 65536, 65536)).isEqualTo(0);
    assertThat(zip(DType.I32, Ops::div, -7, 2)).isEqualTo(-3);
    assertThat(zip(DType.I32, Ops::div, -7, 0)).isEqualTo(0);
    assertThat(zip(DType.I32, Ops::div, -2147483648, -1)).isEqualTo(-2147483648);
    assertThat(zip(DType.U8, Ops::sub, 3, 5)).isEqualTo(254);
    assertThat(zip(DType.U8, Ops::add, 250, 10)).isEqualTo(4);
    assertThat(zip(DType.I64, Ops::pow, 3, 4)).isEqualTo(81);
    assertThat(zip(DType.I64, Ops::pow, 0, 0)).isEqualTo(1);
    assertThat(zip(DType.I64, Ops::pow, 2, -1)).isEqualTo(0);
    assertThat(zip(DType.I64, Ops::pow, -1, -3)).isEqualTo(-1);
  }

  @Test
  void notANumberWins() {
    assertThat(zip(DType.F32, Ops::maximum, 1, NAN)).isNaN();
    assertThat(zip(DType.F32, Ops::minimum, NAN, 1)).isNaN();
    assertThat(map(DType.F32, Ops::relu, NAN)).isNaN();
    assertThat(map(DType.F32, Ops::sign, NAN)).isNaN();
    assertThat(map(DType.F32, Ops::erf, NAN)).isNaN();
    assertThat(map(DType.F32, Ops::isNaN, NAN)).isEqualTo(1);
    assertThat(zip(DType.F32, Ops::equal, NAN, NAN)).isEqualTo(0);
    var evaluation = new Evaluation();
    var x = evaluation.leaf(TensorType.of(DType.F32, 4), 1, NAN, 3, NAN);
    assertThat(evaluation.numbers(Ops.max(x, List.of(0)))[0]).isNaN();
    assertThat(evaluation.numbers(Ops.min(x, List.of(0)))[0]).isNaN();
    assertThat(evaluation.numbers(Ops.argMax(x, 0))[0]).isEqualTo(1);
    assertThat(evaluation.numbers(Ops.argMin(x, 0))[0]).isEqualTo(1);
  }

  @Test
  void castsSaturate() {
    assertThat(cast(DType.F32, DType.U8, -3.7, 3.7, 300, NAN)).containsExactly(0, 3, 255, 0);
    assertThat(cast(DType.F64, DType.I32, 3e9, -3e9, -1.9, INFINITE))
        .containsExactly(2147483647, -2147483648, -1, 2147483647);
    assertThat(cast(DType.F64, DType.BOOL, 0, -0.0, 0.1, NAN)).containsExactly(0, 0, 1, 1);
    assertThat(cast(DType.I64, DType.U8, 257, -1)).containsExactly(1, 255);
    assertThat(cast(DType.I64, DType.I32, 4294967297d)).containsExactly(1);
    assertThat(cast(DType.F64, DType.F16, 65519, 65520, 1e-8, -2e-8, 6e-8))
        .containsExactly(65504, INFINITE, 0, -0.0, 0x1p-24);
    assertThat(cast(DType.F64, DType.BF16, 1.00390625, 1.01171875, NAN))
        .containsExactly(1, 1.015625, NAN);
  }

  /// Rounded once: just above the middle of two `f16` numbers, by less than `f32` can tell.
  @Test
  void castsRoundOnce() {
    double middle = 1 + 0x1p-11;
    assertThat(cast(DType.F64, DType.F16, middle, middle + 0x1p-40, middle + 0x1p-10))
        .containsExactly(1, 1 + 0x1p-10, 1 + 0x1p-9);
    assertThat(cast(DType.F64, DType.BF16, 1 + 0x1p-8, 1 + 0x1p-8 + 0x1p-40))
        .containsExactly(1, 1 + 0x1p-7);
  }

  @Property
  void castsToHalfAreNearest(@ForAll @DoubleRange(min = -65_519, max = 65_519) double x) {
    double half = cast(DType.F64, DType.F16, x)[0];
    for (double other : new double[] {neighbour(half, 1), neighbour(half, -1)}) {
      assertThat(Math.abs(x - half) > Math.abs(x - other)).as("%s to %s", x, half).isFalse();
    }
  }

  private static double neighbour(double half, int step) {
    short bits = Float.floatToFloat16((float) half);
    return Float.float16ToFloat((short) (bits + step));
  }

  @Test
  void theErrorFunction() {
    // Abramowitz and Stegun, table 7.1.
    assertThat(map(DType.F64, Ops::erf, 0.5)).isCloseTo(0.5204998778, within(1e-10));
    assertThat(map(DType.F64, Ops::erf, 1)).isCloseTo(0.8427007929, within(1e-10));
    assertThat(map(DType.F64, Ops::erf, 2)).isCloseTo(0.9953222650, within(1e-10));
    assertThat(map(DType.F64, Ops::erf, -1)).isCloseTo(-0.8427007929, within(1e-10));
    assertThat(map(DType.F64, Ops::erf, INFINITE)).isEqualTo(1);
    assertThat(map(DType.F64, Ops::erf, 1e-300))
        .isCloseTo(2e-300 / Math.sqrt(Math.PI), within(1e-315));
  }

  @Test
  void sumsAreRoundedOnce() {
    var evaluation = new Evaluation();
    var x = evaluation.leaf(TensorType.of(DType.F32, 3), 1e8, 1, -1e8);
    assertThat(evaluation.numbers(Ops.sum(x, List.of(0)))).containsExactly(1);
  }

  /// `⟨x ⋆ k, y⟩` is the same number whichever of the three is computed from the others.
  @Property(tries = 200)
  void theThreeConvolutionsAreAdjoint(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 3) int size,
      @ForAll @IntRange(min = 1, max = 3) int stride,
      @ForAll @IntRange(min = 1, max = 2) int dilation) {
    var random = new SplittableRandom(seed);
    int groups = random.nextInt(1, 3);
    var window =
        Window.window(size, random.nextInt(1, 4))
            .stride(stride, random.nextInt(1, 3))
            .padding(random.nextInt(3), random.nextInt(3), random.nextInt(3), random.nextInt(3))
            .dilation(dilation, 1);
    int c = random.nextInt(1, 3);
    int o = groups * random.nextInt(1, 3);
    int[] dims = {random.nextInt(1, 3), groups * c, random.nextInt(5, 8), random.nextInt(5, 8)};
    var evaluation = new Evaluation();
    var x = integers(evaluation, random, dims);
    var k = integers(evaluation, random, o, c, window.height().size(), window.width().size());
    var y = Ops.conv2d(x, k, window, groups);
    var dy = integers(evaluation, random, y.shape().dims());
    var gradients = io.ranvier.autograd.Gradients.pullBack(List.of(y), List.of(dy), List.of(x, k));
    double expected = dot(evaluation, y, dy);
    assertThat(dot(evaluation, gradients.get(0), x)).isEqualTo(expected);
    assertThat(dot(evaluation, gradients.get(1), k)).isEqualTo(expected);
  }

  /// By the schoolbook, in exact decimals.
  @Property(tries = 100)
  void matrixProducts(
      @ForAll long seed,
      @ForAll @IntRange(max = 4) int m,
      @ForAll @IntRange(max = 4) int k,
      @ForAll @IntRange(max = 4) int n) {
    var random = new SplittableRandom(seed);
    var evaluation = new Evaluation();
    var a = integers(evaluation, random, m, k);
    var b = integers(evaluation, random, k, n);
    var x = evaluation.numbers(a);
    var y = evaluation.numbers(b);
    var actual = evaluation.numbers(Ops.matmul(a, b));
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        var sum = BigDecimal.ZERO;
        for (int l = 0; l < k; l++) {
          sum =
              sum.add(BigDecimal.valueOf(x[i * k + l]).multiply(BigDecimal.valueOf(y[l * n + j])));
        }
        assertThat(actual[i * n + j]).isEqualTo(sum.doubleValue());
      }
    }
  }

  @Property
  void layoutsComeAndGo(@ForAll long seed) {
    var random = new SplittableRandom(seed);
    var shape = Shape.of(random.nextInt(4), random.nextInt(1, 4), random.nextInt(1, 5));
    for (var dtype : DType.values()) {
      var type = new TensorType(dtype, shape);
      var numbers = new Draw.Integers(0, 2).numbers((int) shape.size(), random);
      var buffer = HostTensors.of(type, numbers);
      for (var layout :
          List.of(Layout.dense(shape, List.of(2, 0, 1)), Layout.of(5, 2 * 15, 2 * 5, 2))) {
        var laidOut = HostTensors.laidOut(buffer, type, layout);
        assertThat(HostTensors.numbers(laidOut, new Operand(type, layout))).isEqualTo(numbers);
      }
    }
  }

  private static double dot(Evaluation evaluation, Value a, Value b) {
    return evaluation.numbers(Trial.dot(List.of(a), List.of(b)))[0];
  }

  private static Value integers(Evaluation evaluation, SplittableRandom random, int... dims) {
    var type = TensorType.of(DType.F64, dims);
    int size = (int) type.shape().size();
    return evaluation.leaf(type, new Draw.Integers(-8, 9).numbers(size, random));
  }

  private static double map(DType dtype, UnaryOperator<Value> f, double x) {
    var evaluation = new Evaluation();
    return evaluation.numbers(f.apply(evaluation.leaf(TensorType.of(dtype), x)))[0];
  }

  private static double zip(DType dtype, BinaryOperator<Value> f, double a, double b) {
    var evaluation = new Evaluation();
    var type = TensorType.of(dtype);
    return evaluation.numbers(f.apply(evaluation.leaf(type, a), evaluation.leaf(type, b)))[0];
  }

  private static double[] cast(DType from, DType to, double... numbers) {
    var evaluation = new Evaluation();
    var x = evaluation.leaf(TensorType.of(from, numbers.length), numbers);
    return evaluation.numbers(Ops.cast(x, to));
  }
}
