package io.ranvier.backend.cpu;

import static io.ranvier.backend.cpu.Simd.KERNEL;

import java.lang.foreign.MemorySegment;

/// How an `m x n` product with sums of length k is cut, and how one piece is computed.
///
/// The idea: one task computes one tile of the output from beginning to end, and packs for itself
/// what it needs of A and B. So a product is a single job without barriers, and who computes what
/// does not matter. A tile is `rows x columns`; its sums advance by `depth` at a time, so that one
/// panel of B (32 KB) stays in the first-level cache while all rows of the tile pass by, and the
/// tile's share of A in the second. Sizes depend on the shape alone.
///
/// Measured (Zen 5, 249 GFLOP/s of multiply-adds per core): 512³ at 179 GFLOP/s on one thread, 358
/// on two; 1024³ at 167 and 341. Of the distance to the microkernel's 225, adding blocks to what C
/// holds costs some 8 %, copying A and B a few per cent each.
record Tiling(int m, int n, int k, int rows, int columns, int depth) {

  private static final int MOST_ROWS = 480;
  private static final int MOST_PANELS = 8;
  private static final int MOST_DEPTH = 384;

  private static final int WANTED_TASKS = 16;
  private static final long SMALLEST_TASK = 1_000_000;

  static Tiling of(int m, int n, int k) {
    return of(m, n, k, MOST_ROWS);
  }

  static Tiling of(int m, int n, int k, int mostRows) {
    int panel = KERNEL.panel();
    int rows = even(m, mostRows, 8);
    int columns = even(n, MOST_PANELS * panel, panel);
    while (tasks(m, rows) * tasks(n, columns) < WANTED_TASKS
        && 2L * rows * columns * k > 2 * SMALLEST_TASK) {
      if (rows > 160 || (columns == panel && rows > 24)) {
        rows = even(m, rows / 2, 8);
      } else if (columns > 2 * panel || (columns > panel && rows <= 96)) {
        columns = even(n, columns / 2, panel);
      } else if (rows > 96) {
        rows = even(m, rows / 2, 8);
      } else {
        break;
      }
    }
    return new Tiling(m, n, k, rows, columns, even(k, MOST_DEPTH, 4));
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

  int tiles() {
    return tilesDown() * tilesAcross();
  }

  /// Floating-point operations of the whole product.
  long work() {
    return 2L * m * n * k;
  }

  /// Scratch memory of one worker.
  long workerBytes() {
    long bytes = blockBytes() + leftBytes() + Packing.rightBytes(columns, depth);
    return (bytes + 4095) / 4096 * 4096;
  }

  private long leftBytes() {
    return (Packing.leftBytes(rows, depth) + 63) / 64 * 64;
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
      Side left,
      Side right,
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
    long a = w + blockBytes();
    Side.Block lefts = new Side.Block();
    Side.Block rights = new Side.Block();
    int step = 0;
    do {
      int length = Math.min(depth, k - step);
      if (length > 0) {
        right.load(column, width, step, length, scratch, a + leftBytes(), rights);
        left.load(row, height, step, length, scratch, a, lefts);
      }
      boolean add = accumulate || step > 0;
      panels(height, width, length, lefts, rights, add, out, corner, cm, scratch, w);
      step += depth;
    } while (step < k);
  }

  int firstRow(int tile) {
    return tile / tilesAcross() * rows;
  }

  int firstColumn(int tile) {
    return tile % tilesAcross() * columns;
  }

  int height(int tile) {
    return Math.min(rows, m - firstRow(tile));
  }

  int width(int tile) {
    return Math.min(columns, n - firstColumn(tile));
  }

  private static void panels(
      int height,
      int width,
      int length,
      Side.Block a,
      Side.Block b,
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
          a.offset,
          a.stride,
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
