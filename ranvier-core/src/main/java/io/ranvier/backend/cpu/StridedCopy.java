package io.ranvier.backend.cpu;

import io.ranvier.backend.Layout;
import io.ranvier.type.Shape;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/// Moves the elements of a tensor from one layout into another.
///
/// The idea: axes that run on in both layouts are taken as one, and of what is left two are walked
/// by a tight loop. If one of them is contiguous in both layouts, whole runs are copied; if each is
/// contiguous in one, it is a transposition, done in tiles; else it is a loop with two strides.
/// Elements are moved as bits, so only their size matters. A stride may be 0 where it is read, or
/// negative.
final class StridedCopy {
  /// Elements that one task moves, about.
  private static final int GRAIN = 1 << 14;

  /// The same where whole transpositions follow each other: an element takes longer there than in a
  /// run.
  private static final int SLOW_GRAIN = 1 << 12;

  private static final int TILE = 32;
  private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;

  private enum Kind {
    RUNS,
    TRANSPOSITION,
    STRIDED
  }

  /// One axis: its extent, and its strides in bytes on both sides.
  private record Axis(int extent, long from, long to) {}

  private final int elementSize;
  private final long size;
  private final long fromOffset;
  private final long toOffset;
  private final Kind kind;
  private final Axis row;
  private final Axis column;
  private final Axis[] outer;
  private final int outers;
  private final int outersPerTask;
  private final int rowsPerPiece;
  private final int rowPieces;
  private final int columnsPerPiece;
  private final int columnPieces;
  private final int tasks;

  StridedCopy(Shape shape, int elementSize, Layout from, Layout to) {
    this.elementSize = elementSize;
    size = shape.size();
    fromOffset = from.offset() * elementSize;
    toOffset = to.offset() * elementSize;
    var axes = shape.isEmpty() ? new ArrayList<Axis>() : merged(axes(shape, from, to));
    var unit = new Axis(1, elementSize, elementSize);
    var last = axes.isEmpty() ? unit : axes.removeLast();
    column = last;
    int partner = axes.size() - 1;
    boolean runs = last.from == elementSize && last.to == elementSize;
    if (!runs && last.to == elementSize) {
      for (int i = 0; i < axes.size(); i++) if (axes.get(i).from == elementSize) partner = i;
    }
    row = axes.isEmpty() ? unit : axes.remove(partner);
    boolean turned = !runs && last.to == elementSize && row.from == elementSize && row.extent > 1;
    kind = runs ? Kind.RUNS : turned ? Kind.TRANSPOSITION : Kind.STRIDED;
    outer = axes.toArray(Axis[]::new);
    long product = 1;
    for (var axis : outer) product *= axis.extent;
    outers = Math.toIntExact(product);
    columnsPerPiece = Math.clamp(column.extent, 1, turned ? 4 * TILE : GRAIN);
    rowsPerPiece = Math.clamp(GRAIN / columnsPerPiece, 1, row.extent);
    rowPieces = ceilDiv(row.extent, rowsPerPiece);
    columnPieces = ceilDiv(column.extent, columnsPerPiece);
    int grain = runs ? GRAIN : SLOW_GRAIN;
    outersPerTask =
        rowPieces * columnPieces > 1 ? 1 : Math.max(1, grain / (row.extent * column.extent));
    tasks = Math.multiplyExact(ceilDiv(outers, outersPerTask), rowPieces * columnPieces);
  }

  /// The axes of more than one element, the one with the largest stride on the receiving side
  /// first.
  private List<Axis> axes(Shape shape, Layout from, Layout to) {
    var axes = new ArrayList<Axis>();
    for (int i = 0; i < shape.rank(); i++) {
      if (shape.dim(i) == 1) continue;
      axes.add(new Axis(shape.dim(i), from.stride(i) * elementSize, to.stride(i) * elementSize));
    }
    axes.sort((a, b) -> Long.compare(Math.abs(b.to), Math.abs(a.to)));
    return axes;
  }

