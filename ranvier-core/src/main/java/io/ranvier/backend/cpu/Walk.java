package io.ranvier.backend.cpu;

import static io.ranvier.backend.cpu.Simd.KERNEL;

import io.ranvier.backend.Layout;
import io.ranvier.type.Shape;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/// How one operand is met on a pass through a shape in some order of its axes: the elements have a
/// place in the pass, counted from 0, and a place in memory.
///
/// Neighbouring axes that one stride describes are joined, so most operands become one run; a bias
/// that repeats becomes an axis of stride 0 before the others.
final class Walk {
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;

  private final long size;
  private final long offset;
  private final long[] lengths;
  private final long[] strides;
  private final int bytes;

  private Walk(long size, long offset, long[] lengths, long[] strides, int bytes) {
    this.size = size;
    this.offset = offset;
    this.lengths = lengths;
    this.strides = strides;
    this.bytes = bytes;
  }

  /// @param axes the axes that the pass goes through, slowest first; the others are passed over
  /// @param bytes the size of an element, 1 or 4
  static Walk of(Shape shape, List<Integer> axes, Layout layout, int bytes) {
    var lengths = new ArrayList<Long>();
    var strides = new ArrayList<Long>();
    long size = 1;
    for (int axis : axes) {
      long length = shape.dim(axis);
      long stride = layout.stride(axis);
      size *= length;
      if (length == 1) continue;
      if (!strides.isEmpty() && strides.getLast() == stride * length) {
        length *= lengths.removeLast();
        strides.removeLast();
      }
      lengths.add(length);
      strides.add(stride);
    }
    return new Walk(size, layout.offset(), array(lengths), array(strides), bytes);
  }

  private static long[] array(List<Long> numbers) {
    return numbers.stream().mapToLong(Long::longValue).toArray();
  }

  /// Whether the elements lie in memory one behind the other as the pass meets them.
  boolean isRun() {
    return lengths.length == 0 || lengths.length == 1 && strides[0] == 1;
  }

  /// How long the rows are of which each lies one gap behind the last, or where the last one lies:
  /// 0 if none do, and if a pattern repeats all the way. Farther axes may break it off: [#span].
  long rowLength() {
    int last = lengths.length - 1;
    if (last < 1 || strides[last] != 1) return 0;
    boolean repeats = strides[last - 1] == 0 && last > 1;
    return repeats || strides[last - 1] > lengths[last] ? lengths[last] : 0;
  }

  /// What is between two such rows, in bytes; less than nothing if the same one comes again.
  long gap() {
    int last = lengths.length - 1;
    return (strides[last - 1] - lengths[last]) * bytes;
  }

  /// How many elements lie in such rows, or in one run, before the next ones are elsewhere.
  long span() {
    int last = lengths.length - 1;
    return rowLength() == 0 ? size : lengths[last - 1] * lengths[last];
  }

  /// Where the element at `place` lies, in bytes, if all are one run, or in such rows.
  long place(long place) {
    long row = rowLength();
    return row == 0 ? runOffset(place) : (rowOffset(place / row) + place % row) * bytes;
  }

  /// After how many elements of the pass the same elements come again; the length of the pass if
  /// they do not.
  long period() {
    return lengths.length > 0 && strides[0] == 0 && size > 0 ? size / lengths[0] : size;
  }

  /// Where the element at `place` lies, in bytes, if all elements are one run.
  long runOffset(long place) {
    return (offset + place) * bytes;
  }

  /// Copies the elements from `start` on one behind the other to `to`.
  void gather(MemorySegment from, MemorySegment to, long o, long start, int count) {
    walk(from, to, o, start, count, true);
  }

  /// Copies elements that lie one behind the other to where those from `start` on belong.
  void scatter(MemorySegment from, long o, MemorySegment to, long start, int count) {
    walk(to, from, o, start, count, false);
  }

  private void walk(
      MemorySegment spread, MemorySegment dense, long o, long start, int count, boolean gather) {
    if (count == 0) return;
    int last = lengths.length - 1;
    if (last < 0) {
      run(spread, offset * bytes, bytes, dense, o, count, gather);
      return;
    }
    long inner = lengths[last];
    long step = strides[last] * bytes;
    long rows = last > 0 ? lengths[last - 1] : 1;
    long rowStep = last > 0 ? strides[last - 1] * bytes : 0;
    long row = start / inner;
    long column = start % inner;
    while (count > 0) {
      long base = rowOffset(row) * bytes;
      long here = rows - row % rows;
      if (step == 4 && bytes == 4 && column == 0 && count >= inner) {
        int whole = (int) Math.min(here, count / inner);
        int width = (int) inner;
        if (gather) KERNEL.copy(whole, width, spread, base, rowStep, dense, o, step * width);
        else KERNEL.copy(whole, width, dense, o, step * width, spread, base, rowStep);
        o += step * whole * width;
        count -= whole * width;
        base += whole * rowStep;
        row += whole;
        here -= whole;
      }
      for (; here > 0 && count > 0; here--, row++) {
        int n = (int) Math.min(count, inner - column);
        run(spread, base + column * step, step, dense, o, n, gather);
        o += (long) n * bytes;
        count -= n;
        column = 0;
        base += rowStep;
      }
    }
  }

  /// Where row `row` of the innermost axis begins, in elements.
  private long rowOffset(long row) {
    long place = offset;
    for (int axis = lengths.length - 2; axis >= 0; axis--) {
      place += row % lengths[axis] * strides[axis];
      row /= lengths[axis];
    }
    return place;
  }

  private void run(
      MemorySegment spread,
      long s,
      long step,
      MemorySegment dense,
      long d,
      int count,
      boolean gather) {
    if (step == bytes) {
      long length = (long) count * bytes;
      if (gather) Memory.copy(spread, s, dense, d, length);
      else Memory.copy(dense, d, spread, s, length);
    } else if (bytes == 1) {
      if (gather) gatherBytes(spread, s, step, dense, d, count);
      else scatterBytes(dense, d, spread, s, step, count);
    } else if (step == 0) {
      KERNEL.repeat(spread.get(INT, s), count, dense, d);
    } else {
      if (gather) gatherWords(spread, s, step, dense, d, count);
      else scatterWords(dense, d, spread, s, step, count);
    }
  }

  private static void gatherWords(
      MemorySegment from, long f, long step, MemorySegment to, long t, int count) {
    Memory.offHeap(from, to);
    for (int k = 0; k < count; k++) to.set(INT, t + 4L * k, from.get(INT, f + step * k));
  }

  private static void scatterWords(
      MemorySegment from, long f, MemorySegment to, long t, long step, int count) {
    Memory.offHeap(from, to);
    for (int k = 0; k < count; k++) to.set(INT, t + step * k, from.get(INT, f + 4L * k));
  }

  private static void gatherBytes(
      MemorySegment from, long f, long step, MemorySegment to, long t, int count) {
    Memory.offHeap(from, to);
    for (int k = 0; k < count; k++) {
      to.set(ValueLayout.JAVA_BYTE, t + k, from.get(ValueLayout.JAVA_BYTE, f + step * k));
    }
  }

  private static void scatterBytes(
      MemorySegment from, long f, MemorySegment to, long t, long step, int count) {
    Memory.offHeap(from, to);
    for (int k = 0; k < count; k++) {
      to.set(ValueLayout.JAVA_BYTE, t + step * k, from.get(ValueLayout.JAVA_BYTE, f + k));
    }
  }
}
