package io.ranvier.backend.cpu;

import io.ranvier.backend.Buffer;
import io.ranvier.backend.Kernel;
import io.ranvier.backend.Operand;
import io.ranvier.op.ArgReduction;
import java.lang.foreign.MemorySegment;
import java.util.Locale;

/// The place of the largest or smallest number of each contiguous row.
final class ArgKernel implements Kernel {
  private final Rows rows;
  private final ArgReduction.Extreme extreme;
  private final long x;
  private final long y;

  ArgKernel(ArgReduction op, Operand x, Operand y) {
    rows = Rows.of(x.shape(), op.axis());
    extreme = op.extreme();
    this.x = 4 * x.layout().offset();
    this.y = 4 * y.layout().offset();
  }

  @Override
  public void run(Buffer[] inputs, Buffer[] outputs, Buffer workspace) {
    var from = Memory.of(inputs[0]);
    var to = Memory.of(outputs[0]);
    int tasks = rows.tasks();
    if (tasks == 1) {
      task(0, from, to);
    } else {
      Parallel.run(tasks, 8 * rows.size(), (task, _) -> task(task, from, to));
    }
  }

  private void task(int task, MemorySegment from, MemorySegment to) {
    int first = task * rows.perTask();
    int end = Math.min(rows.count(), first + rows.perTask());
    int n = rows.length();
    for (int r = first; r < end; r++) {
      int at = RowLoops.BEST.extreme(extreme, n, from, x + 4L * n * r);
      to.set(Memory.INT, y + 4L * r, at);
    }
  }

  @Override
  public String describe() {
    return "arg%s %dx%d"
        .formatted(extreme.name().toLowerCase(Locale.ROOT), rows.count(), rows.length());
  }
}
