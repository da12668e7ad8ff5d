package io.ranvier.backend.cpu;

import static io.ranvier.backend.cpu.Simd.KERNEL;

import java.lang.foreign.MemorySegment;

/// Convolution by 3 x 3 taps with a quarter of the multiplications: F(4 x 4, 3 x 3) of Lavin and
/// Gray, Fast Algorithms for Convolutional Neural Networks (2015).
///
/// The idea: 4 x 4 outputs `Aᵀ[(G·g·Gᵀ) ⊙ (Bᵀ·d·B)]A` take 36 multiplications rather than 144.
/// Summed over channels, the products ⊙ are 36 products of matrices `M = V·U`, of tiles by channels
/// and channels by outputs. With the kernel turned round and the channels exchanged, the same is
/// the input gradient; [WinogradGradient] is the adjoint in the kernel.
///
/// Blocking: a task takes whole bands of tiles, so that its outputs are one stretch of pixels, and
/// so many that each matrix of U, once read, serves a hundred of them: V and M then leave the
/// second-level cache, but they pass by only once. With many channels and outputs V is made first,
/// for as many tiles as the third-level cache holds, and a task takes a hundred tiles by some
/// dozens of outputs. Where there are so few tiles that one task can take all of them, U is not
/// stored either: each task makes its own outputs' part. Kernels are read in long stretches, copied
/// close together, and transposed there: their rows are apart by what makes them compete for few
/// sets of a cache. All of it depends on the shape alone.
///
/// Numbers: the root mean square of the error is below 5e-6 of that of the result for up to 512
/// channels (measured: 1.6e-6 for 64, 3.7e-6 for 256; a product with the matrix of patches has
/// 3e-7); of the kernel gradient likewise. The system property `ranvier.winograd=false` switches it
/// off.
///
/// Measured (Zen 5, 249 GFLOP/s of multiply-adds per core; operations counted as a direct
/// convolution has them), 64 images, forward: 64 channels of 32 x 32 at 539 GFLOP/s on one thread,
/// 1050 on two; 128 of 16 x 16 at 605 and 1206; 256 of 8 x 8 at 593 and 1226; 512 of 4 x 4 at 597
/// and 996. That is 50 % to 60 % of four times the multipliers' ceiling: products alone reach 85 %
/// of it, transforms and memory take the rest of the time. Maps that tiles do not divide pay for
/// whole tiles: 8 images, 512 of 7 x 7 at 649 on two.
final class Winograd {
  private static final boolean ENABLED = !"false".equals(System.getProperty("ranvier.winograd"));

  private static final int MATRICES = 36;
  private static final int SLAB = 256;
  private static final int OWN_SLAB = 128;
  private static final int UNIT = 16;

  /// Channels whose taps are brought into the cache at once, and how far what one output has of
  /// them is from the next there, in bytes.
  private static final int CHUNK = 64;

  private static final long STAGED = 4L * 9 * CHUNK + 64;

  /// Tiles whose products are transformed together.
  private static final int STRIP = 4;

  /// Matrices are apart by a little more than a power of two, lest all compete for one set of a
  /// cache.
  private static final long APART = 128;

  /// V and M of one task that makes both. More than the second-level cache holds: they pass by
  /// once, while U, which every task reads, stays there.
  private static final int FUSED_BYTES = 5 << 19;

  private static final int FUSED_CHANNELS = 64;
  private static final int SHARED_BYTES = 12 << 20;
  private static final int GROUP = 128;
  private static final int ONE_GROUP = 128;
  private static final int FEWEST_TASKS = 8;

  private final int channels;
  private final int outputs;
  private final boolean grouped;
  private final Grid down;
  private final Grid across;
  private final TileGrid grid;
  private final Slabs in;
  private final Slabs out;

  /// Whether V is made for many tiles first, rather than by each task for its own.
  private final boolean shared;

  /// Whether U is made first, rather than by each task for its own outputs.
  private final boolean prepared;

  /// Bands of one task, and of all tasks between two barriers.
  private final int groupBands;

  private final int segmentBands;

