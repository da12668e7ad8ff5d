package io.ranvier.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.ranvier.backend.cpu.CpuBackend;
import io.ranvier.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Weights that many products of a run read are packed once.
class PackerTest {
  private static final int STEPS = 7;

  /// A recurrence, and the gradient of its weights.
  private static List<Tensor> recurrence() {
    var x = Tensor.uniform(Tensor.key(1, 2), Tensor.zeros(STEPS, 32, 96).type());
    var w = Tensor.uniform(Tensor.key(3, 4), Tensor.zeros(96, 96).type()).sub(0.5).eval();
    var h = Tensor.zeros(32, 96).add(0.25).eval();
    var all = new ArrayList<Tensor>();
    for (int t = 0; t < STEPS; t++) {
      h = x.slice(0, t, 1).reshape(32, 96).add(h.matmul(w.transpose(1, 0))).tanh();
      all.add(h);
    }
    var y = Tensor.concat(all, 0);
    return List.of(y, y.square().mean().gradient(w));
  }

  @Test
  void packsOnceForAllSteps() {
    var roots = recurrence();
    var plan =
        new Device(new CpuBackend(), Options.DEFAULT)
            .prepare(roots.getFirst().value(), roots.getFirst().value(), leaf -> () -> leaf)
            .plan();
    var kernels = plan.costs().stream().map(KernelCost::kernel).toList();
    assertThat(kernels).filteredOn(kernel -> kernel.startsWith("pack ")).hasSize(1);
    assertThat(kernels).filteredOn(kernel -> kernel.contains("packed")).hasSize(STEPS);
  }

  @Test
  void givesTheBitsOfPlansThatPackEachTime() throws Exception {
    var shared = new ArrayList<float[]>();
    for (var root : recurrence()) shared.add(root.toFloats());
    var single = new Device(new CpuBackend(), new Options(false, false, false));
    single.run(
        () -> {
          var roots = recurrence();
          for (int i = 0; i < shared.size(); i++) {
            assertThat(roots.get(i).toFloats()).containsExactly(shared.get(i));
          }
          return null;
        });
  }
}
