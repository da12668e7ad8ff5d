package io.ranvier.plan;

import static io.ranvier.type.Window.window;
import static org.assertj.core.api.Assertions.assertThat;

import io.ranvier.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/// Blocks in which each layer reads what all layers before it made.
class DenseBlockTest {
  private static final int START = 64;
  private static final int GROWTH = 32;

  /// However the block is written down.
  @Property
  void memoryOfATrainingStepGrowsInProportionToTheDepth(@ForAll boolean nested) {
    long six = gradients(6, nested).arenaBytes();
    long twelve = gradients(12, nested).arenaBytes();
    long twentyFour = gradients(24, nested).arenaBytes();
    assertThat(twentyFour - twelve).isLessThan((twelve - six) * 21 / 10);
  }

  @Property
  void nothingIsCopied(@ForAll boolean nested) {
    assertThat(gradients(5, nested).costs())
        .extracting(KernelCost::kernel)
        .noneMatch(kernel -> kernel.startsWith("copy") || kernel.startsWith("concat"));
  }

  /// The plan of all gradients of a block of `depth` layers.
  private static Plan gradients(int depth, boolean nested) {
    var parameters = new ArrayList<Tensor>();
    var made = new ArrayList<>(List.of(parameter(parameters, 2, START, 8, 8).relu()));
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
    var roots = new ArrayList<>(List.of(loss));
    roots.addAll(loss.gradients(parameters));
    Tensor.eval(roots);
    return Objects.requireNonNull(Device.lastPlan());
  }

  private static Tensor normalized(Tensor x, List<Tensor> parameters) {
    var weight = parameter(parameters, x.dim(1));
    var bias = parameter(parameters, x.dim(1));
    return x.batchNorm(weight, bias, 1e-5).getFirst().relu();
  }

  private static Tensor parameter(List<Tensor> parameters, int... dims) {
    var parameter = Tensor.zeros(dims).add(0.1).eval();
    parameters.add(parameter);
    return parameter;
  }
}
