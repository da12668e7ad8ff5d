package io.ranvier.backend.cpu;

import static io.ranvier.backend.cpu.Simd.KERNEL;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// A band of picture rows in the cache, unfolded along their width: for each output column, what a
/// row of taps reads, as one stretch. A patch is a few of these stretches, one for each row of
/// taps.
///
/// Picture rows that are a multiple of the vertical stride apart lie together. So from one output
/// pixel to the next it is always equally far, from the last of a row to the first of the next as
/// well, and blocks of pixels need not end with a row. Compared with the matrix of patches, a
/// picture row is copied once, rather than once for each row of taps that reads it.
///
/// @param channels how many of the picture's are read, from the first
/// @param gap floats between two stretches: room for what copies by whole vectors write too much,
///   where taps are copied one by one
record Unfolding(Grid down, Grid across, int channels, int gap) {

  /// Room for a band: less than half of a second-level cache, the rest of which holds the kernel.
  static final int FLOATS = 112 << 10;

  /// What blocks of the lowest height, which is a multiple of nothing, read beyond the end.
  private static final int ROWS_BEYOND = Microkernel.TILE_ROWS;

  /// What copies by whole vectors write too much.
  private static final int PADDING = 16;

  /// For pictures whose pixels are `pitch` floats apart.
  static Unfolding of(Grid down, Grid across, int channels, long pitch) {
    boolean merged = across.dense() && pitch == channels;
    return new Unfolding(down, across, channels, merged || channels % PADDING == 0 ? 0 : PADDING);
  }

  /// The same with every gap that there may be.
  Unfolding spread() {
    return new Unfolding(down, across, channels, PADDING);
  }

  private static final ThreadLocal<Band> MINE = ThreadLocal.withInitial(Band::new);

  /// The calling thread's own array.
  static final class Band implements Target {
    float[] data = new float[FLOATS];

    /// Where position 0 is.
    private int start;

    private Band() {}

    private void reserve(int length) {
      if (length > data.length) data = new float[length];
    }

    @Override
    public void runs(
        int rows, int count, MemorySegment from, long f, long fromStride, int t, int toStride) {
      KERNEL.lift(rows, count, from, f, fromStride, data, start + t, toStride);
    }

    @Override
    public void zero(int count, int t) {
      Arrays.fill(data, start + t, start + t + count, 0);
    }
  }

  /// The calling thread's own array, with room for `images` parts of `rows` rows of outputs.
  Band band(int images, int rows) {
    Band band = MINE.get();
    band.reserve(images * floats(rows) + ROWS_BEYOND * pixel() + length() + PADDING);
    return band;
  }

  /// Floats of a stretch.
  int length() {
    return across.taps() * channels;
  }

  /// From one output pixel to the next.
  int pixel() {
    return length() + gap;
  }

  /// From one output row to the next.
  int line() {
    return across.outputs() * pixel();
  }

  /// What `rows` rows of outputs of one picture take.
  int floats(int rows) {
    long lines = 0;
    for (int phase = 0; phase < down.step(); phase++) lines += lines(phase, rows);
    return (int) Math.min(lines * line(), Integer.MAX_VALUE);
  }

  /// How many picture rows are needed of those that are `phase` behind a multiple of the stride.
  private int lines(int phase, int rows) {
    int lines = 0;
    for (int tap = 0; tap < down.taps(); tap++) {
      int shift = tap * down.dilation();
      if (shift % down.step() == phase) lines = shift / down.step() + rows;
    }
    return lines;
  }

  /// Where in a band of `rows` rows the stretch of each row of taps of the first pixel begins.
  int[] stretches(int rows) {
    int[] stretches = new int[down.taps()];
    for (int tap = 0; tap < stretches.length; tap++) {
      int shift = tap * down.dilation();
      int line = shift / down.step();
      for (int phase = 0; phase < shift % down.step(); phase++) line += lines(phase, rows);
      stretches[tap] = line * line();
    }
    return stretches;
  }

  /// Copies what `rows` rows of outputs see, padding included, to position `at`.
  void fill(int image, int row, int rows, Pixels source, Band to, int at) {
    to.start = at;
    for (int phase = 0; phase < down.step(); phase++) {
      int lines = lines(phase, rows);
      if (lines == 0) continue;
      int all = row + lines;
      var grid = new Grid(down.source(), all, 1, down.step(), down.before() - phase, 1, 1);
      new Patches(grid, across, channels, source)
          .gather((image * all + row) * across.outputs(), lines * across.outputs(), to, pixel());
      to.start += lines * line();
    }
  }
}