  private static List<Axis> merged(List<Axis> axes) {
    var merged = new ArrayList<Axis>();
    for (var axis : axes) {
      if (!merged.isEmpty()) {
        var before = merged.getLast();
        boolean runsOn =
            before.from == axis.from * axis.extent && before.to == axis.to * axis.extent;
        if (runsOn) {
          merged.removeLast();
          axis = new Axis(Math.multiplyExact(before.extent, axis.extent), axis.from, axis.to);
        }
      }
      merged.add(axis);
    }
    return merged;
  }

  private static int ceilDiv(int a, int b) {
    return (a + b - 1) / b;
  }

  String describe() {
    return switch (kind) {
      case RUNS -> "copy";
      case TRANSPOSITION -> "transpose";
      case STRIDED -> "strided copy";
    };
  }

  void run(MemorySegment from, MemorySegment to) {
    if (size == 0) return;
    if (tasks == 1 || kind == Kind.RUNS && size < 2 * GRAIN) {
      for (int task = 0; task < tasks; task++) task(task, from, to);
    } else {
      Parallel.run(tasks, 16 * size, (task, _) -> task(task, from, to));
    }
  }

  private void task(int task, MemorySegment from, MemorySegment to) {
    int pieces = rowPieces * columnPieces;
    int piece = task % pieces;
    int firstRow = piece / columnPieces * rowsPerPiece;
    int firstColumn = piece % columnPieces * columnsPerPiece;
    int rows = Math.min(rowsPerPiece, row.extent - firstRow);
    int columns = Math.min(columnsPerPiece, column.extent - firstColumn);
    int first = task / pieces * outersPerTask;
    int end = Math.min(outers, first + outersPerTask);
    for (int index = first; index < end; index++) {
      long f = fromOffset + firstRow * row.from + firstColumn * column.from;
      long t = toOffset + firstRow * row.to + firstColumn * column.to;
      int rest = index;
      for (int i = outer.length - 1; i >= 0; i--) {
        var axis = outer[i];
        int at = rest % axis.extent;
        rest /= axis.extent;
        f += at * axis.from;
        t += at * axis.to;
      }
      switch (kind) {
        case RUNS -> runs(rows, (long) columns * elementSize, from, f, to, t);
        case TRANSPOSITION -> transpose(rows, columns, from, f, to, t);
        case STRIDED -> strided(rows, columns, from, f, to, t);
      }
    }
  }

  private void runs(int rows, long bytes, MemorySegment from, long f, MemorySegment to, long t) {
    for (int r = 0; r < rows; r++) {
      Memory.copy(from, f, to, t, bytes);
      f += row.from;
      t += row.to;
    }
  }

  private void transpose(
      int rows, int columns, MemorySegment from, long f, MemorySegment to, long t) {
    if (elementSize == 4) {
      RowLoops.BEST.transpose(rows, columns, from, f, column.from, to, t, row.to);
      return;
    }
    for (int r = 0; r < rows; r += TILE) {
      int height = Math.min(TILE, rows - r);
      for (int c = 0; c < columns; c += TILE) {
        int width = Math.min(TILE, columns - c);
        long tileFrom = f + r * row.from + c * column.from;
        strided(height, width, from, tileFrom, to, t + r * row.to + c * column.to);
      }
    }
  }

  private void strided(
      int rows, int columns, MemorySegment from, long f, MemorySegment to, long t) {
    long fs = column.from;
    long ts = column.to;
    for (int r = 0; r < rows; r++) {
      switch (elementSize) {
        case 1 -> {
          for (int c = 0; c < columns; c++) {
            to.set(ValueLayout.JAVA_BYTE, t + c * ts, from.get(ValueLayout.JAVA_BYTE, f + c * fs));
          }
        }
        case 2 -> {
          for (int c = 0; c < columns; c++) {
            to.set(SHORT, t + c * ts, from.get(SHORT, f + c * fs));
          }
        }
        case 4 -> {
          for (int c = 0; c < columns; c++) to.set(INT, t + c * ts, from.get(INT, f + c * fs));
        }
        default -> {
          for (int c = 0; c < columns; c++) to.set(LONG, t + c * ts, from.get(LONG, f + c * fs));
        }
      }
      f += row.from;
      t += row.to;
    }
  }
}
