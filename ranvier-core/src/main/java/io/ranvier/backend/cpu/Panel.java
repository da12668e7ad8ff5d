package io.ranvier.backend.cpu;

import static io.ranvier.backend.cpu.Simd.KERNEL;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A block of the left side of a product, in an array that each thread keeps for itself: element
/// `(r, k)` is `data[r · row + k · step]`.
///
/// An array, because the compiler inlines loads from it whatever the size of the method around them
/// (see [WideBlocks]). Blocks are small enough to stay in the second-level cache.
final class Panel implements Target {
  /// The most rows of a block: a multiple of the heights of register blocks.
  static final int ROWS = 56;

  /// The longest piece of the sums.
  static final int DEPTH = 1024;

  /// What keeps neighbouring lines from competing for one set of the cache, and takes what copies
  /// by whole vectors write too much.
  private static final int PADDING = 16;

  /// How many blocks a thread keeps.
  static final int KEPT = 4;

  private static final ThreadLocal<@Nullable Panel[]> MINE =
      ThreadLocal.withInitial(() -> new @Nullable Panel[KEPT]);

  final float[] data =
      new float
          [(ROWS + Microkernel.TILE_ROWS + PADDING) * (DEPTH + Microkernel.TILE_ROWS + PADDING)];

  /// What the right side has loaded meanwhile.
  final RightSide.Block right = new RightSide.Block();

  int row;
  int step;

  /// Which side it holds a block of, or 0, and which block.
  private long side;

  private int line;
  private int lines;
  private int first;
  private int depth;

  private Panel() {}

  /// The calling thread's own.
  static Panel mine() {
    return mine(0);
  }

  /// One of the calling thread's own.
  ///
  /// @param number below [#KEPT]
  static Panel mine(int number) {
    var mine = MINE.get();
    var panel = mine[number];
    if (panel == null) {
      panel = new Panel();
      mine[number] = panel;
    }
    return panel;
  }

  /// Whether it holds that block of the [SharedLeft] of this number.
  boolean holds(long side, int line, int lines, int first, int depth) {
    return this.side == side
        && this.line == line
        && this.lines == lines
        && this.first == first
        && this.depth == depth;
  }

  /// Says that it does, until the next is laid out.
  void keep(long side, int line, int lines, int first, int depth) {
    this.side = side;
    this.line = line;
    this.lines = lines;
    this.first = first;
    this.depth = depth;
  }

  /// Lays the block out by rows and returns how far they are apart.
  int byRows(int depth) {
    side = 0;
    row = depth + PADDING;
    step = 1;
    return row;
  }

  /// Lays the block out by columns and returns how far they are apart: an odd number of cache
  /// lines, so that what a few rows have in all columns is spread over all sets of the cache.
  int byColumns(int lines) {
    side = 0;
    row = 1;
    step = ((lines + PADDING - 1) / PADDING | 1) * PADDING;
    return step;
  }

  @Override
  public void runs(
      int rows, int count, MemorySegment from, long f, long fromStride, int t, int toStride) {
    KERNEL.lift(rows, count, from, f, fromStride, data, t, toStride);
  }

  @Override
  public void zero(int count, int t) {
    Arrays.fill(data, t, t + count, 0);
  }
}
