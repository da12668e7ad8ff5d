package io.ranvier.backend.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ranvier.backend.Fusion;
import io.ranvier.backend.Operand;
import io.ranvier.op.Fill;
import io.ranvier.op.Reduction;
import io.ranvier.type.DType;
import io.ranvier.type.Shape;
import io.ranvier.type.TensorType;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.statistics.Statistics;

/// Random fusions against their meaning, and against themselves cut in other ways.
final class FusionsTest {
  private static final Loops BEST = Loops.best();

  @Property(tries = 1500)
  void exactFusionsGiveWhatTheyMean(@ForAll long seed) {
    var c = new RandomFusions(seed, true).next();
    var outputs = c.run(BEST);
    var values = NaiveFusion.values(c);
    for (int i = 0; i < outputs.size(); i++) {
      var output = c.fusion().outputs().get(i);
      var actual = FusionCase.read(output.operand(), outputs.get(i));
      var x = values.get(output.value());
      if (output.reduction().isEmpty()) {
        assertThat(actual).as("output %d of %s", i, c.fusion()).isEqualTo(x);
      } else {
        assertReduced(c, output, x, actual);
      }
      if (c.shared().get(i) < 0) {
        assertThat(FusionCase.spilled(output.operand(), outputs.get(i)))
            .as("output %d of %s writes beside", i, c.fusion())
            .isFalse();
      }
    }
  }

  private static void assertReduced(
      FusionCase c, Fusion.Output output, double[] x, double[] actual) {
    var reduction = output.reduction().orElseThrow();
    var shape = c.fusion().shape();
    var expected = NaiveFusion.reduce(reduction, shape, x);
    boolean floating = output.operand().dtype() == DType.F32;
    var tolerances = tolerances(reduction, shape, x);
    for (int n = 0; n < expected.length; n++) {
      double y =
          floating
              ? (float) expected[n]
              : reduction instanceof Reduction.Sum ? (int) (long) expected[n] : (int) expected[n];
      boolean same = actual[n] == y || Double.isNaN(actual[n]) && Double.isNaN(y);
      if (same || Double.isNaN(tolerances[n])) continue;
      assertThat(actual[n])
          .as("%s of %s", reduction, c.fusion())
          .isCloseTo(y, within(floating ? tolerances[n] : 0));
    }
  }

  /// How far from the truth the results of `reduction` may be; NaN where float32 may overflow or
  /// underflow half-way. A sum has at most 37 roundings of float32 on any path, a product one for
  /// each factor.
  private static double[] tolerances(Reduction reduction, Shape shape, double[] x) {
    var sum = new Reduction.Sum(reduction.axes());
    return switch (reduction) {
      case Reduction.Max _, Reduction.Min _ -> NaiveFusion.reduce(sum, shape, map(x, _ -> 0));
      case Reduction.Sum _ -> {
        var sizes = NaiveFusion.reduce(sum, shape, map(x, Math::abs));
        yield map(sizes, s -> s < 1e37 ? 37 * 0x1p-24 * s : Double.NaN);
      }
      case Reduction.Prod _ -> {
        var products = NaiveFusion.reduce(reduction, shape, x);
        var logs = NaiveFusion.reduce(sum, shape, map(x, a -> Math.abs(Math.log(Math.abs(a)))));
        int factors = x.length / Math.max(products.length, 1);
        yield map(logs, products, (l, p) -> l < 80 ? factors * 0x1p-23 * Math.abs(p) : Double.NaN);
      }
    };
  }

  private static double[] map(double[] x, DoubleUnaryOperator f) {
    return Arrays.stream(x).map(f).toArray();
  }

  private static double[] map(double[] x, double[] y, DoubleBinaryOperator f) {
    return IntStream.range(0, x.length).mapToDouble(i -> f.applyAsDouble(x[i], y[i])).toArray();
  }

  @Property(tries = 500)
  void fusedGivesTheBitsOfOneStepAtATime(@ForAll long seed) {
    var c = new RandomFusions(seed, false).next();
    var outputs = c.run(BEST);
    var single = stepByStep(c);
    for (int i = 0; i < outputs.size(); i++) {
      var operand = c.fusion().outputs().get(i).operand();
      assertThat(FusionCase.read(operand, outputs.get(i)))
          .as("output %d of %s", i, c.fusion())
          .isEqualTo(FusionCase.read(operand, single.get(i)));
    }
  }

  /// Each step, and each output, as a fusion of its own.
  private static List<MemorySegment> stepByStep(FusionCase c) {
    var fusion = c.fusion();
    var operands = new ArrayList<>(fusion.inputs());
    var buffers = new ArrayList<>(c.inputs());
    for (var step : fusion.steps()) {
      var type = new TensorType(step.dtype(), fusion.shape());
      var operand = Operand.rowMajor(type);
      var output = new Fusion.Output(operands.size(), Optional.empty(), operand);
      buffers.add(alone(c, operands, buffers, List.of(step), output));
      operands.add(operand);
    }
    var results = new ArrayList<MemorySegment>();
    for (var output : fusion.outputs()) {
      results.add(alone(c, operands, buffers, List.of(), output));
    }
    return results;
  }

  /// One step or none of values that are given.
  private static MemorySegment alone(
      FusionCase c,
      List<Operand> operands,
      List<MemorySegment> buffers,
      List<Fusion.Step> steps,
      Fusion.Output output) {
    var fusion =
        new Fusion(c.fusion().shape(), c.fusion().order(), operands, steps, List.of(output));
    return new FusionCase(fusion, List.copyOf(buffers), List.of(-1)).run(BEST).getFirst();
  }

  @Property(tries = 500)
  void scalarsGiveTheBitsOfVectors(@ForAll long seed) {
    var c = new RandomFusions(seed, false).next();
    assertSame(c, c.run(BEST), c.run(new ScalarLoops()));
  }

  @Property(tries = 1000)
  void writtenLoopsGiveTheBitsOfTheInterpreter(@ForAll long seed) {
    var c = RandomFusions.plain(seed).next();
    var written = c.runWritten(BEST);
    Statistics.label("written").collect(written.isPresent());
    if (Simd.AVAILABLE) {
      Statistics.label("written").coverage(checker -> checker.check(true).percentage(p -> p > 25));
    }
    written.ifPresent(outputs -> assertSame(c, c.run(BEST), outputs));
  }

  @Property(tries = 300)
  void oneThreadGivesTheBitsOfSeveral(@ForAll long seed) {
    var c = new RandomFusions(seed, false).next();
    var several = c.run(BEST);
    int threads = Parallel.threads();
    try {
      Parallel.threads(1);
      assertSame(c, several, c.run(BEST));
      Parallel.threads(5);
      assertSame(c, several, c.run(BEST));
    } finally {
      Parallel.threads(threads);
    }
  }

  private static void assertSame(
      FusionCase c, List<MemorySegment> expected, List<MemorySegment> actual) {
    for (int i = 0; i < expected.size(); i++) {
      var operand = c.fusion().outputs().get(i).operand();
      assertThat(FusionCase.read(operand, actual.get(i)))
          .as("output %d of %s", i, c.fusion())
          .isEqualTo(FusionCase.read(operand, expected.get(i)));
    }
  }

  @Property(tries = 300)
  void kernelsDescribeThemselves(@ForAll long seed) {
    var fusion = new RandomFusions(seed, false).next().fusion();
    var text = Fusions.compile(fusion).describe();
    assertThat(text).startsWith("fused ").doesNotContain("\n");
    for (var step : fusion.steps()) {
      if (!(step.op() instanceof Fill)) assertThat(text).contains(step.op().name());
    }
  }
}
