package io.ranvier.backend.cpu;

import io.ranvier.backend.Buffer;
import io.ranvier.backend.Kernel;
import io.ranvier.backend.Operand;
import java.lang.foreign.MemorySegment;

/// Softmax, or its logarithm, of rows that lie contiguous in `x` and in `y`.
final class SoftmaxKernel implements Kernel {
  /// Roughly what an element costs, in floating-point operations.
  private static final int COST = 20;

  private final Rows rows;
  private final long x;
  private final long y;
  private final boolean logarithm;

  SoftmaxKernel(Operand x, Operand y, int axis, boolean logarithm) {
    rows = Rows.of(x.shape(), axis);
    this.x = 4 * x.layout().offset();
    this.y = 4 * y.layout().offset();
    this.logarithm = logarithm;
  }

  @Override
  public void run(Buffer[] inputs, Buffer[] outputs, Buffer workspace) {
    var from = Memory.of(inputs[0]);
    var to = Memory.of(outputs[0]);
    int tasks = rows.tasks();
    if (tasks == 1) {
      task(0, from, to);
    } else {
      Parallel.run(tasks, COST * rows.size(), (task, _) -> task(task, from, to));
    }
  }

  private void task(int task, MemorySegment from, MemorySegment to) {
    int first = task * rows.perTask();
    int end = Math.min(rows.count(), first + rows.perTask());
    int n = rows.length();
    for (int r = first; r < end; r++) {
      long at = 4L * n * r;
      if (logarithm) {
        RowLoops.BEST.logSoftmax(n, from, x + at, to, y + at);
      } else {
        RowLoops.BEST.softmax(n, from, x + at, to, y + at);
      }
    }
  }

  @Override
  public String describe() {
    return (logarithm ? "log softmax " : "softmax ") + rows.count() + "x" + rows.length();
  }
}
