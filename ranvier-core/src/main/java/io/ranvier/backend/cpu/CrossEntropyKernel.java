package io.ranvier.backend.cpu;

import io.ranvier.backend.Buffer;
import io.ranvier.backend.Kernel;
import io.ranvier.backend.Operand;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// Cross entropy of logits with labels, or its gradient, in one pass over the rows.
final class CrossEntropyKernel implements Kernel {
  private static final int COST = 20;

  private final Rows rows;
  private final boolean gradient;
  private final long x;
  private final long label;
  private final long labelPitch;
  private final long dy;
  private final long dyPitch;
  private final long y;
  private final long yPitch;

  /// @param inputs the logits, the labels and, for the gradient, `dy`
  /// @param y the losses, or `dx`
  CrossEntropyKernel(List<Operand> inputs, Operand y) {
    var logits = inputs.get(0);
    rows = Rows.of(logits.shape(), 1);
    gradient = inputs.size() == 3;
    x = 4 * logits.layout().offset();
    label = 4 * inputs.get(1).layout().offset();
    labelPitch = 4 * inputs.get(1).layout().stride(0);
    dy = gradient ? 4 * inputs.get(2).layout().offset() : 0;
    dyPitch = gradient ? 4 * inputs.get(2).layout().stride(0) : 0;
    this.y = 4 * y.layout().offset();
    yPitch = 4 * y.layout().stride(0);
  }

  @Override
  public void run(Buffer[] inputs, Buffer[] outputs, Buffer workspace) {
    var logits = Memory.of(inputs[0]);
    var labels = Memory.of(inputs[1]);
    var grad = gradient ? Memory.of(inputs[2]) : MemorySegment.NULL;
    var out = Memory.of(outputs[0]);
    int tasks = rows.tasks();
    if (tasks == 1) {
      task(0, logits, labels, grad, out);
    } else {
      Parallel.run(tasks, COST * rows.size(), (task, _) -> task(task, logits, labels, grad, out));
    }
  }

  private void task(
      int task, MemorySegment logits, MemorySegment labels, MemorySegment grad, MemorySegment out) {
    int first = task * rows.perTask();
    int end = Math.min(rows.count(), first + rows.perTask());
    int n = rows.length();
    for (int r = first; r < end; r++) {
      int t = labels.get(Memory.INT, label + r * labelPitch);
      if (t < 0 || t >= n) throw outside(t, r, n);
      long at = x + 4L * n * r;
      long to = y + yPitch * r;
      if (gradient) {
        float scale = grad.get(Memory.FLOAT, dy + dyPitch * r);
        RowLoops.BEST.crossEntropyGrad(n, logits, at, t, scale, out, to);
      } else {
        out.set(Memory.FLOAT, to, RowLoops.BEST.crossEntropy(n, logits, at, t));
      }
    }
  }

  private static IndexOutOfBoundsException outside(int label, int sample, int classes) {
    return new IndexOutOfBoundsException(
        "cross entropy: label %d of sample %d is outside [0, %d)"
            .formatted(label, sample, classes));
  }

  @Override
  public String describe() {
    return "cross entropy " + (gradient ? "gradient " : "") + rows.count() + "x" + rows.length();
  }
}
