package io.ranvier.backend.cpu;

import static io.ranvier.backend.cpu.Simd.FLOAT;
import static io.ranvier.backend.cpu.Simd.KERNEL;

import java.lang.foreign.MemorySegment;

/// Convolution between few channels and few outputs, with pixels in the lanes.
///
/// Six outputs leave most lanes of a vector empty; a row of pixels fills them. A band of picture
/// rows is copied, with its padding, into one dense plane per channel. There the source of all
/// pixels for one tap is the plane itself, displaced: output p is `Σ w[t] · plane[p + offset(t)]`
/// with p counted through all rows of the plane. So a block of outputs by vectors of pixels
/// ([PixelSums]) broadcasts each weight once for four vectors, and whatever falls behind the end of
/// a row is computed and dropped. [Interleaving] brings planes into pixels and back.
///
/// The kernel gradient sums `dy[p] · plane[p + offset(t)]` lane by lane over the pixels of a band,
/// with zeros behind the rows of dy, six outputs by four taps at a time ([PixelDots]); lanes are
/// added at the end, in one order.
///
/// Bands and parts of the sum are those of [DirectConvolution] and depend on the shape alone.
///
/// Measured (Zen 5, one thread): LeNet-5's first layer, 5 x 5, 1 to 6 channels, 28 x 28, forward
/// 3.1 µs an image, 75 GFLOP/s, of which the blocks take half and bringing planes into pixels most
/// of the rest; kernel gradient 4.0 µs.
record PixelConvolution(DirectConvolution frame) {
  /// Pixels of the widest block.
  private static final int WIDEST = PixelSums.MOST_VECTORS * Interleaving.GROUP;

  /// Bytes of the largest block of [PixelDots].
  private static final long BLOCK = 4096;

  /// Whether the shape is one that this can do, and does faster than [DirectConvolution].
  boolean pays() {
    if (!Simd.AVAILABLE
        || KERNEL.lanes() != Interleaving.GROUP
        || frame.channels() > Interleaving.MOST_CHANNELS
        || frame.outputs() > Interleaving.MOST_CHANNELS
        || frame.down().step() > 1
        || frame.across().step() > 1
        || !frame.pays()) {
      return false;
    }
    // cycles for a pixel: a block does some 25 products in one, DirectBlock one vector's
    double fill = (double) frame.planeWidth() / frame.across().outputs();
    double products = frame.length() * rows(frame.outputs()) * fill / 25;
    return products + 6 < frame.length();
  }

  /// Overwrites y with the convolution of x, and hands its bands to the epilogue.
  void slide(
      Pixels x,
      DirectConvolution.Weights weights,
      Pixels y,
      MemorySegment workspace,
      Epilogue epilogue) {
    pack(weights, workspace);
    long[] offsets = offsets(0);
    int width = frame.across().outputs();
    int height = frame.down().outputs();
    Parallel.run(
        frame.images() * frame.bands(),
        2L * frame.images() * height * width * frame.outputs() * frame.length(),
        (task, worker) -> {
          int image = task / frame.bands();
          int first = task % frame.bands() * frame.bandRows();
          int rows = Math.min(frame.bandRows(), height - first);
          long w = workers() + worker * workerBytes();
          fill(image, first, rows, x, workspace, w);
          long sums = w + planesBytes();
          multiply(rows, offsets, workspace, w, sums);
          int row = image * height + first;
          write(row, rows, workspace, sums, y);
          epilogue.apply((long) row * width, (long) rows * width, 0, frame.outputs());
        });
  }

  private void multiply(int rows, long[] offsets, MemorySegment workspace, long w, long sums) {
    int pixels = rows * frame.planeWidth();
    long am = 4L * frame.length();
    for (int o = 0; o < frame.outputs(); ) {
      int height = PixelSums.height(frame.outputs() - o);
      int step = PixelSums.vectors(height) * Interleaving.GROUP;
      for (int p = 0; p < pixels; p += step) {
        PixelSums.run(
            height,
            frame.length(),
            workspace,
            o * am,
            am,
            workspace,
            w + 4L * p,
            offsets,
            workspace,
            sums + o * sumStride() + 4L * p,
            sumStride());
      }
      o += height;
    }
  }

