package io.ranvier.backend.cpu;

import static io.ranvier.backend.cpu.Simd.KERNEL;

import java.lang.foreign.MemorySegment;

/// Pictures cut into squares of `size x size` pixels, each 4 further than the last: into 6 x 6 or 5
/// x 5 that overlap, or 4 x 4 side by side. The first begins `top` rows above the picture and
/// `left` columns before it; what lies outside is zero. A row of tiles is a band; bands of all
/// pictures are counted through.
///
/// @param lattice which pixels of the pictures are cut
/// @param size 4, or `points`
/// @param points rows and columns of a transformed tile: 6 or 5
/// @param down bands of a picture
/// @param across tiles of a band
record TileGrid(
    int images, Lattice lattice, int top, int left, int size, int points, int down, int across) {

  /// What is between the two passes of a transform stays in the first-level cache.
  private static final int STRIP_BYTES = 28 << 10;

  int bands() {
    return images * down;
  }

  /// Transforms some bands to `points²` matrices with a row per tile.
  ///
  /// @param count how many channels, from `channel` on
  /// @param v where the first row goes; matrices are `matrix` bytes apart, rows `pitch` bytes
  /// @param w scratch memory of [#scratchBytes]
  void transform(
      Pixels x,
      int firstBand,
      int bands,
      int channel,
      int count,
      MemorySegment data,
      long v,
      long matrix,
      long pitch,
      long w) {
    int most = stripTiles(count);
    for (int band = firstBand; band < firstBand + bands; band++) {
      for (int tile = 0; tile < across; tile += most) {
        int tiles = Math.min(most, across - tile);
        long strip = stripBytes(tiles, count);
        fillStrip(x, band, tile, tiles, channel, count, data, w, strip);
        if (size == points) {
          WinogradTiles.pictureAcross(
              points, tiles, count, data, w, strip, v, matrix, pitch, w + 6 * strip);
        } else {
          WinogradTiles.gradientAcross(
              points, tiles, count, data, w, strip, v, matrix, pitch, w + 6 * strip);
        }
        v += tiles * pitch;
      }
    }
  }

  private void fillStrip(
      Pixels x,
      int band,
      int tile,
      int tiles,
      int channel,
      int count,
      MemorySegment data,
      long w,
      long strip) {
    int first = 4 * tile - left;
    int columns = columns(tiles);
    int low = Math.clamp(-first, 0, columns);
    int high = Math.clamp(lattice.width() - first, low, columns);
    long t = w + 4L * low * count;
    for (int i = 0; i < points && low > 0; i++) {
      KERNEL.zero(low * count, data, w + i * strip);
    }
    if (high > low) {
      long corner = lattice.pixel(band / down, 0, first + low);
      long from = 4 * (x.offset() + corner * x.pitch() + channel);
      long line = 4 * lattice.line() * x.pitch();
      long pixel = 4L * lattice.columnStep() * x.pitch();
      boolean dense = pixel == 4L * count;
      int height = lattice.height();
      int runs = dense ? 1 : high - low;
      int length = dense ? (high - low) * count : count;
      int row = 4 * (band % down) - top;
      if (size == points) {
        WinogradTiles.pictureDown(
            row, height, x.data(), from, line, runs, pixel, length, data, t, strip);
      } else {
        WinogradTiles.gradientDown(
            row, height, x.data(), from, line, runs, pixel, length, data, t, strip);
      }
    }
    for (int i = 0; i < points && high < columns; i++) {
      KERNEL.zero((columns - high) * count, data, w + i * strip + 4L * high * count);
    }
  }

  /// The columns of pixels that some neighbouring tiles cover.
  private int columns(int tiles) {
    return 4 * tiles + size - 4;
  }

  private int stripTiles(int count) {
    int tiles = (STRIP_BYTES / (24 * count) - (size - 4)) / 4;
    return Math.clamp(tiles, 1, Math.max(1, across));
  }

  /// One row of a strip; zeros may be written a vector too far.
  private long stripBytes(int tiles, int count) {
    return 4L * (columns(tiles) * count + KERNEL.lanes());
  }

  /// What transforms of up to `most` channels need: fewer channels take longer strips.
  long scratchBytes(int most) {
    long strip = Math.max(STRIP_BYTES / 24, (long) size * most) + KERNEL.lanes();
    return 24 * strip + 4L * (most + KERNEL.lanes());
  }
}
