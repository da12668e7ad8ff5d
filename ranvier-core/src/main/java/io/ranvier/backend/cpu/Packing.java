package io.ranvier.backend.cpu;

import static io.ranvier.backend.cpu.Simd.FLOAT;
import static io.ranvier.backend.cpu.Simd.KERNEL;

import java.lang.foreign.MemorySegment;

/// The two sides of a product of strided matrices.
///
/// A is copied block by block into the [Panel] of the thread, along its rows or its columns,
/// whichever are contiguous. B is copied, too: by rows where those are contiguous, else into panels
/// of [Microkernel#panel()] columns by transposing squares. Where its rows are contiguous and close
/// together, or few rows of A would repay the copy, it is read in place.
final class Packing {

  /// Fewer rows than this do not repay copying B.
  static final int FEW_ROWS = 24;

  /// Up to this distance of rows (bytes), a panel of B fills the cache evenly enough.
  private static final long NEAR = 512;

  /// Rows of B that are packed at a time, where all of it is.
  private static final int PIECE = 256;

  /// What packing an element takes, in floating-point operations that take as long.
  private static final long COST = 16;

  private Packing() {}

  static long rightBytes(int columns, int depth) {
    int panel = KERNEL.panel();
    long padded = (columns + panel - 1L) / panel * panel;
    long panels = depth * (padded + 16);
    long lines = columns * (depth + 16L);
    return 4 * (panels + lines) + transposeBytes();
  }

  static long transposeBytes() {
    return 8L * KERNEL.lanes() * KERNEL.lanes();
  }

  static LeftSide left(Matrix a, long batch) {
    return (line, lines, k, depth, to) -> {
      long from = a.at(batch, line, k);
      long row = 4 * a.rowStride();
      long step = 4 * a.columnStride();
      if (step == 4) {
        KERNEL.lift(lines, depth, a.data(), from, row, to.data, 0, to.byRows(depth));
      } else if (row == 4) {
        KERNEL.lift(depth, lines, a.data(), from, step, to.data, 0, to.byColumns(lines));
      } else {
        int stride = to.byRows(depth);
        MemorySegment data = a.data();
        Memory.offHeap(data);
        for (int i = 0; i < lines; i++) {
          for (int j = 0; j < depth; j++) {
            to.data[i * stride + j] = data.get(FLOAT, from + i * row + j * step);
          }
        }
      }
    };
  }

  /// @param reuse how many rows each element of B serves before it is dropped
  static RightSide right(Matrix b, long batch, int reuse) {
    return (line, lines, k, depth, scratch, w, block) -> {
      int panel = KERNEL.panel();
      long from = b.at(batch, k, line);
      if (inPlace(b, lines, reuse)) {
        block.set(b.data(), from, panel * 4L, 4 * b.rowStride());
        return;
      }
      if (b.columnStride() == 1) {
        long pitch = 4L * ((lines + panel - 1) / panel * panel + 16);
        KERNEL.copy(depth, lines, b.data(), from, 4 * b.rowStride(), scratch, w, pitch);
        block.set(scratch, w, panel * 4L, pitch);
        return;
      }
      long bytes = 4L * depth * panel;
      int panels = (lines + panel - 1) / panel;
      for (int p = 0; p < panels; p++) {
        int width = Math.min(panel, lines - p * panel);
        long source = from + 4L * p * panel * b.columnStride();
        pack(b, source, depth, width, scratch, w + p * bytes, scratch, w + panels * bytes);
      }
      block.set(scratch, w, bytes, panel * 4L);
    };
  }

  /// Packs all `columns` columns of B, which all threads do together.
  ///
  /// @param scratch where the workers' own memory begins in the workspace, each `workerBytes`
  static void whole(
      Matrix b,
      int columns,
      PackedSide to,
      MemorySegment workspace,
      long scratch,
      long workerBytes) {
    int panel = KERNEL.panel();
    int pieces = Math.max(1, Math.ceilDiv(to.k(), PIECE));
    Parallel.run(
        PackedSide.panels(columns) * pieces,
        COST * columns * to.k(),
        (task, worker) -> {
          int column = task / pieces * panel;
          int first = task % pieces * PIECE;
          int depth = Math.min(PIECE, to.k() - first);
          int width = Math.min(panel, columns - column);
          long t = to.at(task / pieces, first);
          long w = scratch + worker * workerBytes;
          pack(b, b.at(0, first, column), depth, width, to.data(), t, workspace, w);
        });
  }

  /// Whether `lines` columns of B can be read where they are, to advantage.
  static boolean inPlace(Matrix b, int lines, int reuse) {
    return b.columnStride() == 1
        && lines % KERNEL.lanes() == 0
        && (reuse < FEW_ROWS || isNear(b.rowStride()));
  }

  /// Whether rows of B that are so many floats apart fill the cache evenly as they are.
  static boolean isNear(long rowStride) {
    return 4 * rowStride <= NEAR;
  }

  /// Copies `width` columns of `depth` rows of B into a panel.
  ///
  /// @param from the byte of the first element
  /// @param w scratch memory of [#transposeBytes]
  private static void pack(
      Matrix b,
      long from,
      int depth,
      int width,
      MemorySegment to,
      long t,
      MemorySegment scratch,
      long w) {
    long row = 4 * b.rowStride();
    long column = 4 * b.columnStride();
    long stride = KERNEL.panel() * 4L;
    if (row == 4) {
      KERNEL.transpose(width, depth, b.data(), from, column, to, t, stride, scratch, w);
    } else if (column == 4) {
      KERNEL.copy(depth, width, b.data(), from, row, to, t, stride);
    } else {
      MemorySegment data = b.data();
      Memory.offHeap(data, to);
      for (int k = 0; k < depth; k++) {
        for (int j = 0; j < width; j++) {
          float value = data.get(FLOAT, from + k * row + j * column);
          to.set(FLOAT, t + k * stride + j * 4L, value);
        }
      }
    }
  }
}
