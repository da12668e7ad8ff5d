package io.ranvier.backend.cpu;

import static io.ranvier.backend.cpu.Simd.KERNEL;

import java.lang.foreign.MemorySegment;

/// The product of matrices, `C = A·B` or `C += A·B`, for a batch of matrices of one shape.
///
/// A is `[m, k]`, B is `[k, n]`, both with any strides (so either may be transposed, and batches
/// may repeat a matrix by a stride of 0); C is `[m, n]` with contiguous rows. Empty dimensions are
/// legal; a sum of no terms is 0.
///
/// Three ways, chosen by shape and strides alone: tiles ([Tiling]) in general, whose columns of B
/// are packed once for all or each time; a fixed split of the sums with an ordered combination
/// where C is small and k is large; dot products where one side is a vector or little more and both
/// sides run along k, a few at a time ([Strips]) or one by one.
///
/// Measured (two cores of Zen 5): 100 x 256 with sums of 784 terms, B by columns, at 290 GFLOP/s,
/// of which packing B once takes a seventh; at 235 where each tile packs its own. Where B has 512
/// columns and runs along them, 2048 rows gain a tenth by packing it once.
public record Gemm(int batch, int m, int n, int k) {

  private static final int SMALLEST_SPLIT = 512;
  private static final int MOST_SPLITS = 16;
  private static final int FEW_LINES = 3;

  /// So many rows make several tiles below each other.
  private static final int MANY_ROWS = 224;

  /// Bytes of B that no cache keeps.
  private static final long LARGE = 1 << 22;

  public Gemm {
    if (batch < 0 || m < 0 || n < 0 || k < 0) {
      throw new IllegalArgumentException(
          "gemm: batch %d, m %d, n %d, k %d: none may be negative".formatted(batch, m, n, k));
    }
  }

  /// A single product.
  public Gemm(int m, int n, int k) {
    this(1, m, n, k);
  }

  /// Bytes of workspace that [#run] needs with so many threads. The segment should be aligned to
  /// 64.
  public long workspaceBytes(int threads) {
    Tiling tiling = Tiling.of(m, n, k);
    int splits = splits(tiling);
    long partial = splits > 1 ? 4L * splits * m * n : 0;
    long swapped = n == 1 && m > 1 ? Tiling.of(1, m, k).workerBytes() : 0;
    long worker = Math.max(new Strips(m, n, k).workerBytes(), Tiling.thin(m, n, k).workerBytes());
    worker = Math.max(worker, Math.max(swapped, part(tiling, splits).workerBytes()));
    long packed = 0;
    if (mayPackOnce(splits)) {
      packed = round(packedBytes()) + packedWorkspaceBytes(threads);
    }
    return Math.max(round(partial) + threads * worker, packed);
  }

  /// Computes C.
  ///
  /// @param accumulate whether to add to what C holds
  /// @param workspace at least [#workspaceBytes] of `Parallel.most()` bytes
  public void run(
      Matrix a,
      Matrix b,
      Matrix c,
      boolean accumulate,
      MemorySegment workspace,
      Epilogue epilogue) {
    if (batch == 0 || m == 0 || n == 0) {
      return;
    }
    switch (way(a.columnStride(), b.rowStride(), b.columnStride(), c.rowStride())) {
      case STRIPS -> {
        Strips strips = new Strips(m, n, k);
        for (int matrix = 0; matrix < batch; matrix++) {
          strips.run(a, b, c, matrix, accumulate, workspace, epilogue);
        }
      }
      case DOTS -> dots(a, b, c, accumulate, epilogue);
      case THIN -> tiles(Tiling.thin(m, n, k), a, b, c, accumulate, workspace, epilogue);
      case COLUMN -> {
        Epilogue swapped =
            (row, rows, column, columns) -> epilogue.apply(m * row + column, columns, 0, 1);
        new Gemm(batch, 1, m, k)
            .tiles(
                Tiling.of(1, m, k),
                b.transposed(),
                a.transposed(),
                c.transposed(),
                accumulate,
                workspace,
                swapped);
      }
      case SPLIT -> {
        Tiling tiling = Tiling.of(m, n, k);
        split(tiling, splits(tiling), a, b, c, accumulate, workspace);
        epilogue.apply(0, m, 0, n);
      }
      case PACKED -> {
        long packed = round(packedBytes());
        PackedSide right = new PackedSide(workspace, 0, k);
        Packing.whole(b, n, right, workspace, packed, shared().workerBytes());
        packed(a, right, c, accumulate, workspace, packed, epilogue);
      }
      case TILES -> tiles(Tiling.of(m, n, k), a, b, c, accumulate, workspace, epilogue);
    }
  }

