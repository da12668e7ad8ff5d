package io.ranvier.backend.cpu;

import static io.ranvier.backend.cpu.Simd.KERNEL;

import java.lang.foreign.MemorySegment;
import java.util.List;

/// The kernel gradient of [Winograd]: `Gᵀ[Σ (A·dy·Aᵀ) ⊙ (Bᵀ·x·B)]G`, the adjoint of the convolution
/// as a function of the kernel, with the sum over all tiles.
///
/// The sums of products are 36 products of matrices, of channels by tiles and tiles by outputs. A
/// task takes some 128 channels by 128 outputs while the tiles pass by, a hundred at a time, and
/// transforms for itself what it needs of both pictures: that is 36 · 128 · 128 multiplications for
/// transforms of 2 · 128 numbers, and nothing but pictures is read from memory. Its results and
/// both transforms take some 7 MB: they run from the third-level cache, which was faster than fewer
/// tiles at a time, and than half as many channels and outputs, whose transforms took half as long
/// as their products.
///
/// Where there are few such tasks, tiles are cut into parts, whose results are added in order, or,
/// if there are too few tiles as well, tasks take fewer channels; that depends on the shape alone.
///
/// Measured as [Winograd] is: 64 channels of 32 x 32 at 452 GFLOP/s on one thread, 934 on two; 128
/// of 16 x 16 at 464 and 1088; 256 of 8 x 8 at 520 and 974; 512 of 4 x 4 at 495 and 954.
final class WinogradGradient {
  private static final int UNIT = 16;
  private static final int SLAB = 128;
  private static final int TILES = 128;
  private static final int WANTED_TASKS = 16;
  private static final int FEWEST_TASKS = 4;
  private static final int SMALLEST_SLAB = 32;

  /// Lest all matrices compete for one set of a cache.
  private static final long APART = 128;

  private final List<Winograd.Part> kernels;
  private final TileGrid pictures;
  private final TileGrid gradients;
  private final int taps;
  private final int points;
  private final int matrices;
  private final Slabs in;
  private final Slabs out;

  /// Bands of one step of the sum, and of one part of it.
  private final int step;

  private final int partBands;
  private final int parts;

  /// @param kernels the parts of the kernel, each with its pictures
  WinogradGradient(
      List<Winograd.Part> kernels, TileGrid gradients, int channels, int outputs, int taps) {
    this.kernels = kernels;
    this.gradients = gradients;
    this.taps = taps;
    pictures = kernels.getFirst().grid();
    points = pictures.points();
    matrices = points * points;
    out = new Slabs(outputs, 4 * KERNEL.panel(), KERNEL.panel());
    int bands = Math.max(1, pictures.bands());
    step = Math.clamp(TILES / pictures.across(), 1, bands);
    int most = Math.max(1, bands / (2 * step));
    in = slabs(channels, out.count() * most);
    int wanted = Math.clamp(WANTED_TASKS / pairs(), 1, most);
    partBands = (bands + wanted - 1) / wanted;
    parts = (bands + partBands - 1) / partBands;
  }

  /// Of fewer channels where there are few tasks otherwise, `others` for each slab at most: each
  /// then transforms the gradients for itself.
  private static Slabs slabs(int channels, int others) {
    var slabs = new Slabs(channels, SLAB, UNIT);
    for (int slab = SLAB; slabs.count() * others < FEWEST_TASKS && slab > SMALLEST_SLAB; ) {
      slab /= 2;
      slabs = new Slabs(channels, slab, UNIT);
    }
    return slabs;
  }

  /// Overwrites dk, `[output, channel, tap]`.
  void run(Pixels x, Pixels dy, MemorySegment dk, long offset, MemorySegment data) {
    Parallel.run(
        parts * pairs(),
        work(),
        (task, worker) -> {
          int part = task / pairs();
          int pair = task % pairs();
          long w = workers() + worker * workerBytes();
          long s = parts == 1 ? w + scratchBytes() : sum(part, pair);
          sumUp(part, pair, x, dy, data, s, w);
          if (parts == 1) {
            for (int c = 0; c < in.width(pair / out.count()); c += UNIT) {
              transformBack(pair, c, data, s, dk, offset, w);
            }
          }
        });
    if (parts > 1) {
      combine(dk, offset, data);
    }
  }

  /// Adds the products of a part's tiles.
  private void sumUp(
      int part, int pair, Pixels x, Pixels dy, MemorySegment data, long s, long scratch) {
    int c = pair / out.count();
    int o = pair % out.count();
    long v = scratch + WinogradBlocks.SCRATCH;
    long u = v + matrices * matrixBytes(in);
    long strip = u + matrices * matrixBytes(out);
    int first = part * partBands;
    int end = Math.min(pictures.bands(), first + partBands);
    for (int band = first; band < end; band += step) {
      int bands = Math.min(step, end - band);
      gradients.transform(
          dy,
          band,
          bands,
          out.start(o),
          out.width(o),
          data,
          u,
          matrixBytes(out),
          pitch(out),
          strip);
      long sum = s;
      for (var kernel : kernels) {
        kernel
            .grid()
            .transform(
                x,
                band,
                bands,
                in.start(c),
                in.width(c),
                data,
                v,
                matrixBytes(in),
                pitch(in),
                strip);
        for (int e = 0; e < matrices; e++, sum += sumMatrixBytes()) {
          WinogradBlocks.multiply(
              in.width(c),
              out.pitch() / KERNEL.lanes(),
              bands * pictures.across(),
              data,
              v + e * matrixBytes(in),
              4,
              pitch(in),
              u + e * matrixBytes(out),
              pitch(out),
              4L * KERNEL.panel(),
              band > first,
              sum,
              pitch(out),
              scratch);
        }
      }
    }
  }