  private Winograd(Grid down, Grid across, int images, int channels, int outputs, boolean grouped) {
    this.grouped = grouped;
    this.down = down;
    this.across = across;
    this.channels = channels;
    this.outputs = outputs;
    int high = (down.outputs() + 3) / 4;
    int wide = Math.max(1, (across.outputs() + 3) / 4);
    grid =
        new TileGrid(
            images, down.source(), across.source(), down.before(), across.before(), 6, high, wide);
    int bands = Math.max(1, grid.bands());
    long perTile = 4L * MATRICES * Math.max(1, channels);
    // V made first serves several blocks of outputs; a single one gains nothing from it.
    boolean single = outputs <= 2 * KERNEL.panel() && channels <= SLAB;
    shared = channels > FUSED_CHANNELS && !single;
    if (!shared) {
      in = new Slabs(channels, SLAB, UNIT);
      out = new Slabs(outputs, 2 * KERNEL.panel(), KERNEL.panel());
      long most = FUSED_BYTES / Math.max(1, 4L * MATRICES * (in.pitch() + out.pitch()) * wide);
      groupBands = even(bands, Math.clamp(most, 1, Math.max(1, bands / FEWEST_TASKS)));
      segmentBands = bands;
      prepared = true;
    } else {
      int segment = even(bands, Math.clamp(SHARED_BYTES / (perTile * wide), 1, bands));
      boolean one = segment == bands && bands * wide <= ONE_GROUP;
      in = new Slabs(channels, one ? OWN_SLAB : SLAB, UNIT);
      out = new Slabs(outputs, 2 * KERNEL.panel(), KERNEL.panel());
      groupBands = one ? bands : even(segment, Math.max(1, GROUP / wide));
      segmentBands = segment;
      prepared = !one;
    }
  }

  private static int even(int count, int most) {
    int parts = (count + most - 1) / most;
    return (count + parts - 1) / parts;
  }

  static Winograd forward(Convolution shape) {
    return new Winograd(
        Grid.forward(shape.window().height(), shape.height()),
        Grid.forward(shape.window().width(), shape.width()),
        shape.images(),
        shape.channels(),
        shape.outputs(),
        shape.groups() > 1);
  }

  static Winograd backward(Convolution shape) {
    return new Winograd(
        Grid.backward(shape.window().height(), shape.height()),
        Grid.backward(shape.window().width(), shape.width()),
        shape.images(),
        shape.outputs(),
        shape.channels(),
        shape.groups() > 1);
  }

  /// Whether this can do it.
  boolean applies() {
    return Simd.AVAILABLE
        && !grouped
        && fits(down)
        && fits(across)
        && Math.min(channels, outputs) >= Math.max(UNIT, KERNEL.lanes())
        && grid.images() > 0;
  }

  /// Whether it is wanted, and faster than a product with the matrix of patches.
  boolean pays() {
    return ENABLED && applies() && cost() < directCost();
  }

  private static boolean fits(Grid grid) {
    return grid.taps() == 3
        && grid.step() == 1
        && grid.holes() == 1
        && grid.dilation() == 1
        && grid.source() > 0
        && grid.outputs() > 0;
  }

  /// The kernel gradient of the convolution that this is the forward form of.
  WinogradGradient kernelGradient() {
    var gradients =
        new TileGrid(
            grid.images(), down.outputs(), across.outputs(), 0, 0, 4, grid.down(), grid.across());
    return new WinogradGradient(grid, gradients, channels, outputs);
  }

  /// Cycles per lane, roughly: products at 80 % of what the multipliers can do, transforms of both
  /// pictures and of the kernel.
  private double cost() {
    double tiles = (double) grid.bands() * grid.across();
    double weights = (double) channels * panels() * KERNEL.panel();
    return tiles * (MATRICES * weights * 0.62 + 120.0 * channels + 90.0 * outputs) + 170 * weights;
  }

  /// Likewise for the product with the matrix of patches, which reaches some 65 %.
  private double directCost() {
    double pixels = (double) grid.images() * down.outputs() * across.outputs();
    return pixels * 9 * channels * panels() * KERNEL.panel() * 0.77;
  }

  /// Overwrites y with the convolution of x, and hands its blocks to the epilogue.
  void slide(
      Pixels x,
      DirectConvolution.Weights weights,
      Pixels y,
      MemorySegment data,
      Epilogue epilogue) {
    if (prepared) prepare(weights, data);
    for (int band = 0; band < grid.bands(); band += segmentBands) {
      int bands = Math.min(segmentBands, grid.bands() - band);
      if (shared) transform(x, band, bands, data);
      int first = band;
      int groups = (bands + groupBands - 1) / groupBands;
      int blocks = shared ? out.count() : 1;
      Parallel.run(
          groups * blocks,
          work(),
          (task, worker) -> {
            int group = task % groups * groupBands;
            int count = Math.min(groupBands, bands - group);
            long w = workers() + worker * workerBytes();
            if (shared) {
              long v = pictures() + (long) group * grid.across() * pitch();
              block(task / groups, first + group, count, v, weights, y, data, w);
              epilogue(task / groups, first + group, count, epilogue);
            } else {
              long scratch = w + blockBytes() + productBytes() + stripBytes();
              for (int slab = 0; slab < in.count(); slab++) {
                long v = scratch + slab * slabBytes();
                transformSlab(x, slab, first + group, count, data, v, scratch + picturesBytes());
              }
              for (int block = 0; block < out.count(); block++) {
                block(block, first + group, count, scratch, weights, y, data, w);
                epilogue(block, first + group, count, epilogue);
              }
            }
          });
    }
  }

