package io.ranvier.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.ranvier.backend.cpu.CpuBackend;
import io.ranvier.tensor.Tensor;
import io.ranvier.type.Shape;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Steps behind a product whose blocks are narrower than its rows.
class FinishingTest {
  private static final Random RANDOM = new Random(1);

  @Test
  void functionsBehindANarrowBlockGiveTheBitsOfAPassOfTheirOwn() throws Exception {
    var x = numbers(32 * 1024);
    var weight = numbers(1024 * 256);
    var factor = numbers(32 * 256);
    var joined = new Device(new CpuBackend(), Options.DEFAULT);
    var single = new Device(new CpuBackend(), new Options(false, false, false));
    var expected = single.run(() -> squashed(x, weight, factor));
    assertThat(joined.run(() -> squashed(x, weight, factor))).containsExactly(expected);
    var plan = joined.run(Device::lastPlan);
    assertThat(plan.costs())
        .extracting(KernelCost::kernel)
        .anyMatch(kernel -> kernel.startsWith("gemm 32x256x1024, then"));
  }

  private static float[] squashed(float[] x, float[] weight, float[] factor) {
    var product = Tensor.of(Shape.of(32, 1024), x).matmul(Tensor.of(Shape.of(1024, 256), weight));
    return product.tanh().mul(Tensor.of(Shape.of(32, 256), factor)).sigmoid().toFloats();
  }

  private static float[] numbers(int count) {
    var numbers = new float[count];
    for (int i = 0; i < count; i++) numbers[i] = (RANDOM.nextFloat() - 0.5f) / 8;
    return numbers;
  }
}