  /// How a product is computed.
  private enum Way {
    STRIPS,
    DOTS,
    THIN,
    COLUMN,
    SPLIT,
    PACKED,
    TILES
  }

  private Way way(long aColumn, long bRow, long bColumn, long cRow) {
    boolean alongSums = aColumn == 1 && bRow == 1;
    if (alongSums && new Strips(m, n, k).pays()) return Way.STRIPS;
    if (alongSums && Math.min(m, n) <= FEW_LINES) return Way.DOTS;
    if (m < Packing.FEW_ROWS && bColumn == 1 && 4L * n * k > LARGE) return Way.THIN;
    if (n == 1 && m > 1 && cRow == 1) return Way.COLUMN;
    int splits = splits(Tiling.of(m, n, k));
    if (splits > 1) return Way.SPLIT;
    return mayPackOnce(splits) && repays(bRow, bColumn) ? Way.PACKED : Way.TILES;
  }

  /// Whether to pack B takes a share of the time, so that having it packed already saves some:
  /// [#pack] makes that form, [#runPacked] reads it.
  boolean packs(Matrix a, Matrix b, Matrix c) {
    if (batch != 1 || m < Packing.FEW_ROWS || n == 0 || k == 0) return false;
    Way way = way(a.columnStride(), b.rowStride(), b.columnStride(), c.rowStride());
    return way == Way.PACKED || way == Way.TILES && !Packing.inPlace(b, KERNEL.lanes(), m);
  }

  /// The columns of a tile, at most.
  int blockColumns() {
    return Math.min(n, shared().columns());
  }

  /// The bytes of B in its packed form.
  long packedBytes() {
    return PackedSide.bytes(n, k);
  }

  /// Bytes of workspace that [#pack] needs with so many threads.
  static long packingBytes(int threads) {
    return threads * round(Packing.transposeBytes());
  }

  /// Packs B for [#runPacked].
  void pack(Matrix b, MemorySegment to, MemorySegment workspace) {
    Packing.whole(b, n, new PackedSide(to, 0, k), workspace, 0, round(Packing.transposeBytes()));
  }

  /// Bytes of workspace that [#runPacked] needs with so many threads.
  long packedWorkspaceBytes(int threads) {
    return threads * shared().workerBytes();
  }

  /// Computes C like [#run], to the bit, from what [#pack] made of B.
  void runPacked(Matrix a, MemorySegment b, Matrix c, MemorySegment workspace, Epilogue epilogue) {
    if (m > 0) packed(a, new PackedSide(b, 0, k), c, false, workspace, 0, epilogue);
  }

  private void tiles(
      Tiling tiling,
      Matrix a,
      Matrix b,
      Matrix c,
      boolean accumulate,
      MemorySegment workspace,
      Epilogue epilogue) {
    int tiles = tiling.tiles();
    var only = SharedLeft.of(Packing.left(a, 0));
    Parallel.run(
        batch * tiles,
        batch * tiling.work(),
        (task, worker) -> {
          int matrix = task / tiles;
          int tile = task % tiles;
          tiling.compute(
              tile,
              batch == 1 ? only : Packing.left(a, matrix),
              Packing.right(b, matrix, tiling.height(tile)),
              accumulate,
              c.data(),
              c.at(matrix, 0, 0),
              4 * c.rowStride(),
              workspace,
              worker * tiling.workerBytes());
          finish(tiling, matrix, tile, epilogue);
        });
  }

  /// Whether B may be packed before the tiles are computed, by all threads together. For a batch,
  /// threads would have to wait for each other once for each matrix.
  private boolean mayPackOnce(int splits) {
    return batch == 1 && splits == 1 && m >= Packing.FEW_ROWS && PackedSide.bytes(n, k) <= LARGE;
  }

  /// Whether to pack B once for all pays: to transpose it takes long, and to copy it adds up where
  /// there are many tiles below each other.
  private boolean repays(long bRow, long bColumn) {
    if (bColumn != 1) return bRow == 1;
    return m >= MANY_ROWS && !Packing.isNear(bRow);
  }

