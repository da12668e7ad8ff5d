package io.ranvier.backend.cpu;

import io.ranvier.backend.Buffer;
import io.ranvier.backend.Kernel;
import io.ranvier.backend.Operand;
import io.ranvier.type.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// Picks slices along an axis, or adds them back, between row-major tensors: with the axes before
/// and behind taken together, `y[o, j, …] = x[o, index[j], …]`.
///
/// Each task adds to a range of the axis, so that no two add to the same number, in the order of
/// the index. It passes over the stretches of the index that do not meet its range: those of a
/// pooling's index meet one or two.
final class GatherKernel implements Kernel {
  private static final int GRAIN = 1 << 13;

  /// Indices that are looked at together.
  private static final int STRETCH = 1 << 11;

  /// Into how many ranges of the axis the result of a scatter is cut, at most.
  private static final int RANGES = 16;

  private final String name;
  private final boolean scatter;
  private final boolean wideIndex;
  private final int elementSize;
  private final int outer;
  private final int extent;
  private final int picks;
  private final int inner;
  private final long x;
  private final long index;
  private final long y;
  private final int tasks;
  private final int perTask;

  private GatherKernel(boolean scatter, Operand x, Operand index, Operand y, int axis) {
    // the side that has the axis itself, not the axes of the index
    var whole = scatter ? y : x;
    this.scatter = scatter;
    name = (scatter ? "scatter-add " : "gather ") + y.type();
    wideIndex = index.dtype() == DType.I64;
    elementSize = x.dtype().byteSize();
    extent = whole.shape().dim(axis);
    picks = Math.toIntExact(index.shape().size());
    int before = 1;
    int behind = 1;
    for (int i = 0; i < axis; i++) before *= whole.shape().dim(i);
    for (int i = axis + 1; i < whole.shape().rank(); i++) behind *= whole.shape().dim(i);
    outer = before;
    inner = behind;
    this.x = x.layout().offset() * elementSize;
    this.index = index.layout().offset() * index.dtype().byteSize();
    this.y = y.layout().offset() * elementSize;
    if (scatter) {
      perTask = Math.max(1, (extent + RANGES - 1) / RANGES);
      tasks = outer * ((extent + perTask - 1) / perTask);
    } else {
      perTask = Math.max(1, GRAIN / Math.max(1, inner));
      tasks = outer * ((picks + perTask - 1) / perTask);
    }
  }

  static Kernel gather(Operand x, Operand index, Operand y, int axis) {
    return new GatherKernel(false, x, index, y, axis);
  }

  static Kernel scatterAdd(Operand index, Operand updates, Operand y, int axis) {
    return new GatherKernel(true, updates, index, y, axis);
  }

  static boolean takes(Operand x, Operand index, Operand y) {
    return isPlain(x) && isPlain(index) && isPlain(y);
  }

  private static boolean isPlain(Operand x) {
    return Rows.lies(x, x.shape().rank() - 1) || x.shape().rank() == 0;
  }

  @Override
  public void run(Buffer[] inputs, Buffer[] outputs, Buffer workspace) {
    var from = Memory.of(inputs[scatter ? 1 : 0]);
    var indices = Memory.of(inputs[scatter ? 0 : 1]);
    var to = Memory.of(outputs[0]);
    var ends = Memory.of(workspace);
    Parallel.run(stretches(), 2L * picks, (stretch, _) -> check(stretch, indices, ends));
    long work = 4L * outer * inner * (scatter ? Math.max(picks, extent) : picks);
    Parallel.run(
        tasks,
        work,
        (task, _) -> {
          if (scatter) add(task, from, indices, ends, to);
          else pick(task, from, indices, to);
        });
  }

  private long at(MemorySegment indices, int j) {
    return wideIndex
        ? indices.get(Memory.LONG, index + 8L * j)
        : indices.get(Memory.INT, index + 4L * j);
  }

  private int stretches() {
    return Math.ceilDiv(picks, STRETCH);
  }

  @Override
  public long workspaceBytes() {
    return scatter ? 8L * stretches() : 0;
  }

