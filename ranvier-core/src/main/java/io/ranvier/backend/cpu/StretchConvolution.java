package io.ranvier.backend.cpu;

import static io.ranvier.backend.cpu.Simd.KERNEL;

import java.lang.foreign.MemorySegment;

/// Convolution whose patches are read where they lie, several stretches each ([Unfolding]): what
/// one task computes, and how the output is cut for that.
///
/// A tile is a band of pixels, of a few whole pictures where these are small, by some columns. A
/// task unfolds its band into an array that stays in the second-level cache, and then lets all
/// pixels pass by one panel of the kernel after the other. A block sums all taps and channels at
/// once ([StretchBlocks]): panels too long for the first-level cache come from the second at no
/// loss, and no sum is added to memory twice.
///
/// Measured (Zen 5, one thread, 233 GFLOP/s of multiply-adds in the best tenth of runs, operands
/// not in a cache): 7 x 7 of stride 2 on 3 channels of 224 x 224 at 188 GFLOP/s, where gathering
/// whole patches reached 155; 3 x 3 on 3 channels of 32 x 32 at 143, rather than 66; 3 x 3 of
/// stride 2, 64 to 128 channels of 56 x 56 at 190, rather than 175, 128 to 256 of 28 x 28 at 204,
/// rather than 188.
record StretchConvolution(
    Unfolding patches, int images, int outputs, int bandImages, int bandRows, int columns)
    implements Tiles {

  private static final int WANTED_TASKS = 16;

  /// So many bands are left, however small the pictures are.
  private static final int FEWEST_BANDS = 8;

  /// Fewer pixels than this are not worth a sweep over the kernel, nor shorter stretches.
  private static final int FEWEST_PIXELS = 14;

  private static final int SHORTEST = 8;

  /// @param mostColumns of a tile, a multiple of a panel's
  static StretchConvolution of(Unfolding patches, int images, int outputs, int mostColumns) {
    Grid down = patches.down();
    int rows = down.outputs();
    int parts = 1;
    while (rows > 1 && patches.floats(rows) > Unfolding.FLOATS) {
      rows = Math.ceilDiv(down.outputs(), ++parts);
    }
    int few = 1;
    if (parts == 1 && images > 0) {
      int most = Unfolding.FLOATS / Math.max(1, patches.floats(rows));
      few = Tiling.even(images, Math.clamp(most, 1, Math.max(1, images / FEWEST_BANDS)), 1);
    }
    int columns = Tiling.even(outputs, mostColumns, KERNEL.panel());
    int bands = Math.ceilDiv(images, few) * parts;
    while (bands * Math.ceilDiv(outputs, columns) < WANTED_TASKS && columns > 4 * KERNEL.panel()) {
      columns = Tiling.even(outputs, columns / 2, KERNEL.panel());
    }
    return new StretchConvolution(patches, images, outputs, few, rows, columns);
  }

  private Grid down() {
    return patches.down();
  }

  private Grid across() {
    return patches.across();
  }

  boolean pays() {
    return reads(down(), across(), patches.channels()) && outputs > KERNEL.lanes() && images > 0;
  }

  /// Whether patches of these grids are better read in place, and a band of them fits.
  static boolean reads(Grid down, Grid across, int channels) {
    int pixels = down.outputs() * across.outputs();
    if (KERNEL.lanes() < 16 || channels < 1 || pixels < FEWEST_PIXELS) {
      return false;
    }
    var spread = new Unfolding(down, across, channels, 0).spread();
    int rows = Math.ceilDiv(FEWEST_PIXELS, across.outputs());
    return down.holes() == 1
        && across.holes() == 1
        && down.step() <= down.taps()
        && across.step() <= across.taps()
        && down.taps() * across.taps() > 1
        && spread.length() >= SHORTEST
        && spread.floats(rows) <= Unfolding.FLOATS;
  }

  /// The most pixels of a tile.
  int bandPixels() {
    return bandImages * bandRows * across().outputs();
  }

  private int bandsDown() {
    return Math.ceilDiv(down().outputs(), bandRows);
  }

  private int tilesAcross() {
    return Math.ceilDiv(outputs, columns);
  }

  @Override
  public int tiles() {
    return Math.ceilDiv(images, bandImages) * bandsDown() * tilesAcross();
  }

  private int firstImage(int tile) {
    return tile / tilesAcross() / bandsDown() * bandImages;
  }

  private int images(int tile) {
    return Math.min(bandImages, images - firstImage(tile));
  }

  private int top(int tile) {
    return tile / tilesAcross() % bandsDown() * bandRows;
  }

  private int rows(int tile) {
    return Math.min(bandRows, down().outputs() - top(tile));
  }

  @Override
  public int firstRow(int tile) {
    return (firstImage(tile) * down().outputs() + top(tile)) * across().outputs();
  }

  @Override
  public int height(int tile) {
    return images(tile) * rows(tile) * across().outputs();
  }

  @Override
  public int firstColumn(int tile) {
    return tile % tilesAcross() * columns;
  }

  @Override
  public int width(int tile) {
    return Math.min(columns, outputs - firstColumn(tile));
  }

  @Override
  public long elements() {
    return (long) bandPixels() * columns;
  }

  @Override
  public long workerBytes() {
    return 4L * Microkernel.TILE_ROWS * KERNEL.panel();
  }

  /// Computes tile number `tile`.
  ///
  /// @param c the byte of `out` at which element (0, 0) of the output lies
  /// @param cm bytes from one pixel of the output to the next
  /// @param w where this worker's scratch memory begins
  void compute(
      int tile,
      Pixels x,
      PackedSide weights,
      MemorySegment out,
      long c,
      long cm,
      MemorySegment scratch,
      long w) {
    int rows = rows(tile);
    int size = patches.floats(rows);
    Unfolding.Band band = patches.band(images(tile), rows);
    for (int image = 0; image < images(tile); image++) {
      patches.fill(firstImage(tile) + image, top(tile), rows, x, band, image * size);
    }
    int[] stretches = patches.stretches(rows);
    int pixels = rows * across().outputs();
    int end = firstColumn(tile) + width(tile);
    for (int column = firstColumn(tile); column < end; column += KERNEL.panel()) {
      int width = Math.min(KERNEL.panel(), end - column);
      long b = weights.at(column / KERNEL.panel(), 0);
      long corner = c + firstRow(tile) * cm + 4L * column;
      for (int image = 0; image < images(tile); image++) {
        StretchBlocks.multiply(
            pixels,
            width,
            stretches,
            patches.length(),
            band.data,
            image * size,
            patches.pixel(),
            weights.data(),
            b,
            out,
            corner + (long) image * pixels * cm,
            cm,
            scratch,
            w);
      }
    }
  }
}
