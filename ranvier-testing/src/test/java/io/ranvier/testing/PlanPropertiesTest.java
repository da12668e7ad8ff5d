package io.ranvier.testing;

import static io.ranvier.type.Window.window;
import static org.assertj.core.api.Assertions.assertThat;

import io.ranvier.backend.HostBuffer;
import io.ranvier.backend.Storage;
import io.ranvier.backend.cpu.CpuBackend;
import io.ranvier.backend.cpu.Parallel;
import io.ranvier.backend.reference.Interpreter;
import io.ranvier.backend.reference.ReferenceBackend;
import io.ranvier.graph.Value;
import io.ranvier.plan.Device;
import io.ranvier.plan.Options;
import io.ranvier.tensor.Tensor;
import io.ranvier.type.Shape;
import io.ranvier.type.Window;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/// However a graph is planned, the same numbers come out.
class PlanPropertiesTest {
  private static final Device PLAIN =
      new Device(new ReferenceBackend(), new Options(false, false, false));
  private static final Device REFERENCE = new Device(new ReferenceBackend(), Options.DEFAULT);
  private static final Device CPU = new Device(new CpuBackend(), Options.DEFAULT);
  private static final Device UNFUSED =
      new Device(new CpuBackend(), new Options(false, true, true));
  private static final Device FRESH = new Device(new CpuBackend(), new Options(true, false, false));

  @Property(tries = 300)
  void aPlanOfReferenceKernelsComputesWhatTheInterpreterDoes(@ForAll long seed) throws Exception {
    var roots = RandomGraph.of(seed);
    var interpreter = new Interpreter(PlanPropertiesTest::numbers);
    var expected = roots.stream().map(t -> interpreter.numbers(t.value())).toList();
    assertSameBits(unsigned(computed(PLAIN, seed)), unsigned(expected));
  }

  @Property(tries = 300)
  void reuseOfMemoryAndCachingChangeNothing(@ForAll long seed) throws Exception {
    var plain = computed(PLAIN, seed);
    assertSameBits(computed(REFERENCE, seed), plain);
    assertSameBits(computed(REFERENCE, seed), plain);
  }

  @Property(tries = 300)
  void fusedEqualsUnfused(@ForAll long seed) throws Exception {
    assertSameBits(computed(CPU, seed), computed(UNFUSED, seed));
  }

  @Property(tries = 300)
  void cachedEqualsFresh(@ForAll long seed) throws Exception {
    var fresh = computed(FRESH, seed);
    assertSameBits(computed(CPU, seed), fresh);
    assertSameBits(computed(CPU, seed), fresh);
  }

  /// Parts of an empty concatenation have no place in it.
  @Test
  void concatenationsOfNothingAreComputed() {
    var empty = Tensor.zeros(64, 0).add(1);
    var joined = empty.concat(0, empty.tanh(), empty.exp());
    assertThat(joined.mul(2).toFloats()).isEmpty();
    assertThat(joined.shape()).isEqualTo(Shape.of(192, 0));
  }

  /// Blocks of a product, cut down and across, go through bias, activation and residual one by one.
  @Test
  void finishedProductsEqualTwoPasses() throws Exception {
    var random = new SplittableRandom(3);
    var x = normal(random, 70, 300);
    var w = normal(random, 300, 1100);
    var b = normal(random, 1100);
    var pictures = normal(random, 2, 16, 20, 21);
    var k = normal(random, 600, 16, 3, 3);
    var c = normal(random, 1, 600, 1, 1);
    var rest = normal(random, 2, 600, 1, 1);
    Callable<List<double[]>> compute =
        () -> {
          var dense = x.matmul(w).add(b).relu();
          var map = pictures.conv2d(k, window(3).padding(1)).mul(c).add(rest).relu();
          Tensor.eval(dense, map);
          return List.of(dense.toDoubles(), map.toDoubles());
        };
    var finished = CPU.run(compute);
    assertThat(CPU.run(() -> explained(x.matmul(w).add(b).relu()))).contains(", then add, relu");
    assertSameBits(finished, UNFUSED.run(compute));
  }

  /// A column that lies in a concatenation has gaps: its sums must not take another order for that.
  @Test
  void columnsInConcatenationsAreMultipliedAsElsewhere() throws Exception {
    for (int length = 2; length < 40; length++) {
      var column = normal(new SplittableRandom(length), length, 1);
      Callable<List<double[]>> compute =
          () -> {
            var x = column.tanh();
            var joined = x.concat(1, x.mul(0.5));
            var square = x.transpose().matmul(x);
            Tensor.eval(joined, square);
            return List.of(joined.toDoubles(), square.toDoubles());
          };
      assertSameBits(CPU.run(compute), FRESH.run(compute));
    }
  }

  private static String explained(Tensor y) {
    Tensor.eval(y);
    return String.valueOf(Objects.requireNonNull(Device.lastPlan()).explain());
  }

  private static Tensor normal(SplittableRandom random, int... dims) {
    var shape = Shape.of(dims);
    var numbers = new float[Math.toIntExact(shape.size())];
    for (int i = 0; i < numbers.length; i++) numbers[i] = (float) random.nextGaussian();
    return Tensor.of(shape, numbers);
  }

  /// Who reads the output of a convolution in another shape cannot finish it.
  @Test
  void convolutionsAreReadInOtherShapes() {
    var x = Tensor.of(Shape.of(1, 1, 2, 2), 1f, 2f, 3f, 4f);
    var kernel = Tensor.of(Shape.of(2, 1, 2, 2), 1f, 0f, 0f, 1f, 0f, -1f, 1f, 0f);
    var y = x.conv2d(kernel, Window.window(2)).reshape(2).mul(3).add(1);
    assertThat(y.toFloats()).containsExactly(16, 4);
  }

  /// On pictures large enough that kernels share their work.
  @Property(tries = 40)
  void oneThreadEqualsTwo(@ForAll long seed) throws Exception {
    int before = Parallel.threads();
    try {
      Parallel.threads(1);
      var one = computed(CPU, seed, 16);
      Parallel.threads(2);
      assertSameBits(computed(CPU, seed, 16), one);
    } finally {
      Parallel.threads(before);
    }
  }

  /// Equal to the last bit, and to the sign of zeros; one NaN is as good as another.
  private static void assertSameBits(List<double[]> actual, List<double[]> expected) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < actual.size(); i++) {
      if (Arrays.equals(actual.get(i), expected.get(i))) continue;
      assertThat(actual.get(i)).as("root %d", i).containsExactly(expected.get(i));
    }
  }

  /// With zeros of one sign: dropping a sum over a single element may keep a negative zero.
  private static List<double[]> unsigned(List<double[]> numbers) {
    return numbers.stream().map(x -> Arrays.stream(x).map(d -> d + 0.0).toArray()).toList();
  }

  private static List<double[]> computed(Device device, long seed) throws Exception {
    return computed(device, seed, 1);
  }

  private static List<double[]> computed(Device device, long seed, int scale) throws Exception {
    return device.run(
        () -> {
          var roots = RandomGraph.of(seed, scale);
          Tensor.eval(roots);
          return roots.stream().map(Tensor::toDoubles).toList();
        });
  }

  private static HostBuffer numbers(Value leaf) {
    if (leaf.source() instanceof Storage storage) return storage.buffer();
    throw new IllegalStateException("no numbers for " + leaf);
  }
}