  /// Brings finished planes into pixels, without what lies behind the rows.
  private void write(int row, int rows, MemorySegment scratch, long sums, Pixels y) {
    int outputs = frame.outputs();
    int width = frame.across().outputs();
    long from = sums;
    if (outputs > 1) {
      from = sums + rows(outputs) * sumStride();
      int groups = (rows * frame.planeWidth() + Interleaving.GROUP - 1) / Interleaving.GROUP;
      Interleaving.toPixels(
          outputs, groups * Interleaving.GROUP, scratch, sums, sumStride(), scratch, from);
    }
    long line = 4L * frame.planeWidth() * outputs;
    long to = 4 * (y.offset() + (long) row * width * y.pitch());
    long pitch = 4 * y.pitch();
    if (y.pitch() == outputs) {
      KERNEL.copy(rows, width * outputs, scratch, from, line, y.data(), to, width * pitch);
      return;
    }
    for (int r = 0; r < rows; r++, from += line, to += width * pitch) {
      KERNEL.copy(width, outputs, scratch, from, 4L * outputs, y.data(), to, pitch);
    }
  }

  /// To `[output, channel, tap]`, with rows of zeros up to a whole number of blocks.
  private void pack(DirectConvolution.Weights weights, MemorySegment to) {
    MemorySegment from = weights.data();
    Memory.offHeap(from, to);
    int taps = frame.down().taps() * frame.across().taps();
    int direction = weights.reverse() ? -1 : 1;
    long first = weights.offset() + (weights.reverse() ? taps - 1 : 0);
    long t = 0;
    for (int output = 0; output < frame.outputs(); output++) {
      for (int channel = 0; channel < frame.channels(); channel++) {
        long at =
            first + (long) channel * weights.perChannel() + (long) output * weights.perOutput();
        for (int tap = 0; tap < taps; tap++, at += direction, t += 4) {
          to.set(FLOAT, t, from.get(FLOAT, 4 * at));
        }
      }
    }
    KERNEL.clear((rows(frame.outputs()) - frame.outputs()) * frame.length(), to, t);
  }

  /// How far each element of a patch lies behind its pixel, in the planes; the last is repeated up
  /// to a multiple of [PixelDots#SHIFTS].
  private long[] offsets(int padding) {
    long[] offsets = new long[frame.length() + padding];
    int k = 0;
    for (int channel = 0; channel < frame.channels(); channel++) {
      for (int i = 0; i < frame.down().taps(); i++) {
        for (int j = 0; j < frame.across().taps(); j++) {
          offsets[k++] = channel * planeStride() + 4L * (i * frame.planeWidth() + j);
        }
      }
    }
    for (; k < offsets.length; k++) offsets[k] = offsets[k - 1];
    return offsets;
  }

  /// Copies what the patches of `rows` rows of outputs see, padding included, to one plane per
  /// channel; zeros behind them.
  private void fill(int image, int first, int rows, Pixels x, MemorySegment scratch, long w) {
    int channels = frame.channels();
    long pixels = w + channels * planeStride();
    long to = channels == 1 ? w : pixels;
    int filled = (rows + frame.down().taps() - 1) * frame.planeWidth();
    int all = (int) (planeStride() / 4);
    frame.fillPlane(image, first, rows, x, scratch, to);
    KERNEL.clear((all - filled) * channels, scratch, to + 4L * filled * channels);
    if (channels > 1) {
      Interleaving.toPlanes(channels, all, scratch, pixels, scratch, w, planeStride());
    }
  }

  /// Overwrites dk, `[output, channel, tap]`, with the gradient of the kernel.
  void kernelGradient(Pixels x, Pixels dy, MemorySegment dk, long offset, MemorySegment workspace) {
    long[] offsets = offsets(taps() - frame.length());
    int height = frame.down().outputs();
    int units = frame.images() * frame.bands();
    int parts = frame.parts();
    Parallel.run(
        parts,
        2L * units * frame.bandRows() * frame.planeWidth() * frame.outputs() * taps(),
        (part, worker) -> {
          long w = workers() + worker * workerBytes();
          long sums = part * partBytes();
          KERNEL.clear((int) (partBytes() / 4), workspace, sums);
          int end = (int) ((part + 1L) * units / parts);
          for (int unit = (int) ((long) part * units / parts); unit < end; unit++) {
            int image = unit / frame.bands();
            int first = unit % frame.bands() * frame.bandRows();
            int rows = Math.min(frame.bandRows(), height - first);
            fill(image, first, rows, x, workspace, w);
            fillGradient(image * height + first, rows, dy, workspace, w + planesBytes());
            addBand(rows, offsets, workspace, w, sums);
          }
        });
    combine(parts, dk, offset, workspace);
  }

