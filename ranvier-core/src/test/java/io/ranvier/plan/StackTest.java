package io.ranvier.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.ranvier.backend.cpu.CpuBackend;
import io.ranvier.tensor.Tensor;
import io.ranvier.type.Shape;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Concatenations of concatenations along another axis, as the gradients of a recurrence are: each
/// step's gates side by side, and the steps one below the other.
class StackTest {
  private static final int ROWS = 16;
  private static final int WIDTH = 32;

  @Test
  void whatIsMadeOfPartsIsComputedInItsPlace() {
    var start = tensor(ROWS, WIDTH);
    var weight = tensor(2 * WIDTH, WIDTH);
    var x = start;
    var steps = new ArrayList<Tensor>();
    for (int step = 2; step <= 4; step++) {
      var row = Tensor.concat(List.of(x.mul(step), x.exp()), 1);
      steps.add(row.reshape(1, ROWS, 2 * WIDTH));
      x = row.matmul(weight);
    }
    var stack = Tensor.concat(steps, 0).sum(0);
    var plan =
        new Device(new CpuBackend(), Options.DEFAULT)
            .prepare(start.value(), stack.value(), leaf -> () -> leaf)
            .plan();
    assertThat(plan.costs())
        .extracting(KernelCost::kernel)
        .noneMatch(kernel -> kernel.startsWith("copy"));
  }

  private static Tensor tensor(int rows, int columns) {
    var numbers = new float[rows * columns];
    for (int i = 0; i < numbers.length; i++) numbers[i] = i % 7;
    return Tensor.of(Shape.of(rows, columns), numbers);
  }
}
