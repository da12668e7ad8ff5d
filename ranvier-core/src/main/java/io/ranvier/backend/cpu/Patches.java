package io.ranvier.backend.cpu;

import static io.ranvier.backend.cpu.Simd.KERNEL;

import java.lang.foreign.MemorySegment;

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
  ///
  /// @param reuse how many columns each element serves
  Side left(int reuse) {
    if (rows.identity() && columns.identity()) {
      return Packing.left(
          new Matrix(source.data(), source.offset(), 0, source.pitch(), 1), 0, reuse);
    }
    return (line, lines, k, depth, scratch, w, block) -> {
      long stride = 4L * (depth + 16);
      gather(line, lines, k, depth, scratch, w, stride);
      block.set(scratch, w, stride, 4);
    };
  }

  /// As the right side of a product: the sum runs over pixels, and lines are columns of the matrix.
  Side right() {
    return (line, lines, k, depth, scratch, w, block) -> {
      int panel = KERNEL.panel();
      long stride = 4L * ((lines + panel - 1) / panel * panel + 16);
      gather(k, depth, line, lines, scratch, w, stride);
      block.set(scratch, w, panel * 4L, stride);
    };
  }

  /// Writes columns `[k, k + depth)` of `count` patches. May write up to a vector beyond the last.
  private void gather(
      int pixel, int count, int k, int depth, MemorySegment to, long t, long stride) {
    boolean merged = columns.dense() && source.pitch() == channels;
    int row = pixel / columns.outputs();
    int column = pixel % columns.outputs();
    for (int i = 0; i < count; i++, t += stride) {
      int image = row / rows.outputs();
      int y = row % rows.outputs();
      if (merged) {
        gatherRows(image, y, column, k, depth, to, t);
      } else {
        gatherTaps(image, y, column, k, depth, to, t);
      }
      if (++column == columns.outputs()) {
        column = 0;
        row++;
      }
    }
  }

  private void gatherTaps(int image, int y, int x, int k, int depth, MemorySegment to, long t) {
    int tap = k / channels;
    int channel = k % channels;
    for (int done = 0; done < depth; tap++) {
      int run = Math.min(channels - channel, depth - done);
      int sourceRow = rows.source(y, tap / columns.taps());
      int sourceColumn = columns.source(x, tap % columns.taps());
      if (sourceRow < 0 || sourceColumn < 0) {
        KERNEL.zero(run, to, t + done * 4L);
      } else {
        long from = at(image, sourceRow, sourceColumn) + channel * 4L;
        KERNEL.run(run, source.data(), from, to, t + done * 4L);
      }
      done += run;
      channel = 0;
    }
  }

  /// A whole row of taps lies in one stretch; padding cuts off its ends.
  private void gatherRows(int image, int y, int x, int k, int depth, MemorySegment to, long t) {
    int unit = columns.taps() * channels;
    int tap = k / unit;
    int first = k % unit;
    int start = x * columns.step() - columns.before();
    int inside = Math.max(0, -start * channels);
    int outside = (columns.source() - start) * channels;
    for (int done = 0; done < depth; tap++) {
      int run = Math.min(unit - first, depth - done);
      int sourceRow = rows.source(y, tap);
      int low = Math.clamp(inside, first, first + run);
      int high = sourceRow < 0 ? low : Math.clamp(outside, low, first + run);
      long target = t + (done - first) * 4L;
      if (low > first) {
        KERNEL.zero(low - first, to, target + first * 4L);
      }
      if (high > low) {
        long from = at(image, sourceRow, start) + low * 4L;
        KERNEL.run(high - low, source.data(), from, to, target + low * 4L);
      }
      if (first + run > high) {
        KERNEL.zero(first + run - high, to, target + high * 4L);
      }
      done += run;
      first = 0;
    }
  }

  /// The byte at which a pixel begins; the column may lie outside, for a run that starts further
  /// right.
  private long at(int image, int row, int column) {
    long pixel = ((long) image * rows.source() + row) * columns.source() + column;
    return 4 * (source.offset() + pixel * source.pitch());
  }
}