  private void transform(Pixels x, int band, int bands, MemorySegment data) {
    int unit = Math.max(1, UNIT / grid.across());
    int units = (bands + unit - 1) / unit;
    Parallel.run(
        units * in.count(),
        work(),
        (task, worker) -> {
          int slab = task / units;
          int first = task % units * unit;
          long v = pictures() + slab * slabBytes() + (long) first * grid.across() * pitch();
          long w = workers() + worker * workerBytes();
          transformSlab(x, slab, band + first, Math.min(unit, bands - first), data, v, w);
        });
  }

  private void transformSlab(
      Pixels x, int slab, int band, int bands, MemorySegment data, long v, long w) {
    grid.transform(
        x, band, bands, in.start(slab), in.width(slab), data, v, matrixBytes(), pitch(), w);
  }

  /// One block of outputs of some bands: the products, and their transform. Where this makes its
  /// own part of U, slab by slab, all matrices of a slab come first.
  private void block(
      int block,
      int band,
      int bands,
      long v,
      DirectConvolution.Weights weights,
      Pixels y,
      MemorySegment data,
      long scratch) {
    long w = scratch + blockBytes();
    int tiles = bands * grid.across();
    int panels = (out.width(block) + KERNEL.panel() - 1) / KERNEL.panel();
    int firstPanel = out.start(block) / KERNEL.panel();
    long own = w + productBytes();
    // Sums over slabs stay in the cache where one matrix is finished before the next begins.
    int matrices = prepared ? 1 : MATRICES;
    for (int first = 0; first < MATRICES; first += matrices) {
      for (int slab = 0; slab < in.count(); slab++) {
        long u = kernel() + slab * kernelSlabBytes() + firstPanel * panelBytes();
        if (!prepared) {
          u = own;
          for (int panel = 0; panel < panels; panel++) {
            long to = u + panel * panelBytes();
            spread(weights, slab, firstPanel + panel, data, to, own + kernelSlabBytes());
          }
        }
        for (int e = first; e < first + matrices; e++) {
          WinogradBlocks.multiply(
              tiles,
              2 * panels,
              in.width(slab),
              data,
              v + slab * slabBytes() + e * matrixBytes(),
              pitch(),
              4,
              u + e * kernelMatrixBytes(),
              panelPitch(),
              panelBytes(),
              slab > 0,
              w + e * productMatrixBytes(),
              productPitch(),
              scratch);
        }
      }
    }
    store(block, band, bands, y, data, w);
  }

  private void store(int block, int band, int bands, Pixels y, MemorySegment data, long w) {
    long line = 4L * across.outputs() * y.pitch();
    long plane = 4L * STRIP * out.pitch();
    long t = w + productBytes();
    int tiles = bands * grid.across();
    for (int tile = 0; tile < tiles; tile++) {
      if (tile % STRIP == 0) {
        long m = w + tile * productPitch();
        WinogradOutput.down(STRIP * out.pitch(), data, m, productMatrixBytes(), t);
      }
      int strip = band + tile / grid.across();
      int row = strip % grid.down() * 4;
      int column = tile % grid.across() * 4;
      long pixel =
          ((long) (strip / grid.down()) * down.outputs() + row) * across.outputs() + column;
      WinogradOutput.across(
          Math.min(4, down.outputs() - row),
          Math.min(4, across.outputs() - column),
          out.width(block),
          data,
          t + tile % STRIP * productPitch(),
          plane,
          y.data(),
          4 * (y.offset() + pixel * y.pitch() + out.start(block)),
          line,
          4 * y.pitch());
    }
  }

  private void epilogue(int block, int band, int bands, Epilogue epilogue) {
    long first = firstRow(band);
    epilogue.apply(
        first * across.outputs(),
        (firstRow(band + bands) - first) * across.outputs(),
        out.start(block),
        out.width(block));
  }

  /// The first row of outputs of a band, counted through all pictures.
  private long firstRow(int band) {
    return (long) (band / grid.down()) * down.outputs() + band % grid.down() * 4L;
  }

  private void prepare(DirectConvolution.Weights weights, MemorySegment data) {
    int panels = panels();
    Parallel.run(
        panels * in.count(),
        100L * channels * outputs,
        (task, worker) -> {
          int slab = task / panels;
          int panel = task % panels;
          long u = kernel() + slab * kernelSlabBytes() + panel * panelBytes();
          spread(weights, slab, panel, data, u, workers() + worker * workerBytes());
        });
  }

