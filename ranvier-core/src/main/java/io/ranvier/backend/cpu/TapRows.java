package io.ranvier.backend.cpu;

import static io.ranvier.backend.cpu.Simd.FLOAT;
import static io.ranvier.backend.cpu.Simd.KERNEL;

import java.lang.foreign.MemorySegment;

/// The kernel gradient of a convolution with few outputs, with a row of taps in the lanes.
///
/// What a row of taps sees of a picture, all its channels, is one run of a plane
/// ([DirectConvolution]), and the gradient of that row is the sum over pixels of the run times the
/// output gradient. So each float of the output gradient is brought into all lanes for two vectors
/// of taps, where [DirectBlock] brings each float of the picture there for one vector of outputs:
/// the machine brings one in a cycle, and can do two products meanwhile. Lanes behind the row's end
/// hold sums that nobody reads.
///
/// Bands and parts of the sum are those of [DirectConvolution] and depend on the shape alone.
///
/// Measured (Zen 5, one thread): LeNet-5's second layer, 5 x 5, 6 to 16 channels, 2.8 µs an image
/// of 64, 170 GFLOP/s, where [DirectConvolution] took 4.9; 6.0 and 7.6 for one alone, half of which
/// bring the sums into the order of kernels.
record TapRows(DirectConvolution frame) {
  /// Bytes of the sums of one block, and more.
  private static final long BLOCK = 4096;

  /// Whether the shape is one that this can do, and does faster than [DirectConvolution].
  boolean pays() {
    int lanes = vectors() * KERNEL.lanes();
    return Simd.AVAILABLE
        && KERNEL.lanes() >= 16 // and as many registers as blocks need
        && frame.pays()
        && frame.outputs() % TapRowBlock.ROWS == 0
        && 4 * rowLength() >= 3 * lanes;
  }

  /// Overwrites dk, `[output, channel, tap]`, with the gradient of the kernel.
  void kernelGradient(Pixels x, Pixels dy, MemorySegment dk, long offset, MemorySegment workspace) {
    int height = frame.down().outputs();
    int width = frame.across().outputs();
    int units = frame.images() * frame.bands();
    int parts = frame.parts();
    Parallel.run(
        parts,
        2L * frame.images() * height * width * frame.outputs() * frame.length(),
        (part, worker) -> {
          long plane = workers() + worker * workerBytes();
          KERNEL.clear((int) (partBytes() / 4), workspace, part * partBytes());
          int end = (int) ((part + 1L) * units / parts);
          for (int unit = (int) ((long) part * units / parts); unit < end; unit++) {
            int image = unit / frame.bands();
            int first = unit % frame.bands() * frame.bandRows();
            int rows = Math.min(frame.bandRows(), height - first);
            frame.fillPlane(image, first, rows, x, workspace, plane);
            long from = 4 * (dy.offset() + ((long) image * height + first) * width * dy.pitch());
            addBand(rows, dy.data(), from, 4 * dy.pitch(), workspace, plane, part * partBytes());
          }
        });
    combine(dk, offset, workspace);
  }

  private void addBand(
      int rows,
      MemorySegment dy,
      long from,
      long pitch,
      MemorySegment workspace,
      long plane,
      long sums) {
    int floats = TapRowBlock.ROWS * TapRowBlock.VECTORS * KERNEL.lanes();
    long block = plane + workerBytes() - BLOCK;
    for (int tap = 0; tap < frame.down().taps(); tap++) {
      for (int v = 0; v < vectors(); v += TapRowBlock.VECTORS) {
        for (int o = 0; o < frame.outputs(); o += TapRowBlock.ROWS, sums += 4L * floats) {
          TapRowBlock.run(
              rows,
              frame.across().outputs(),
              dy,
              from + 4L * o,
              pitch,
              workspace,
              plane + tap * frame.line() + v * vector(),
              frame.down().step() * frame.line(),
              4L * frame.across().step() * frame.channels(),
              workspace,
              block);
          KERNEL.add(floats, workspace, block, workspace, sums);
        }
      }
    }
  }

  /// Adds the parts, and brings (row of taps, output, tap, channel) into the kernel's order.
  private void combine(MemorySegment dk, long offset, MemorySegment workspace) {
    Memory.offHeap(dk, workspace);
    for (int part = 1; part < frame.parts(); part++) {
      KERNEL.add((int) (partBytes() / 4), workspace, part * partBytes(), workspace, 0);
    }
    long[] places = places();
    int taps = frame.across().taps();
    long plane = 4L * frame.down().taps() * taps;
    long line = vectors() * vector() * frame.outputs();
    long row = TapRowBlock.VECTORS * vector();
    for (int o = 0; o < frame.outputs(); o++) {
      for (int i = 0; i < frame.down().taps(); i++) {
        long to = 4 * (offset + (long) o * frame.length() + (long) i * taps);
        long from = i * line + o * row;
        for (int tap = 0, k = 0; tap < taps; tap++, to += 4) {
          for (int channel = 0; channel < frame.channels(); channel++) {
            dk.set(FLOAT, to + channel * plane, workspace.get(FLOAT, from + places[k++]));
          }
        }
      }
    }
  }

  /// Where the sums of a row of taps lie: as many as blocks have columns, and then those of the
  /// next blocks.
  private long[] places() {
    long[] places = new long[rowLength()];
    int columns = TapRowBlock.VECTORS * KERNEL.lanes();
    for (int k = 0; k < places.length; k++) {
      places[k] = 4L * ((long) k / columns * columns * frame.outputs() + k % columns);
    }
    return places;
  }

  private int rowLength() {
    return frame.across().taps() * frame.channels();
  }

  /// Vectors for a row of taps, up to whole blocks.
  private int vectors() {
    int floats = TapRowBlock.VECTORS * KERNEL.lanes();
    return (rowLength() + floats - 1) / floats * TapRowBlock.VECTORS;
  }

  private static long vector() {
    return 4L * KERNEL.lanes();
  }

  private long partBytes() {
    return (long) frame.down().taps() * vectors() * frame.outputs() * vector();
  }

  private long workers() {
    return Convolution.round(frame.parts() * partBytes());
  }

  /// A plane, what blocks read behind it, and the sums of one.
  private long workerBytes() {
    return Convolution.round(frame.planeBytes() + vectors() * vector()) + BLOCK;
  }

  long workspaceBytes(int threads) {
    return workers() + threads * workerBytes();
  }
}
