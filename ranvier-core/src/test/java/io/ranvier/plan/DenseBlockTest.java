package io.ranvier.plan;

import static io.ranvier.type.Window.window;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ranvier.backend.cpu.CpuBackend;
import io.ranvier.tensor.Tensor;
import io.ranvier.type.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Blocks in which each layer reads what all layers before it made, written down in two ways: each
/// concatenation made of the one before, or of all parts.
class DenseBlockTest {
  private static final int START = 64;
  private static final int GROWTH = 32;
  private static final Device DEVICE = new Device(new CpuBackend(), Options.DEFAULT);

  /// What is kept for the gradients grows in proportion to the depth.
  @ParameterizedTest
  @CsvSource({"6, 68", "12, 131", "24, 256", "48, 507"})
  void gradientsOfABlockNeedNoMoreMegabytes(int depth, int megabytes) {
    for (boolean nested : new boolean[] {false, true}) {
      assertThat(gradients(depth, nested).arenaBytes()).isLessThan(megabytes * 1_000_000L);
    }
  }

  @ParameterizedTest
  @CsvSource({"false", "true"})
  void nothingIsCopied(boolean nested) {
    assertThat(gradients(5, nested).costs())
        .extracting(KernelCost::kernel)
        .noneMatch(kernel -> kernel.startsWith("copy") || kernel.startsWith("concat"));
  }

  /// However many layers normalise it; those of the block's input where it lies, row-major.
  @ParameterizedTest
  @CsvSource({"false", "true"})
  void theStatisticsOfEachPartAreComputedOnce(boolean nested) {
    assertThat(gradients(3, nested).costs())
        .extracting(KernelCost::kernel)
        .filteredOn(kernel -> kernel.startsWith("moments"))
        .extracting(kernel -> kernel.split(" ")[1])
        .containsExactlyInAnyOrder(
            "8x64x784", "6272x32", "6272x32", "6272x32", "6272x128", "6272x128", "6272x128");
  }

  @Test
  void aConcatenationIsNormalisedLikeItsCopy() {
    var random = new Random(1);
    var a = random(random, 2, 5, 3, 4);
    var b = random(random, 2, 16, 3, 4);
    var weight = random(random, 21);
    var bias = random(random, 21);
    var both = Tensor.concat(List.of(a, b), 1);
    var copy = Tensor.of(both.shape(), both.toFloats());
    var expected = copy.batchNorm(weight, bias, 1e-5);
    var actual = both.batchNorm(weight, bias, 1e-5);
    for (int i = 0; i < 3; i++) {
      assertThat(actual.get(i).toFloats())
          .containsExactly(expected.get(i).toFloats(), within(1e-5f));
    }
  }

  private static Tensor random(Random random, int... dims) {
    var numbers = new float[Math.toIntExact(Shape.of(dims).size())];
    for (int i = 0; i < numbers.length; i++) numbers[i] = random.nextFloat();
    return Tensor.of(Shape.of(dims), numbers);
  }

  /// The plan of all gradients of a block of `depth` layers; it is not run.
  private static Plan gradients(int depth, boolean nested) {
    var parameters = new ArrayList<Tensor>();
    var x = parameter(parameters, 8, START, 28, 28);
    var made = new ArrayList<>(List.of(x.relu()));
    var all = made.getFirst();
    for (int i = 0; i < depth; i++) {
      int in = START + GROWTH * i;
      var narrow = parameter(parameters, 4 * GROWTH, in, 1, 1);
      var wide = parameter(parameters, GROWTH, 4 * GROWTH, 3, 3);
      var y = normalized(all, parameters).conv2d(narrow, window(1));
      y = normalized(y, parameters).conv2d(wide, window(3).padding(1));
      made.add(y);
      all = nested ? Tensor.concat(List.of(all, y), 1) : Tensor.concat(made, 1);
    }
    var loss = normalized(all, parameters).mean();
    var changes = new ArrayList<Tensor>();
    for (var gradient : loss.gradients(parameters)) changes.add(gradient.reshape(-1));
    var output = Tensor.concat(changes, 0);
    return DEVICE.prepare(x.value(), output.value(), leaf -> () -> leaf).plan();
  }

  private static Tensor normalized(Tensor x, List<Tensor> parameters) {
    var weight = parameter(parameters, x.dim(1));
    var bias = parameter(parameters, x.dim(1));
    return x.batchNorm(weight, bias, 1e-5).getFirst().relu();
  }

  private static Tensor parameter(List<Tensor> parameters, int... dims) {
    var shape = Shape.of(dims);
    var parameter = Tensor.of(shape, new float[Math.toIntExact(shape.size())]);
    parameters.add(parameter);
    return parameter;
  }
}
