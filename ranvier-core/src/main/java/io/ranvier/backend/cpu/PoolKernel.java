package io.ranvier.backend.cpu;

import io.ranvier.backend.Buffer;
import io.ranvier.backend.Kernel;
import io.ranvier.backend.Operand;
import io.ranvier.backend.cpu.PoolGeometry.Place;
import io.ranvier.op.AvgPool2d;
import io.ranvier.op.MaxPool2d;
import io.ranvier.type.Shape;
import io.ranvier.type.Window;
import java.lang.foreign.MemorySegment;

/// The pooling family over pictures with contiguous channels. All of it fills the result row by
/// row: the gradients, too, collect for each element what belongs to it, so rows are independent.
abstract sealed class PoolKernel implements Kernel {
  private static final int TASK_COST = 40_000;
  private static final PoolLoops LOOPS = PoolLoops.BEST;

  final PoolGeometry geometry;
  private final String name;
  private final int rows;
  private final int perTask;
  private final int tasks;

  /// @param pooled whether the result is as large as `y`, not as `x`
  private PoolKernel(String name, Window window, Shape picture, boolean pooled) {
    this.name = name;
    geometry = new PoolGeometry(window, picture);
    rows = geometry.pictures * (pooled ? geometry.high.positions : geometry.high.extent);
    perTask = (int) Math.max(1, TASK_COST / geometry.cost());
    tasks = (rows + perTask - 1) / perTask;
  }

  /// Whether the kernels can work on `x`: channels are contiguous.
  static boolean takes(Operand x) {
    return x.layout().stride(1) == 1 || x.shape().dim(1) == 1;
  }

  static Kernel max(MaxPool2d op, Operand x, Operand y, Operand index) {
    return new Max(op, x, y, index);
  }

  static Kernel scatter(MaxPool2d.Scatter op, Operand dy, Operand index, Operand dx) {
    return new Scatter(op, dy, index, dx);
  }

  static Kernel collect(MaxPool2d.Collect op, Operand x, Operand index, Operand y) {
    return new Collect(op, x, index, y);
  }

  static Kernel mean(AvgPool2d op, Operand x, Operand y) {
    return new Mean(op, x, y);
  }

  static Kernel meanGrad(AvgPool2d.InputGrad op, Operand dy, Operand dx) {
    return new MeanGrad(op, dy, dx);
  }

  /// Fills row `row` of picture `picture` of the result.
  abstract void row(int picture, int row, MemorySegment[] memory);

  @Override
  public final void run(Buffer[] inputs, Buffer[] outputs, Buffer workspace) {
    var memory = new MemorySegment[inputs.length + outputs.length];
    for (int i = 0; i < inputs.length; i++) memory[i] = Memory.of(inputs[i]);
    for (int i = 0; i < outputs.length; i++) memory[inputs.length + i] = Memory.of(outputs[i]);
    if (tasks == 1) {
      task(0, memory);
    } else {
      Parallel.run(tasks, rows * geometry.cost(), (task, _) -> task(task, memory));
    }
  }

  private void task(int task, MemorySegment[] memory) {
    int height = geometry.pictures == 0 ? 1 : rows / geometry.pictures;
    int end = Math.min(rows, (task + 1) * perTask);
    for (int r = task * perTask; r < end; r++) row(r / height, r % height, memory);
  }

  @Override
  public final String describe() {
    return name + " " + geometry.describe();
  }

  private static final class Max extends PoolKernel {
    private final Place x;
    private final Place y;
    private final Place index;

    Max(MaxPool2d op, Operand x, Operand y, Operand index) {
      super("max pool", op.window(), x.shape(), true);
      this.x = Place.of(x.layout());
      this.y = Place.of(y.layout());
      this.index = Place.of(index.layout());
    }

    @Override
    void row(int picture, int row, MemorySegment[] memory) {
      LOOPS.max(geometry, picture, row, memory[0], x, memory[1], y, memory[2], index);
    }
  }

  private static final class Scatter extends PoolKernel {
    private final Place dy;
    private final Place index;
    private final Place dx;

    Scatter(MaxPool2d.Scatter op, Operand dy, Operand index, Operand dx) {
      super("max pool scatter", op.window(), dx.shape(), false);
      this.dy = Place.of(dy.layout());
      this.index = Place.of(index.layout());
      this.dx = Place.of(dx.layout());
    }

    @Override
    void row(int picture, int row, MemorySegment[] memory) {
      LOOPS.scatter(geometry, picture, row, memory[0], dy, memory[1], index, memory[2], dx);
    }
  }

  private static final class Collect extends PoolKernel {
    private final Place x;
    private final Place index;
    private final Place y;

    Collect(MaxPool2d.Collect op, Operand x, Operand index, Operand y) {
      super("max pool collect", op.window(), x.shape(), true);
      this.x = Place.of(x.layout());
      this.index = Place.of(index.layout());
      this.y = Place.of(y.layout());
    }

    @Override
    void row(int picture, int row, MemorySegment[] memory) {
      int width = geometry.wide.extent;
      for (int q = 0; q < geometry.wide.positions; q++) {
        long from = index.at(picture, row) + q * index.pixel();
        long to = y.at(picture, row) + q * y.pixel();
        for (long c = 0; c < 4L * geometry.channels; c += 4) {
          int at = memory[1].get(Memory.INT, from + c);
          long pixel = x.at(picture, at / width) + at % width * x.pixel();
          memory[2].set(Memory.INT, to + c, memory[0].get(Memory.INT, pixel + c));
        }
      }
    }
  }

  private static final class Mean extends PoolKernel {
    private final boolean countPadding;
    private final Place x;
    private final Place y;

    Mean(AvgPool2d op, Operand x, Operand y) {
      super("avg pool", op.window(), x.shape(), true);
      countPadding = op.countPadding();
      this.x = Place.of(x.layout());
      this.y = Place.of(y.layout());
    }

    @Override
    void row(int picture, int row, MemorySegment[] memory) {
      LOOPS.mean(geometry, countPadding, picture, row, memory[0], x, memory[1], y);
    }
  }

  private static final class MeanGrad extends PoolKernel {
    private final boolean countPadding;
    private final Place dy;
    private final Place dx;

    MeanGrad(AvgPool2d.InputGrad op, Operand dy, Operand dx) {
      super("avg pool gradient", op.forward().window(), dx.shape(), false);
      countPadding = op.forward().countPadding();
      this.dy = Place.of(dy.layout());
      this.dx = Place.of(dx.layout());
    }

    @Override
    void row(int picture, int row, MemorySegment[] memory) {
      LOOPS.meanGrad(geometry, countPadding, picture, row, memory[0], dy, memory[1], dx);
    }
  }
}
