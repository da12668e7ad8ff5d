package io.ranvier.backend.cpu;

import static io.ranvier.backend.cpu.Simd.FLOAT;
import static io.ranvier.backend.cpu.Simd.KERNEL;

import java.lang.foreign.MemorySegment;

/// The two sides of a product of strided matrices.
///
/// A is read in place unless its rows lie so far apart that each costs a page of its own and all
/// compete for the same lines of the cache; then the block is copied, row by row, which costs 1 %
/// to 3 %. B is copied into panels of [Microkernel#panel()] columns in which k runs outermost, by
/// rows where those are contiguous, else by transposing squares.
final class Packing {

  /// From this distance of rows on (bytes), A is copied.
  private static final long FAR = 1024;

  /// Fewer rows than this do not repay copying B.
  private static final int FEW_ROWS = 24;

  private Packing() {}

  /// A row of padding keeps rows of a packed block from competing for one set of the cache.
  static long leftBytes(int rows, int depth) {
    return 4L * Math.max(rows * (depth + 16L), depth * (rows + 16L));
  }

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

  /// @param reuse how many columns each element of A serves before it is dropped
  static Side left(Matrix a, long batch, int reuse) {
    return (line, lines, k, depth, scratch, w, block) -> {
      long from = a.at(batch, line, k);
      long row = 4 * a.rowStride();
      long step = 4 * a.columnStride();
      boolean repays = reuse > KERNEL.panel() && lines > 0;
      if (a.columnStride() == 1 && repays && row >= FAR) {
        long stride = 4L * (depth + 16);
        KERNEL.copy(lines, depth, a.data(), from, row, scratch, w, stride);
        block.set(scratch, w, stride, 4);
      } else if (a.rowStride() == 1 && repays && step >= FAR) {
        long stride = 4L * (lines + 16);
        KERNEL.copy(depth, lines, a.data(), from, step, scratch, w, stride);
        block.set(scratch, w, 4, stride);
      } else {
        block.set(a.data(), from, row, step);
      }
    };
  }

  /// @param reuse how many rows each element of B serves before it is dropped
  static Side right(Matrix b, long batch, int reuse) {
    return (line, lines, k, depth, scratch, w, block) -> {
      int panel = KERNEL.panel();
      long from = b.at(batch, k, line);
      boolean contiguous = b.columnStride() == 1;
      if (contiguous && reuse < FEW_ROWS && lines % KERNEL.lanes() == 0) {
        block.set(b.data(), from, panel * 4L, 4 * b.rowStride());
        return;
      }
      long bytes = 4L * depth * panel;
      int panels = (lines + panel - 1) / panel;
      for (int p = 0; p < panels; p++) {
        int width = Math.min(panel, lines - p * panel);
        long source = from + 4L * p * panel * b.columnStride();
        pack(b, source, depth, width, scratch, w + p * bytes, w + panels * bytes);
      }
      block.set(scratch, w, bytes, panel * 4L);
    };
  }

  private static void pack(
      Matrix b, long from, int depth, int width, MemorySegment to, long t, long w) {
    long row = 4 * b.rowStride();
    long column = 4 * b.columnStride();
    long stride = KERNEL.panel() * 4L;
    if (column == 4) {
      KERNEL.copy(depth, width, b.data(), from, row, to, t, stride);
    } else if (row == 4) {
      KERNEL.transpose(width, depth, b.data(), from, column, to, t, stride, to, w);
    } else {
      for (int k = 0; k < depth; k++) {
        for (int j = 0; j < width; j++) {
          float value = b.data().get(FLOAT, from + k * row + j * column);
          to.set(FLOAT, t + k * stride + j * 4L, value);
        }
      }
    }
  }
}
