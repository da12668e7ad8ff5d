package io.ranvier.backend.cpu;

import static io.ranvier.backend.cpu.Simd.KERNEL;

/// The matrix of patches, one row per output pixel and one column per (tap row, tap column,
/// channel), which is never stored: blocks of it are gathered when a product asks for them.
///
/// Taps of one row that read one stretch of memory are copied as one run. Copies go by whole
/// vectors, and what one writes too much the next overwrites.
record Patches(Grid rows, Grid columns, int channels, Pixels source) {

  /// Floats of one patch.
  int length() {
    return rows.taps() * columns.taps() * channels;
  }

  /// As the left side of a product: lines are pixels.
  LeftSide left() {
    if (identity()) {
      return Packing.left(matrix(), 0);
    }
    if (lines()) {
      return (line, lines, k, depth, to) ->
          gatherLines(line, lines, k, depth, to, to.byColumns(lines));
    }
    return (line, lines, k, depth, to) -> gather(line, lines, k, depth, to, to.byRows(depth));
  }

  /// As the right side of a product: the sum runs over pixels, and lines are columns of the matrix.
  ///
  /// @param reuse how many rows each element serves
  RightSide right(int reuse) {
    if (identity()) {
      return Packing.right(matrix(), 0, reuse);
    }
    return (line, lines, k, depth, scratch, w, block) -> {
      int panel = KERNEL.panel();
      int pitch = (lines + panel - 1) / panel * panel + 16;
      if (lines()) {
        int length = depth + 16;
        long t = w + 4L * depth * pitch;
        gatherLines(k, depth, line, lines, new Target.Native(scratch, t), length);
        KERNEL.transpose(
            lines,
            depth,
            scratch,
            t,
            4L * length,
            scratch,
            w,
            4L * pitch,
            scratch,
            t + 4L * lines * length);
      } else {
        gather(k, depth, line, lines, new Target.Native(scratch, w), pitch);
      }
      block.set(scratch, w, panel * 4L, 4L * pitch);
    };
  }

  /// Whether a patch is a pixel.
  private boolean identity() {
    return rows.identity() && columns.identity();
  }

  private Matrix matrix() {
    return new Matrix(source.data(), source.offset(), 0, source.pitch(), 1);
  }

  /// Writes `count` patches, which are `stride` apart: their length, or a vector more where copies
  /// of taps are apart.
  void gather(int pixel, int count, Target to, int stride) {
    gather(pixel, count, 0, length(), to, stride);
  }

  /// Writes columns `[k, k + depth)` of `count` patches. May write up to a vector beyond the last.
  ///
  /// Goes by picture rows, and within these by runs: what one tap, or one row of taps where those
  /// lie in one stretch, reads for all pixels. Later runs overwrite what earlier ones wrote too
  /// much.
  private void gather(int pixel, int count, int k, int depth, Target to, int stride) {
    boolean merged = columns.dense() && source.pitch() == channels;
    int unit = merged ? columns.taps() * channels : channels;
    int row = pixel / columns.outputs();
    int column = pixel % columns.outputs();
    int t = 0;
    for (int done = 0; done < count; row++, column = 0) {
      int end = Math.min(columns.outputs(), column + count - done);
      int tap = k / unit;
      int first = k % unit;
      for (int from = 0; from < depth; tap++, first = 0) {
        int last = Math.min(unit, first + depth - from);
        int shift = merged ? 0 : tap % columns.taps() * columns.dilation();
        int line = merged ? tap : tap / columns.taps();
        gatherRun(row, column, end, line, shift, first, last, to, t + from, stride);
        from += last - first;
      }
      t += (end - column) * stride;
      done += end - column;
    }
  }

  /// Writes floats `[first, last)` of a run that begins `shift` columns behind the first tap, for
  /// pixels `[column, end)` of a row.
  private void gatherRun(
      int row,
      int column,
      int end,
      int line,
      int shift,
      int first,
      int last,
      Target to,
      int t,
      int stride) {
    int sourceRow = rows.source(row % rows.outputs(), line);
    int image = row / rows.outputs();
    int step = columns.step();
    int before = columns.before() - shift;
    int low = Math.ceilDiv(before - first / channels, step);
    int high = Math.floorDiv(columns.source() + before - Math.ceilDiv(last, channels), step) + 1;
    low = sourceRow < 0 ? end : Math.clamp(low, column, end);
    high = sourceRow < 0 ? end : Math.clamp(high, low, end);
    for (int x = column; x < low; x++) {
      gatherEdge(image, sourceRow, x * step - before, first, last, to, t + (x - column) * stride);
    }
    if (high > low) {
      long from = at(image, sourceRow, low * step - before) + 4L * first;
      long pitch = 4L * step * source.pitch();
      int target = t + (low - column) * stride;
      to.runs(high - low, last - first, source.data(), from, pitch, target, stride);
    }
    for (int x = high; x < end; x++) {
      gatherEdge(image, sourceRow, x * step - before, first, last, to, t + (x - column) * stride);
    }
  }

  /// One run from column `start` on, parts of which fall into padding.
  private void gatherEdge(
      int image, int sourceRow, int start, int first, int last, Target to, int t) {
    int low = Math.clamp((long) -start * channels, first, last);
    long end = ((long) columns.source() - start) * channels;
    int high = sourceRow < 0 ? low : Math.clamp(end, low, last);
    if (low > first) {
      to.zero(low - first, t);
    }
    if (high > low) {
      long from = at(image, sourceRow, start) + 4L * low;
      to.runs(1, high - low, source.data(), from, 0, t + low - first, 0);
    }
    if (last > high) {
      to.zero(last - high, t + high - first);
    }
  }

  /// Whether neighbouring pixels' values of one tap are neighbours in memory: a grey picture.
  private boolean lines() {
    return channels == 1 && source.pitch() == 1 && columns.step() == 1 && columns.holes() == 1;
  }

  /// The transposed block, for grey pictures: one row per tap, whose values are stretches of
  /// picture rows.
  private void gatherLines(int pixel, int count, int k, int depth, Target to, int stride) {
    int firstRow = pixel / columns.outputs();
    int firstColumn = pixel % columns.outputs();
    int t = 0;
    for (int tap = k; tap < k + depth; tap++, t += stride) {
      int shift = tap % columns.taps() * columns.dilation() - columns.before();
      int column = firstColumn;
      int row = firstRow;
      for (int done = 0; done < count; row++, column = 0) {
        int end = Math.min(columns.outputs(), column + count - done);
        int sourceRow = rows.source(row % rows.outputs(), tap / columns.taps());
        int low = Math.min(Math.max(-shift, column), end);
        int high = sourceRow < 0 ? low : Math.max(low, Math.min(columns.source() - shift, end));
        int target = t + done - column;
        if (low > column) {
          to.zero(low - column, target + column);
        }
        if (high > low) {
          long from = at(row / rows.outputs(), sourceRow, shift) + low * 4L;
          to.runs(1, high - low, source.data(), from, 0, target + low, 0);
        }
        if (end > high) {
          to.zero(end - high, target + high);
        }
        done += end - column;
      }
    }
  }

  /// The byte at which a pixel begins; the column may lie outside, for a run that starts further
  /// right.
  private long at(int image, int row, int column) {
    long pixel = ((long) image * rows.source() + row) * columns.source() + column;
    return 4 * (source.offset() + pixel * source.pitch());
  }
}