  /// Adds the parts to the first, and transforms the sum.
  private void combine(MemorySegment dk, long offset, MemorySegment data) {
    int chunks = (in.pitch() + UNIT - 1) / UNIT;
    Parallel.run(
        pairs() * chunks,
        work(),
        (task, worker) -> {
          int pair = task / chunks;
          int c = task % chunks * UNIT;
          int rows = Math.min(UNIT, in.width(pair / out.count()) - c);
          if (rows <= 0) {
            return;
          }
          for (int part = 1; part < parts; part++) {
            for (int e = 0; e < sums(); e++) {
              long at = e * sumMatrixBytes() + c * pitch(out);
              KERNEL.add(rows * out.pitch(), data, sum(part, pair) + at, data, sum(0, pair) + at);
            }
          }
          long w = workers() + worker * workerBytes();
          transformBack(pair, c, data, sum(0, pair), dk, offset, w);
        });
  }

  /// `Gᵀ·S·G` of up to [#UNIT] channels from channel `c` of a pair on, into the kernel's order.
  private void transformBack(
      int pair, int c, MemorySegment data, long s, MemorySegment dk, long offset, long w) {
    int channel = in.start(pair / out.count()) + c;
    int output = out.start(pair % out.count());
    int width = out.width(pair % out.count());
    int rows = Math.min(UNIT, in.width(pair / out.count()) - c);
    long pitch = pitch(out);
    long lines = (long) UNIT * taps * pitch;
    long half = w + lines;
    long from = s + c * pitch;
    for (var kernel : kernels) {
      int columns = kernel.tapColumns();
      long column = (long) points * kernel.tapRows() * pitch;
      for (int j = 0; j < points; j++) {
        WinogradWeights.gather(
            kernel.tapRows(),
            rows,
            out.pitch(),
            data,
            from + j * sumMatrixBytes(),
            points * sumMatrixBytes(),
            pitch,
            half + j * pitch,
            points * pitch,
            column);
      }
      for (int i = 0; i < kernel.tapRows(); i++) {
        long to = w + (kernel.tap() + (long) i * kernel.rowStep()) * pitch;
        WinogradWeights.gather(
            columns,
            rows,
            out.pitch(),
            data,
            half + (long) points * i * pitch,
            pitch,
            column,
            to,
            kernel.columnStep() * pitch,
            taps * pitch);
      }
      from += matrices * sumMatrixBytes();
    }
    long row = 4L * taps * channels();
    long to = 4 * offset + output * row + 4L * taps * channel;
    int length = taps * rows;
    if (length % KERNEL.lanes() == 0) {
      KERNEL.transpose(length, width, data, w, pitch, dk, to, row, data, half);
    } else {
      long line = 4L * taps * UNIT;
      KERNEL.transpose(length, width, data, w, pitch, data, half, line, data, half + lines);
      KERNEL.copy(width, length, data, half, line, dk, to, row);
    }
  }

  private int channels() {
    return in.channels();
  }

  private int pairs() {
    return in.count() * out.count();
  }

  private long work() {
    return 2L * sums() * pictures.bands() * pictures.across() * channels() * out.channels();
  }

  /// Bytes of a row of a matrix.
  private static long pitch(Slabs slabs) {
    return 4L * slabs.pitch();
  }

  /// Bytes of a matrix of transformed tiles.
  private long matrixBytes(Slabs slabs) {
    return (long) step * pictures.across() * pitch(slabs) + APART;
  }

  /// Bytes of a matrix of sums.
  private long sumMatrixBytes() {
    return (in.pitch() + WinogradBlocks.SLACK) * pitch(out) + APART;
  }

  /// Matrices of sums of a pair.
  private int sums() {
    return kernels.size() * matrices;
  }

  private long sum(int part, int pair) {
    return ((long) part * pairs() + pair) * sums() * sumMatrixBytes();
  }

  private long workers() {
    return parts == 1 ? 0 : Convolution.round((long) parts * pairs() * sums() * sumMatrixBytes());
  }

  private long scratchBytes() {
    long strip = Math.max(pictures.scratchBytes(in.pitch()), gradients.scratchBytes(out.pitch()));
    long tiles = WinogradBlocks.SCRATCH + matrices * (matrixBytes(in) + matrixBytes(out)) + strip;
    long back = (taps + Math.max(taps, 3L * points)) * UNIT * pitch(out) + Packing.transposeBytes();
    return (Math.max(tiles, back) + 63) / 64 * 64;
  }

  private long workerBytes() {
    return Convolution.round(scratchBytes() + (parts == 1 ? sums() * sumMatrixBytes() : 0));
  }

  long workspaceBytes(int threads) {
    return workers() + threads * workerBytes();
  }
}
