package io.ranvier.backend.cpu;

import static io.ranvier.backend.cpu.Simd.KERNEL;

import java.lang.foreign.MemorySegment;

/// How an `m x n` product with sums of length k is cut, and how one piece is computed.
///
/// The idea: one task computes one tile of the output from beginning to end. Its sums advance by
/// `depth` at a time. For each such step it packs its columns of B (or finds them packed) into
/// panels; then it copies A, a block of [Panel#ROWS] rows at a time, and lets the block's rows pass
/// by each panel. Steps are long, since what lies in C has to be read and added to after each:
/// panels, of 128 KB at most, stay in the second-level cache, whence they come at no loss. Sizes
/// depend on the shape alone.
///
/// Where the blocks of a tile are few, the thread keeps its copies of A for its next tiles, which
/// mostly lie beside it ([SharedLeft]): without that, tiles of 32 columns would copy an element of
/// A for each 32 multiplications.
///
/// Measured (two cores of Zen 5, in turns, as a share of the peak measured beside it): with blocks
/// kept, 32 x 512 with sums of 2048 terms at 91 % instead of 70, 100 x 256 with sums of 784 terms
/// at 87 instead of 80, 392 x 512 with sums of 512 terms at 95 instead of 88. With steps of 1024
/// instead of 256, 2048 x 2048 with sums of 512 terms runs 1.16 times as fast, at 429 GFLOP/s where
/// nothing disturbs it, and 32 x 512 with sums of 2048 terms 1.07 times.
record Tiling(int m, int n, int k, int rows, int columns, int depth) implements Tiles {

  private static final int MOST_ROWS = 4 * Panel.ROWS;
  private static final int MOST_PANELS = 8;

  /// Sums so short that writing C takes longest: better in its order.
  private static final int SHALLOW = 32;

  /// A step and the columns of a tile where B is read in place and too large for the caches.
  private static final int THIN = 32;

  private static final int THIN_COLUMNS = 2048;

  /// A step where both sides are read by columns.
  private static final int SHORT = 128;

  private static final int WANTED_TASKS = 16;
  private static final long SMALLEST_TASK = 1_000_000;

  static Tiling of(int m, int n, int k) {
    return of(m, n, k, MOST_ROWS);
  }

  static Tiling of(int m, int n, int k, int mostRows) {
    int unit = KERNEL.tallest();
    int panel = KERNEL.panel();
    int rows = even(m, mostRows, unit);
    int columns = even(n, MOST_PANELS * panel, panel);
    while (tasks(m, rows) * tasks(n, columns) < WANTED_TASKS
        && 2L * rows * columns * k > 2 * SMALLEST_TASK) {
      if (rows > columns && rows > 4 * unit || columns == panel && rows > unit) {
        rows = even(m, rows / 2, unit);
      } else if (columns > 2 * panel || columns > panel && rows <= 4 * unit) {
        columns = even(n, columns / 2, panel);
      } else if (rows > 4 * unit) {
        rows = even(m, rows / 2, unit);
      } else {
        break;
      }
    }
    return new Tiling(m, n, k, rows, columns, even(k, Panel.DEPTH, 4));
  }

  /// For few rows and a right side that is too large for the caches and read in place: a step takes
  /// a few of its rows, long pieces of which are contiguous.
  static Tiling thin(int m, int n, int k) {
    int panel = KERNEL.panel();
    int columns = even(n, THIN_COLUMNS, panel);
    while (tasks(n, columns) < WANTED_TASKS && columns > 4 * panel) {
      columns = even(n, columns / 2, panel);
    }
    return new Tiling(m, n, k, even(m, Panel.ROWS, KERNEL.tallest()), columns, even(k, THIN, 4));
  }

  /// The largest tiles there are, for a left side that is read by columns: steps are so short that
  /// what a block's rows have in all of them stays in the first-level cache beside a panel.
  static Tiling large(int m, int n, int k) {
    int rows = even(m, MOST_ROWS, KERNEL.tallest());
    int columns = even(n, MOST_PANELS * KERNEL.panel(), KERNEL.panel());
    return new Tiling(m, n, k, rows, columns, even(k, SHORT, 4));
  }

