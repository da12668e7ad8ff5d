package io.ranvier.backend.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ranvier.backend.Fusion;
import io.ranvier.backend.Operand;
import io.ranvier.op.Arithmetic;
import io.ranvier.op.Reduction;
import io.ranvier.op.Unary;
import io.ranvier.type.DType;
import io.ranvier.type.Shape;
import io.ranvier.type.TensorType;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Reductions of every pattern: alone, fused, with many threads.
final class FoldingTest {
  private static final Loops BEST = Loops.best();

  /// Slabs of rows of elements: all that are one, short and long rows, few and many, strips.
  @ParameterizedTest
  @CsvSource({
    "1,1,1",
    "1,7,1",
    "5,1,3",
    "64,10,1",
    "3,64,1",
    "3,65,1",
    "2,5000,1",
    "1,300000,1",
    "1,64,10",
    "4,33,6",
    "1,50000,6",
    "2,3,5000",
    "1,40,20000",
    "1,3,100000",
    "7,100,257",
    "0,3,2",
    "2,0,3",
    "2,3,0"
  })
  void sumsAreRightAndDoNotDependOnWhatElseRuns(int kept, int reduced, int inner) {
    var shape = Shape.of(kept, reduced, inner);
    var sum = new Reduction.Sum(List.of(1));
    var type = new TensorType(DType.F32, shape);
    var x = data(shape, 3);
    var alone = sum(x, type, List.of(), sum, 0);
    assertSums(shape, FusionCase.read(Operand.rowMajor(type), x), alone, sum);

    // Twice the negative, made by two steps before and followed by another reduction of the same
    // pass: the sums must be exactly twice the negative.
    var steps =
        List.of(
            new Fusion.Step(new Arithmetic.Add(), List.of(0, 0), DType.F32),
            new Fusion.Step(new Unary.Neg(), List.of(1), DType.F32));
    assertThat(sum(x, type, steps, sum, 2))
        .containsExactly(Arrays.stream(alone).map(y -> -2 * y + 0.0).toArray());

    int threads = Parallel.threads();
    try {
      Parallel.threads(threads == 1 ? 3 : 1);
      assertThat(sum(x, type, List.of(), sum, 0)).containsExactly(alone);
    } finally {
      Parallel.threads(threads);
    }
  }

  /// The sum of `value`, with its greatest element over all beside it where there are steps.
  private static double[] sum(
      MemorySegment x, TensorType type, List<Fusion.Step> steps, Reduction sum, int value) {
    var outputs = new ArrayList<Fusion.Output>();
    outputs.add(output(type, sum, value));
    if (!steps.isEmpty()) {
      outputs.add(output(type, new Reduction.Max(List.of(0, 1, 2)), 1));
      outputs.add(new Fusion.Output(1, Optional.empty(), Operand.rowMajor(type)));
    }
    var fusion =
        new Fusion(type.shape(), List.of(0, 1, 2), List.of(Operand.rowMajor(type)), steps, outputs);
    var shared = outputs.stream().map(_ -> -1).toList();
    var results = new FusionCase(fusion, List.of(x), shared).run(BEST);
    return FusionCase.read(outputs.getFirst().operand(), results.getFirst());
  }

  private static Fusion.Output output(TensorType type, Reduction reduction, int value) {
    var shape = type.shape().reduced(reduction.axes());
    return new Fusion.Output(
        value, Optional.of(reduction), Operand.rowMajor(type.withShape(shape)));
  }

  private static MemorySegment data(Shape shape, long seed) {
    var random = new java.util.Random(seed);
    var x = FusionCase.blank(4 * shape.size());
    for (long i = 0; i < shape.size(); i++) FusionCase.set(x, DType.F32, i, random.nextFloat());
    return x;
  }

  private static void assertSums(Shape shape, double[] x, double[] actual, Reduction sum) {
    var expected = NaiveFusion.reduce(sum, shape, x);
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < actual.length; i++) {
      assertThat(actual[i]).isCloseTo(expected[i], within(1e-6 * expected[i]));
    }
  }

  @Test
  void aLongSumOfEqualNumbersKeepsSixDigits() {
    var shape = Shape.of(10_000_000);
    var type = new TensorType(DType.F32, shape);
    var x = FusionCase.blank(type.byteSize());
    for (long i = 0; i < shape.size(); i++) FusionCase.set(x, DType.F32, i, 0.1f);
    var operand = Operand.rowMajor(type);
    var fusion =
        new Fusion(
            shape,
            List.of(0),
            List.of(operand),
            List.of(),
            List.of(output(type, new Reduction.Sum(List.of(0)), 0)));
    var result = new FusionCase(fusion, List.of(x), List.of(-1)).run(BEST).getFirst();
    double expected = 1e7 * (double) 0.1f;
    assertThat(FusionCase.get(result, DType.F32, 0)).isCloseTo(expected, within(1e-6 * expected));
  }

  @Test
  void onlyAxesNextToEachOtherInTheOrderFuse() {
    var type = TensorType.of(DType.F32, 4, 3, 5, 1);
    var sum = new Reduction.Sum(List.of(0, 2));
    assertThat(Fusions.fuses(sum, type, List.of(0, 1, 2, 3))).isFalse();
    assertThat(Fusions.fuses(sum, type, List.of(0, 2, 3, 1))).isTrue();
    assertThat(Fusions.fuses(sum, type, List.of(1, 0, 3, 2))).isTrue();
    assertThat(Fusions.fuses(sum, type.withDType(DType.F64), List.of(1, 0, 2, 3))).isFalse();
  }
}