  private void check(int stretch, MemorySegment indices, MemorySegment ends) {
    if (scatter && keepEnds(stretch, indices, ends)) return;
    Memory.offHeap(indices);
    int end = Math.min(picks, (stretch + 1) * STRETCH);
    for (int j = stretch * STRETCH; j < end; j++) {
      long at = at(indices, j);
      if (at < 0 || at >= extent) {
        throw new IndexOutOfBoundsException(
            "%s: index %d is outside [0, %d)"
                .formatted(scatter ? "scatterAdd" : "gather", at, extent));
      }
    }
  }

  /// Keeps the lowest and the highest index of a stretch; false if one of them is outside.
  private boolean keepEnds(int stretch, MemorySegment indices, MemorySegment ends) {
    Memory.offHeap(indices, ends);
    int end = Math.min(picks, (stretch + 1) * STRETCH);
    long lowest = Long.MAX_VALUE;
    long highest = Long.MIN_VALUE;
    for (int j = stretch * STRETCH; j < end; j++) {
      long at = at(indices, j);
      lowest = Math.min(lowest, at);
      highest = Math.max(highest, at);
    }
    if (lowest < 0 || highest >= extent) return false;
    ends.set(Memory.INT, 8L * stretch, (int) lowest);
    ends.set(Memory.INT, 8L * stretch + 4, (int) highest);
    return true;
  }

  private void pick(int task, MemorySegment from, MemorySegment indices, MemorySegment to) {
    int perOuter = tasks / outer;
    int o = task / perOuter;
    int first = task % perOuter * perTask;
    int end = Math.min(picks, first + perTask);
    long bytes = (long) inner * elementSize;
    Memory.offHeap(from, indices, to);
    for (int j = first; j < end; j++) {
      long source = x + (o * (long) extent + at(indices, j)) * bytes;
      long target = y + (o * (long) picks + j) * bytes;
      move(bytes, from, source, to, target);
    }
  }

  private static void move(
      long bytes, MemorySegment from, long source, MemorySegment to, long target) {
    if (bytes == 4) {
      to.set(Memory.INT, target, from.get(Memory.INT, source));
    } else if (bytes > 64) {
      MemorySegment.copy(from, source, to, target, bytes);
    } else {
      for (long i = 0; i < bytes; i++) {
        to.set(ValueLayout.JAVA_BYTE, target + i, from.get(ValueLayout.JAVA_BYTE, source + i));
      }
    }
  }

  /// One range of the axis: so each number is added to by one task alone, in the index's order.
  private void add(
      int task, MemorySegment from, MemorySegment indices, MemorySegment ends, MemorySegment to) {
    int perOuter = tasks / outer;
    int o = task / perOuter;
    int first = task % perOuter * perTask;
    int end = Math.min(extent, first + perTask);
    long bytes = (long) inner * elementSize;
    long start = y + (o * (long) extent + first) * bytes;
    to.asSlice(start, (end - first) * bytes).fill((byte) 0);
    for (int stretch = 0; stretch < stretches(); stretch++) {
      boolean meets =
          ends.get(Memory.INT, 8L * stretch) < end
              && ends.get(Memory.INT, 8L * stretch + 4) >= first;
      if (meets) add(stretch, o, first, end, from, indices, to);
    }
  }

  /// What a stretch of the index has for numbers `first` to `end` of the axis.
  private void add(
      int stretch,
      int o,
      int first,
      int end,
      MemorySegment from,
      MemorySegment indices,
      MemorySegment to) {
    Memory.offHeap(from, indices, to);
    long bytes = (long) inner * elementSize;
    int last = Math.min(picks, (stretch + 1) * STRETCH);
    for (int j = stretch * STRETCH; j < last; j++) {
      long at = at(indices, j);
      if (at < first || at >= end) continue;
      long source = x + (o * (long) picks + j) * bytes;
      long target = y + (o * (long) extent + at) * bytes;
      if (inner == 1) {
        to.set(Memory.FLOAT, target, to.get(Memory.FLOAT, target) + from.get(Memory.FLOAT, source));
      } else {
        RowLoops.BEST.add(inner, from, source, to, target);
      }
    }
  }

  @Override
  public String describe() {
    return name;
  }
}