  /// For a right side that is packed already, so that any number of tiles may read it.
  static Tiling shared(int m, int n, int k) {
    int unit = KERNEL.tallest();
    int panel = KERNEL.panel();
    int rows = even(m, MOST_ROWS, unit);
    int columns = even(n, 2 * MOST_PANELS * panel, panel);
    while (tasks(m, rows) * tasks(n, columns) < WANTED_TASKS
        && 2L * rows * columns * k > 2 * SMALLEST_TASK) {
      if (rows > 4 * unit) {
        rows = even(m, rows / 2, unit);
      } else if (columns > panel) {
        columns = even(n, columns / 2, panel);
      } else if (rows > unit) {
        rows = even(m, rows / 2, unit);
      } else {
        break;
      }
    }
    return new Tiling(m, n, k, rows, columns, even(k, Panel.DEPTH, 4));
  }

  /// The piece, a multiple of `unit`, by which `size` is cut into as few, equal parts as `most`
  /// allows.
  static int even(int size, int most, int unit) {
    int limit = Math.max(unit, most / unit * unit);
    int parts = Math.max(1, tasks(size, limit));
    int part = (size + parts - 1) / parts;
    return Math.max(unit, (part + unit - 1) / unit * unit);
  }

  private static int tasks(int size, int part) {
    return (size + part - 1) / part;
  }

  /// The same tiles with shorter sums.
  Tiling upTo(int length) {
    return new Tiling(m, n, length, rows, columns, depth);
  }

  int tilesDown() {
    return tasks(m, rows);
  }

  int tilesAcross() {
    return tasks(n, columns);
  }

  @Override
  public int tiles() {
    return tilesDown() * tilesAcross();
  }

  @Override
  public long elements() {
    return (long) rows * columns;
  }

  /// Floating-point operations of the whole product.
  long work() {
    return 2L * m * n * k;
  }

  @Override
  public long workerBytes() {
    long bytes = blockBytes() + Packing.rightBytes(columns, depth);
    return (bytes + 4095) / 4096 * 4096;
  }

  private static long blockBytes() {
    return 4L * Microkernel.TILE_ROWS * KERNEL.panel();
  }

  /// Computes tile number `tile`.
  ///
  /// @param c the byte of `out` at which element (0, 0) of the output lies
  /// @param cm bytes from one row of the output to the next
  /// @param w where this worker's scratch memory begins
  void compute(
      int tile,
      LeftSide left,
      RightSide right,
      boolean accumulate,
      MemorySegment out,
      long c,
      long cm,
      MemorySegment scratch,
      long w) {
    int row = firstRow(tile);
    int column = firstColumn(tile);
    int height = height(tile);
    int width = width(tile);
    long corner = c + row * cm + 4L * column;
    int block = depth <= SHALLOW ? KERNEL.tallest() : Panel.ROWS;
    int steps = Math.max(1, tasks(k, depth));
    boolean keeps = tasks(height, block) * steps <= Panel.KEPT;
    RightSide.Block b = Panel.mine().right;
    int number = 0;
    int step = 0;
    do {
      int length = Math.min(depth, k - step);
      if (length > 0) right.load(column, width, step, length, scratch, w + blockBytes(), b);
      boolean add = accumulate || step > 0;
      for (int done = 0; done < height; done += block) {
        int lines = Math.min(block, height - done);
        Panel a = Panel.mine(keeps ? number++ : 0);
        if (length > 0) left.load(row + done, lines, step, length, a);
        panels(lines, width, length, a, b, add, out, corner + done * cm, cm, scratch, w);
      }
      step += depth;
    } while (step < k);
  }

  @Override
  public int firstRow(int tile) {
    return tile / tilesAcross() * rows;
  }

  @Override
  public int firstColumn(int tile) {
    return tile % tilesAcross() * columns;
  }

  @Override
  public int height(int tile) {
    return Math.min(rows, m - firstRow(tile));
  }

  @Override
  public int width(int tile) {
    return Math.min(columns, n - firstColumn(tile));
  }

  private static void panels(
      int height,
      int width,
      int length,
      Panel a,
      RightSide.Block b,
      boolean add,
      MemorySegment out,
      long c,
      long cm,
      MemorySegment scratch,
      long w) {
    int panel = KERNEL.panel();
    long from = b.offset;
    for (int j = 0; j < width; j += panel, from += b.stride, c += panel * 4L) {
      KERNEL.multiply(
          height,
          Math.min(panel, width - j),
          length,
          a.data,
          0,
          a.row,
          a.step,
          b.data,
          from,
          b.step,
          add,
          out,
          c,
          cm,
          scratch,
          w);
    }
  }
}