  /// The output gradient of some rows in planes, with zeros behind each row and all of them.
  private void fillGradient(int row, int rows, Pixels dy, MemorySegment scratch, long t) {
    int outputs = frame.outputs();
    int width = frame.across().outputs();
    int line = frame.planeWidth();
    long to = outputs == 1 ? t : t + rows(outputs) * sumStride();
    long from = 4 * (dy.offset() + (long) row * width * dy.pitch());
    int all = (rows * line + Interleaving.GROUP - 1) / Interleaving.GROUP * Interleaving.GROUP;
    KERNEL.clear(all * outputs, scratch, to);
    for (int r = 0; r < rows; r++, from += 4L * width * dy.pitch()) {
      long start = to + 4L * r * line * outputs;
      if (dy.pitch() == outputs) {
        KERNEL.copy(1, width * outputs, dy.data(), from, 0, scratch, start, 0);
      } else {
        KERNEL.copy(width, outputs, dy.data(), from, 4 * dy.pitch(), scratch, start, 4L * outputs);
      }
    }
    if (outputs > 1) Interleaving.toPlanes(outputs, all, scratch, to, scratch, t, sumStride());
  }

  private void addBand(int rows, long[] offsets, MemorySegment workspace, long w, long sums) {
    int vectors = (rows * frame.planeWidth() + Interleaving.GROUP - 1) / Interleaving.GROUP;
    long block = w + workerBytes() - BLOCK;
    long to = sums;
    for (int o = 0; o < frame.outputs(); ) {
      int height = PixelSums.height(frame.outputs() - o);
      int floats = height * PixelDots.SHIFTS * Interleaving.GROUP;
      for (int k = 0; k < taps(); k += PixelDots.SHIFTS) {
        PixelDots.run(
            height,
            vectors,
            workspace,
            w + planesBytes() + o * sumStride(),
            sumStride(),
            workspace,
            w,
            offsets,
            k,
            workspace,
            block);
        KERNEL.add(floats, workspace, block, workspace, to);
        to += 4L * floats;
      }
      o += height;
    }
  }

  /// Adds the parts, and the lanes of what that gives.
  private void combine(int parts, MemorySegment dk, long offset, MemorySegment workspace) {
    Memory.offHeap(dk, workspace);
    for (int part = 1; part < parts; part++) {
      KERNEL.add((int) (partBytes() / 4), workspace, part * partBytes(), workspace, 0);
    }
    long block = 0;
    for (int first = 0; first < frame.outputs(); ) {
      int height = PixelSums.height(frame.outputs() - first);
      for (int o = first; o < Math.min(first + height, frame.outputs()); o++) {
        for (int k = 0; k < frame.length(); k++) {
          long start = (long) k / PixelDots.SHIFTS * height + o - first;
          long vector = block + start * PixelDots.SHIFTS + k % PixelDots.SHIFTS;
          long to = 4 * (offset + (long) o * frame.length() + k);
          dk.set(FLOAT, to, PixelDots.lanes(workspace, 4 * Interleaving.GROUP * vector));
        }
      }
      block += (long) height * taps();
      first += height;
    }
  }

  /// Rows of whole blocks.
  private static int rows(int outputs) {
    int rows = 0;
    while (rows < outputs) rows += PixelSums.height(outputs - rows);
    return rows;
  }

  /// Elements of a patch, up to whole blocks.
  private int taps() {
    return (frame.length() + PixelDots.SHIFTS - 1) / PixelDots.SHIFTS * PixelDots.SHIFTS;
  }

  /// Pixels of a band, behind which blocks may still write.
  private long bandPixels() {
    long pixels = (long) frame.bandRows() * frame.planeWidth();
    return (pixels + WIDEST + Interleaving.GROUP - 1) / Interleaving.GROUP * Interleaving.GROUP;
  }

  /// Bytes of one channel of a band, with what blocks read behind its last pixel.
  private long planeStride() {
    int beyond = (frame.down().taps() - 1) * frame.planeWidth() + frame.across().taps();
    int groups = (beyond + Interleaving.GROUP - 1) / Interleaving.GROUP;
    return 4 * (bandPixels() + (long) groups * Interleaving.GROUP);
  }

  /// Planes, and the pixels that they are made of.
  private long planesBytes() {
    int channels = frame.channels();
    long copy = channels == 1 ? 0 : channels * planeStride();
    return Convolution.round(channels * planeStride() + copy + 4L * Interleaving.GROUP);
  }

  private long sumStride() {
    return 4 * bandPixels();
  }

  private long partBytes() {
    return 4L * Interleaving.GROUP * rows(frame.outputs()) * taps();
  }

  private long workers() {
    long packed = 4L * rows(frame.outputs()) * frame.length();
    return Convolution.round(Math.max(packed, frame.parts() * partBytes()));
  }

  /// Planes, sums or the output gradient in planes, and either of them in pixels.
  private long workerBytes() {
    long planes = rows(frame.outputs()) + (long) frame.outputs();
    long sums = planes * sumStride();
    return planesBytes() + Convolution.round(sums + 4L * Interleaving.GROUP) + BLOCK;
  }

  long workspaceBytes(int threads) {
    return workers() + threads * workerBytes();
  }
}