  /// @param workers where the threads' own memory begins in the workspace
  private void packed(
      Matrix a,
      PackedSide right,
      Matrix c,
      boolean accumulate,
      MemorySegment workspace,
      long workers,
      Epilogue epilogue) {
    Tiling tiling = shared();
    var left = SharedLeft.of(Packing.left(a, 0));
    Parallel.run(
        tiling.tiles(),
        tiling.work(),
        (tile, worker) -> {
          tiling.compute(
              tile,
              left,
              right,
              accumulate,
              c.data(),
              c.at(0, 0, 0),
              4 * c.rowStride(),
              workspace,
              workers + worker * tiling.workerBytes());
          finish(tiling, 0, tile, epilogue);
        });
  }

  private Tiling shared() {
    return Tiling.shared(m, n, k);
  }

  private void finish(Tiling tiling, int matrix, int tile, Epilogue epilogue) {
    epilogue.apply(
        (long) matrix * m + tiling.firstRow(tile),
        tiling.height(tile),
        tiling.firstColumn(tile),
        tiling.width(tile));
  }

  /// Into how many parts the sums are cut: 1, unless there are few tiles and long sums.
  private int splits(Tiling tiling) {
    boolean pays =
        batch == 1 && tiling.tiles() < 8 && tiling.work() > 2_000_000 && (long) m * n < 1 << 16;
    return pays ? Math.clamp(k / SMALLEST_SPLIT, 1, MOST_SPLITS) : 1;
  }

  /// One part of the sums.
  private Tiling part(Tiling tiling, int splits) {
    return splits == 1 ? tiling : Tiling.of(m, n, (k + splits - 1) / splits);
  }

  private void split(
      Tiling whole,
      int splits,
      Matrix a,
      Matrix b,
      Matrix c,
      boolean accumulate,
      MemorySegment workspace) {
    Tiling part = part(whole, splits);
    int parts = (k + part.k() - 1) / part.k();
    int tiles = part.tiles();
    long scratch = round(4L * splits * m * n);
    Parallel.run(
        parts * tiles,
        whole.work(),
        (task, worker) -> {
          int tile = task % tiles;
          int number = task / tiles;
          int first = number * part.k();
          part.upTo(Math.min(part.k(), k - first))
              .compute(
                  tile,
                  Packing.left(a.from(0, first), 0),
                  Packing.right(b.from(first, 0), 0, part.height(tile)),
                  false,
                  workspace,
                  4L * number * m * n,
                  4L * n,
                  workspace,
                  scratch + worker * part.workerBytes());
        });
    combine(parts, c, accumulate, workspace);
  }

  /// Adds the partial results, the first to the last.
  private void combine(int parts, Matrix c, boolean accumulate, MemorySegment workspace) {
    for (int row = 0; row < m; row++) {
      long to = c.at(0, row, 0);
      long from = 4L * row * n;
      if (!accumulate) {
        KERNEL.copy(1, n, workspace, from, 0, c.data(), to, 0);
      }
      for (int part = accumulate ? 0 : 1; part < parts; part++) {
        KERNEL.add(n, workspace, from + 4L * part * m * n, c.data(), to);
      }
    }
  }

  /// Without packing: where a side has few lines, and both run along k.
  private void dots(Matrix a, Matrix b, Matrix c, boolean accumulate, Epilogue epilogue) {
    boolean tall = m > n;
    int lines = tall ? m : n;
    int few = tall ? n : m;
    Matrix many = tall ? a : b.transposed();
    Matrix little = tall ? b.transposed() : a;
    int chunk = Tiling.even(lines, Math.max(16, 100_000 / (k * few + 1)), 1);
    int chunks = (lines + chunk - 1) / chunk;
    Parallel.run(
        batch * chunks,
        2L * batch * m * n * k,
        (task, worker) -> {
          int matrix = task / chunks;
          int first = task % chunks * chunk;
          int last = Math.min(lines, first + chunk);
          for (int other = 0; other < few; other++) {
            KERNEL.dots(
                last - first,
                k,
                many.data(),
                many.at(matrix, first, 0),
                4 * many.rowStride(),
                little.data(),
                little.at(matrix, other, 0),
                accumulate,
                c.data(),
                tall ? c.at(matrix, first, other) : c.at(matrix, other, first),
                tall ? 4 * c.rowStride() : 4);
          }
          long base = (long) matrix * m;
          if (tall) {
            epilogue.apply(base + first, last - first, 0, n);
          } else {
            epilogue.apply(base, m, first, last - first);
          }
        });
  }

  private static long round(long bytes) {
    return (bytes + 4095) / 4096 * 4096;
  }
}