  /// Transforms one panel of outputs of one slab of channels.
  private void spread(
      DirectConvolution.Weights weights, int slab, int panel, MemorySegment data, long u, long w) {
    int output = panel * KERNEL.panel();
    int width = Math.min(KERNEL.panel(), outputs - output);
    long taps = 9 * panelPitch();
    long scratch = w + UNIT * taps;
    long staged = scratch + Math.max(2 * UNIT * taps, Packing.transposeBytes());
    int end = in.start(slab + 1);
    boolean rows = weights.perChannel() == 9;
    for (int c = in.start(slab); c < end; c += UNIT) {
      int count = Math.min(UNIT, end - c);
      if (rows) {
        if ((c - in.start(slab)) % CHUNK == 0) {
          int length = 9 * Math.min(CHUNK, end - c);
          long from = 4 * (weights.offset() + 9L * c + (long) output * weights.perOutput());
          KERNEL.copy(
              width, length, weights.data(), from, 4L * weights.perOutput(), data, staged, STAGED);
        }
        long from = staged + 36L * ((c - in.start(slab)) % CHUNK);
        KERNEL.transpose(
            width, 9 * count, data, from, STAGED, data, w, panelPitch(), data, scratch);
      } else {
        int length = 9 * width;
        long from = 4 * (weights.offset() + (long) c * weights.perChannel() + 9L * output);
        KERNEL.copy(
            count, length, weights.data(), from, 4L * weights.perChannel(), data, staged, STAGED);
        for (int i = 0; i < count; i++) {
          KERNEL.transpose(
              width,
              9,
              data,
              staged + i * STAGED,
              36,
              data,
              w + i * taps,
              panelPitch(),
              data,
              scratch);
        }
      }
      long g = weights.reverse() ? w + 8 * panelPitch() : w;
      long tap = weights.reverse() ? -panelPitch() : panelPitch();
      long t = scratch;
      for (int j = 0; j < 3; j++) {
        WinogradWeights.spread(
            count,
            KERNEL.panel(),
            data,
            g + j * tap,
            3 * tap,
            taps,
            t + j * panelPitch(),
            3 * panelPitch(),
            2 * taps);
      }
      for (int i = 0; i < 6; i++) {
        WinogradWeights.spread(
            count,
            KERNEL.panel(),
            data,
            t + 3L * i * panelPitch(),
            panelPitch(),
            2 * taps,
            u + 6L * i * kernelMatrixBytes(),
            kernelMatrixBytes(),
            panelPitch());
      }
      u += count * panelPitch();
    }
  }

  private long work() {
    return 2L * grid.bands() * grid.across() * MATRICES * channels * outputs;
  }

  private int panels() {
    return (outputs + KERNEL.panel() - 1) / KERNEL.panel();
  }

  /// Bytes of a row of a panel.
  private static long panelPitch() {
    return 4L * KERNEL.panel();
  }

  /// Bytes of a panel of U.
  private long panelBytes() {
    return in.pitch() * panelPitch();
  }

  private long kernelMatrixBytes() {
    return (prepared ? panels() : out.pitch() / KERNEL.panel()) * panelBytes() + APART;
  }

  private long kernelSlabBytes() {
    return MATRICES * kernelMatrixBytes();
  }

  /// Bytes of a row of V.
  private long pitch() {
    return 4L * in.pitch();
  }

  private long matrixBytes() {
    return rows(shared ? segmentBands : groupBands) * pitch() + APART;
  }

  private long slabBytes() {
    return MATRICES * matrixBytes();
  }

  private long picturesBytes() {
    return in.count() * slabBytes();
  }

  private long productPitch() {
    return 4L * out.pitch();
  }

  private long productMatrixBytes() {
    return rows(groupBands) * productPitch() + APART;
  }

  private long productBytes() {
    return MATRICES * productMatrixBytes();
  }

  private static long blockBytes() {
    return WinogradBlocks.SCRATCH;
  }

  private long stripBytes() {
    return 4L * 24 * STRIP * out.pitch();
  }

  /// Tiles of some bands, in whole blocks, which may begin anywhere.
  private long rows(int bands) {
    return bands * (long) grid.across() + WinogradBlocks.SLACK;
  }

  private static long kernel() {
    return 4096;
  }

  private long pictures() {
    return Convolution.round(kernel() + (prepared ? in.count() * kernelSlabBytes() : 0));
  }

  private long workers() {
    return Convolution.round(pictures() + (shared ? picturesBytes() : 0));
  }

  private long workerBytes() {
    long strip = grid.scratchBytes(in.pitch());
    long taps =
        UNIT * 9 * panelPitch()
            + Math.max(UNIT * 18 * panelPitch(), Packing.transposeBytes())
            + KERNEL.panel() * STAGED;
    long products =
        productBytes() + Math.max(stripBytes(), prepared ? 0 : kernelSlabBytes() + taps);
    long pictures = shared ? strip : productBytes() + stripBytes() + picturesBytes() + strip;
    return Convolution.round(blockBytes() + Math.max(taps, Math.max(products, pictures)));
  }

  long workspaceBytes(int threads) {
    return workers() + threads * workerBytes();
  }
}
