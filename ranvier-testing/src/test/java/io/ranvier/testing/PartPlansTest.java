package io.ranvier.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.ranvier.autograd.Gradients;
import io.ranvier.graph.Value;
import io.ranvier.plan.Device;
import io.ranvier.plan.KernelCost;
import io.ranvier.tensor.Devices;
import io.ranvier.type.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// In `f32`, the processor has a kernel of its own for all that layers, losses and functions do, in
/// training and in inference, forwards and backwards. No row needs an exception.
final class PartPlansTest {
  private static final long SEED = 20_260_101;

  static List<Sample> samples() {
    return PartSamples.all();
  }

  @ParameterizedTest
  @MethodSource("samples")
  void nothingFallsToTheReference(Sample sample) {
    assertThat(fallen(sample)).isEmpty();
  }

  /// The kernels of a plan for the outputs and the gradients of `sample` that are the reference's.
  private static List<String> fallen(Sample sample) {
    var trial = new Trial(sample, DType.F32, SEED);
    var wanted = new ArrayList<>(trial.outputs());
    var ys = trial.outputs().stream().filter(y -> y.type().dtype().isFloating()).toList();
    var dys = new ArrayList<Value>();
    for (var y : ys) dys.add(trial.leaf(y.type(), new Draw.Uniform(-1, 1)));
    wanted.addAll(Gradients.pullBack(ys, dys, trial.variables()));
    Devices.cpu().evaluate(wanted, List.of());
    return Objects.requireNonNull(Device.lastPlan()).costs().stream()
        .map(KernelCost::kernel)
        .filter(kernel -> kernel.startsWith("reference"))
        .toList();
  }
}
