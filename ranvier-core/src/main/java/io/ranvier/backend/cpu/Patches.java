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
    if (lines()) {
      return (line, lines, k, depth, scratch, w, block) -> {
        long stride = 4L * (lines + 16);
        gatherLines(line, lines, k, depth, scratch, w, stride);
        block.set(scratch, w, 4, stride);
      };
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
      if (lines()) {
        long length = 4L * (depth + 16);
        long t = w + depth * stride;
        gatherLines(k, depth, line, lines, scratch, t, length);
        KERNEL.transpose(
            lines, depth, scratch, t, length, scratch, w, stride, scratch, t + lines * length);
      } else {
        gather(k, depth, line, lines, scratch, w, stride);
      }
      block.set(scratch, w, panel * 4L, stride);
    };
  }

  /// Writes columns `[k, k + depth)` of `count` patches. May write up to a vector beyond the last.
  private void gather(
      int pixel, int count, int k, int depth, MemorySegment to, long t, long stride) {
    boolean merged = columns.dense() && source.pitch() == channels;
    int unit = merged ? columns.taps() * channels : channels;
    int tap = k / unit;
    int first = k % unit;
    int row = pixel / columns.outputs();
    int column = pixel % columns.outputs();
    for (int done = 0; done < count; row++, column = 0) {
      int image = row / rows.outputs();
      int y = row % rows.outputs();
      int end = Math.min(columns.outputs(), column + count - done);
      done += end - column;
      for (int x = column; x < end; x++, t += stride) {
        if (merged) {
          gatherRows(image, y, x, tap, first, depth, to, t);
        } else {
          gatherTaps(image, y, x, tap, first, depth, to, t);
        }
      }
    }
  }

  /// Tap by tap: each reads one stretch of channels, or falls into padding or a hole.
  private void gatherTaps(
      int image, int y, int x, int tap, int channel, int depth, MemorySegment to, long t) {
    int i = tap / columns.taps();
    int j = tap % columns.taps();
    for (int done = 0; done < depth; ) {
      int run = Math.min(channels - channel, depth - done);
      int sourceRow = rows.source(y, i);
      int sourceColumn = columns.source(x, j);
      if (sourceRow < 0 || sourceColumn < 0) {
        KERNEL.zero(run, to, t + done * 4L);
      } else {
        long from = at(image, sourceRow, sourceColumn) + channel * 4L;
        KERNEL.run(run, source.data(), from, to, t + done * 4L);
      }
      done += run;
      channel = 0;
      if (++j == columns.taps()) {
        j = 0;
        i++;
      }
    }
  }

  /// A whole row of taps lies in one stretch; padding cuts off its ends.
  private void gatherRows(
      int image, int y, int x, int tap, int first, int depth, MemorySegment to, long t) {
    int unit = columns.taps() * channels;
    int start = x * columns.step() - columns.before();
    int inside = Math.max(0, -start * channels);
    int outside = (columns.source() - start) * channels;
    for (int done = 0; done < depth; tap++) {
      int end = first + Math.min(unit - first, depth - done);
      int sourceRow = rows.source(y, tap);
      int low = Math.min(Math.max(inside, first), end);
      int high = sourceRow < 0 ? low : Math.max(low, Math.min(outside, end));
      long target = t + (done - first) * 4L;
      if (low > first) {
        KERNEL.zero(low - first, to, target + first * 4L);
      }
      if (high > low) {
        long from = at(image, sourceRow, start) + low * 4L;
        KERNEL.run(high - low, source.data(), from, to, target + low * 4L);
      }
      if (end > high) {
        KERNEL.zero(end - high, to, target + high * 4L);
      }
      done += end - first;
      first = 0;
    }
  }

  /// Whether neighbouring pixels' values of one tap are neighbours in memory: a grey picture.
  private boolean lines() {
    return channels == 1 && source.pitch() == 1 && columns.step() == 1 && columns.holes() == 1;
  }

  /// The transposed block, for grey pictures: one row per tap, whose values are stretches of
  /// picture rows.
  private void gatherLines(
      int pixel, int count, int k, int depth, MemorySegment to, long t, long stride) {
    int firstRow = pixel / columns.outputs();
    int firstColumn = pixel % columns.outputs();
    for (int tap = k; tap < k + depth; tap++, t += stride) {
      int shift = tap % columns.taps() * columns.dilation() - columns.before();
      int column = firstColumn;
      int row = firstRow;
      for (int done = 0; done < count; row++, column = 0) {
        int end = Math.min(columns.outputs(), column + count - done);
        int sourceRow = rows.source(row % rows.outputs(), tap / columns.taps());
        int low = Math.min(Math.max(-shift, column), end);
        int high = sourceRow < 0 ? low : Math.max(low, Math.min(columns.source() - shift, end));
        long target = t + (done - column) * 4L;
        if (low > column) {
          KERNEL.zero(low - column, to, target + column * 4L);
        }
        if (high > low) {
          long from = at(row / rows.outputs(), sourceRow, shift) + low * 4L;
          KERNEL.run(high - low, source.data(), from, to, target + low * 4L);
        }
        if (end > high) {
          KERNEL.zero(end - high, to, target + high * 4L);
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
