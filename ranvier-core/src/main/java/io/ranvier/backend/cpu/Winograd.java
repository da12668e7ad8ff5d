package io.ranvier.backend.cpu;

import static io.ranvier.backend.cpu.Simd.KERNEL;

import io.ranvier.type.Span;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Convolution by 3 x 3 taps with a quarter of the multiplications: F(4 x 4, 3 x 3) of Lavin and
/// Gray, Fast Algorithms for Convolutional Neural Networks (2015). With strides, each [Phase] by
/// itself: 4 x 4 taps with stride 2 are four convolutions by 2 x 2 taps.
///
/// The idea: 4 x 4 outputs `Aᵀ[(G·g·Gᵀ) ⊙ (Bᵀ·d·B)]A` take 36 multiplications rather than 144.
/// Summed over channels, the products ⊙ are 36 products of matrices `M = V·U`, of tiles by channels
/// and channels by outputs. With the kernel turned round and the channels exchanged, the same is
/// the input gradient; [WinogradGradient] is the adjoint in the kernel. Of the 36, 11 belong to the
/// third row and column of taps alone: without those it is F(4 x 4, 2 x 2), 25 multiplications
/// rather than 64. The channels of all phases of a picture are one sum; the phases of an input
/// gradient follow one another.
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
/// whole tiles: 8 images, 512 of 7 x 7 at 649 on two. 4 x 4 taps with stride 2, 64 to 128 channels
/// of 16 x 16: forward 237 -> 496 on two, gradients 279 -> 511 and 251 -> 587; those of 3 x 3 taps
/// gain nothing, as nine taps become four times four.
final class Winograd {
  private static final boolean ENABLED = !"false".equals(System.getProperty("ranvier.winograd"));

  private static final int SLAB = 256;
  private static final int OWN_SLAB = 128;
  private static final int UNIT = 16;

  /// Channels whose taps are brought into the cache at once.
  private static final int CHUNK = 64;

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

  /// There are as many phases as its square.
  private static final int LONGEST_STRIDE = 4;

  /// One of the convolutions whose sum this is: a picture, cut into tiles, by taps without strides.
  ///
  /// @param tap the kernel's that comes first; the next row's is `rowStep` further, the next
  ///   column's `columnStep`
  record Part(TileGrid grid, int tap, int rowStep, int columnStep, int tapRows, int tapColumns) {
    static Part of(Phase phase, TileGrid grid, int kernelWidth) {
      return new Part(
          grid,
          phase.firstRow() * kernelWidth + phase.firstColumn(),
          phase.tapRows() * kernelWidth,
          phase.tapColumns(),
          phase.down().taps(),
          phase.across().taps());
    }
  }

  private final int channels;
  private final int outputs;
  private final int taps;

  /// Rows and columns of a transformed tile.
  private final int points;

  private final int matrices;

  /// Where the outputs lie.
  private final Lattice place;

  private final List<Part> parts;

  /// That of any part: they are alike but for where their pictures lie.
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

  /// @param backward whether the pictures are gradients of the outputs of `shape`, and one phase of
  ///   the input is made, rather than the outputs of all phases
  private Winograd(Convolution shape, List<Phase> phases, boolean backward) {
    taps = shape.taps();
    channels = backward ? shape.outputs() : shape.channels();
    outputs = backward ? shape.channels() : shape.outputs();
    points = phases.stream().anyMatch(Winograd::threeTaps) ? 6 : 5;
    matrices = points * points;
    var result = Lattice.whole(shape.outputHeight(), shape.outputWidth());
    place = backward ? phases.getFirst().lattice() : result;
    int high = (place.height() + 3) / 4;
    int wide = Math.max(1, (place.width() + 3) / 4);
    parts = new ArrayList<>();
    for (Phase phase : phases) {
      var lattice = backward ? result : phase.lattice();
      int top = phase.down().before();
      int left = phase.across().before();
      var tiles = new TileGrid(shape.images(), lattice, top, left, points, points, high, wide);
      parts.add(Part.of(phase, tiles, shape.window().width().size()));
    }
    grid = parts.getFirst().grid;
    int bands = Math.max(1, grid.bands());
    int all = Math.multiplyExact(channels, parts.size());
    long perTile = 4L * matrices * Math.max(1, all);
    // V made first serves several blocks of outputs; a single one gains nothing from it.
    boolean single = outputs <= 2 * KERNEL.panel() && all <= SLAB;
    shared = all > FUSED_CHANNELS && !single;
    if (!shared) {
      in = new Slabs(channels, SLAB, UNIT);
      out = new Slabs(outputs, 2 * KERNEL.panel(), KERNEL.panel());
      long most =
          FUSED_BYTES
              / Math.max(1, 4L * matrices * (parts.size() * in.pitch() + out.pitch()) * wide);
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

  private static boolean threeTaps(Phase phase) {
    return Math.max(phase.down().taps(), phase.across().taps()) > 2;
  }

  /// Nothing where this is no way to do it.
  static Optional<Winograd> forward(Convolution shape) {
    return applies(shape)
        ? Optional.of(new Winograd(shape, Phase.forward(shape), false))
        : Optional.empty();
  }

  /// For each phase of the input gradient; none where this is no way to do it.
  static List<Winograd> backward(Convolution shape) {
    if (!applies(shape)) return List.of();
    return Phase.backward(shape).stream().map(p -> new Winograd(shape, List.of(p), true)).toList();
  }

  private static boolean applies(Convolution shape) {
    return Simd.AVAILABLE
        && shape.groups() == 1
        && shape.images() > 0
        && Math.min(shape.channels(), shape.outputs()) >= Math.max(UNIT, KERNEL.lanes())
        && fits(shape.window().height(), shape.height())
        && fits(shape.window().width(), shape.width());
  }

  /// Whether each phase has one tap, two or three, and some more than one.
  private static boolean fits(Span span, int source) {
    return span.dilation() == 1
        && span.stride() <= LONGEST_STRIDE
        && span.stride() < span.size()
        && span.size() <= 3 * span.stride()
        && span.stride() <= source
        && span.positions(source) > 0;
  }

  /// Whether it is wanted, and faster than a product with the matrix of patches.
  boolean pays() {
    return pay(List.of(this));
  }

  /// Whether all are wanted, and together faster than products with matrices of patches.
  static boolean pay(List<Winograd> all) {
    return ENABLED
        && all.stream().mapToDouble(Winograd::cost).sum()
            < all.stream().mapToDouble(Winograd::directCost).sum();
  }

  /// The kernel gradient of the convolution that this is the forward form of.
  WinogradGradient kernelGradient() {
    var gradients = new TileGrid(grid.images(), place, 0, 0, 4, points, grid.down(), grid.across());
    return new WinogradGradient(parts, gradients, channels, outputs, taps);
  }

  /// Cycles per lane, roughly: products at 60 % of what the multipliers can do, with what they wait
  /// for memory, transforms of both pictures and of the kernel.
  private double cost() {
    double tiles = (double) grid.bands() * grid.across();
    double weights = (double) parts.size() * channels * panels() * KERNEL.panel();
    double transforms = 120.0 * parts.size() * channels + 90.0 * outputs;
    return matrices * (tiles * (weights * 0.85 + transforms / 36) + 170 * weights / 36);
  }

  /// Likewise for the product with the matrix of patches, which reaches some 85 %.
  private double directCost() {
    double pixels = (double) grid.images() * place.height() * place.width();
    int all = parts.stream().mapToInt(part -> part.tapRows * part.tapColumns).sum();
    return pixels * all * channels * panels() * KERNEL.panel() * 0.6;
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
              for (int slab = 0; slab < slabs(); slab++) {
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
        units * slabs(),
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
    int s = slab % in.count();
    part(slab)
        .grid
        .transform(x, band, bands, in.start(s), in.width(s), data, v, matrixBytes(), pitch(), w);
  }

  /// Slabs of channels of all parts.
  private int slabs() {
    return parts.size() * in.count();
  }

  private Part part(int slab) {
    return parts.get(slab / in.count());
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
    int together = prepared ? 1 : matrices;
    for (int first = 0; first < matrices; first += together) {
      for (int slab = 0; slab < slabs(); slab++) {
        long u = kernel() + slab * kernelSlabBytes() + firstPanel * panelBytes();
        if (!prepared) {
          u = own;
          for (int panel = 0; panel < panels; panel++) {
            long to = u + panel * panelBytes();
            spread(weights, slab, firstPanel + panel, data, to, own + kernelSlabBytes());
          }
        }
        for (int e = first; e < first + together; e++) {
          WinogradBlocks.multiply(
              tiles,
              2 * panels,
              in.width(slab % in.count()),
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
    long line = 4 * place.line() * y.pitch();
    long step = 4L * place.columnStep() * y.pitch();
    long plane = 4L * STRIP * out.pitch();
    long t = w + productBytes();
    long zeros = t + stripBytes() - plane;
    KERNEL.clear(STRIP * out.pitch(), data, zeros);
    int tiles = bands * grid.across();
    for (int tile = 0; tile < tiles; tile++) {
      if (tile % STRIP == 0) {
        long m = w + tile * productPitch();
        WinogradOutput.down(points, STRIP * out.pitch(), data, m, productMatrixBytes(), t, zeros);
      }
      int strip = band + tile / grid.across();
      int row = strip % grid.down() * 4;
      int column = tile % grid.across() * 4;
      long pixel = place.pixel(strip / grid.down(), row, column);
      WinogradOutput.across(
          points,
          Math.min(4, place.height() - row),
          Math.min(4, place.width() - column),
          out.width(block),
          data,
          t + tile % STRIP * productPitch(),
          plane,
          zeros,
          y.data(),
          4 * (y.offset() + pixel * y.pitch() + out.start(block)),
          line,
          step);
    }
  }

  private void epilogue(int block, int band, int bands, Epilogue epilogue) {
    long first = firstRow(band);
    epilogue.apply(
        first * place.width(),
        (firstRow(band + bands) - first) * place.width(),
        out.start(block),
        out.width(block));
  }

  /// The first row of outputs of a band, counted through all pictures.
  private long firstRow(int band) {
    return (long) (band / grid.down()) * place.height() + band % grid.down() * 4L;
  }

  private void prepare(DirectConvolution.Weights weights, MemorySegment data) {
    int panels = panels();
    Parallel.run(
        panels * slabs(),
        100L * parts.size() * channels * outputs,
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
    var part = part(slab);
    int s = slab % in.count();
    long column = taps * panelPitch();
    long scratch = w + UNIT * column;
    long half = (long) points * part.tapColumns * panelPitch();
    long staged = scratch + spreadBytes();
    long zeros = staged + KERNEL.panel() * line();
    KERNEL.clear(KERNEL.panel(), data, zeros);
    int end = in.start(s + 1);
    boolean rows = weights.perChannel() == taps;
    for (int c = in.start(s); c < end; c += UNIT) {
      int count = Math.min(UNIT, end - c);
      if (rows) {
        if ((c - in.start(s)) % CHUNK == 0) {
          int length = taps * Math.min(CHUNK, end - c);
          long from =
              4 * (weights.offset() + (long) taps * c + (long) output * weights.perOutput());
          KERNEL.copy(
              width, length, weights.data(), from, 4L * weights.perOutput(), data, staged, line());
        }
        long from = staged + 4L * taps * ((c - in.start(s)) % CHUNK);
        KERNEL.transpose(
            width, taps * count, data, from, line(), data, w, panelPitch(), data, scratch);
      } else {
        int length = taps * width;
        long from = 4 * (weights.offset() + (long) c * weights.perChannel() + (long) taps * output);
        KERNEL.copy(
            count, length, weights.data(), from, 4L * weights.perChannel(), data, staged, line());
        for (int i = 0; i < count; i++) {
          KERNEL.transpose(
              width,
              taps,
              data,
              staged + i * line(),
              4L * taps,
              data,
              w + i * column,
              panelPitch(),
              data,
              scratch);
        }
      }
      long g = w + part.tap * panelPitch();
      for (int j = 0; j < part.tapColumns; j++) {
        WinogradWeights.spread(
            points,
            part.tapRows,
            count,
            KERNEL.panel(),
            data,
            g + (long) j * part.columnStep * panelPitch(),
            part.rowStep * panelPitch(),
            column,
            zeros,
            scratch + j * panelPitch(),
            part.tapColumns * panelPitch(),
            half);
      }
      for (int i = 0; i < points; i++) {
        WinogradWeights.spread(
            points,
            part.tapColumns,
            count,
            KERNEL.panel(),
            data,
            scratch + (long) i * part.tapColumns * panelPitch(),
            panelPitch(),
            half,
            zeros,
            u + (long) points * i * kernelMatrixBytes(),
            kernelMatrixBytes(),
            panelPitch());
      }
      u += count * panelPitch();
    }
  }

  private long work() {
    return 2L * grid.bands() * grid.across() * matrices * parts.size() * channels * outputs;
  }

  /// What one output has of [#CHUNK] channels' taps, and a little more, lest all compete for one
  /// set of a cache.
  private long line() {
    return 4L * taps * CHUNK + 64;
  }

  /// Scratch memory for transposing taps, and for half of their transform.
  private long spreadBytes() {
    return Math.max(UNIT * 3L * points * panelPitch(), Packing.transposeBytes());
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
    return matrices * kernelMatrixBytes();
  }

  /// Bytes of a row of V.
  private long pitch() {
    return 4L * in.pitch();
  }

  private long matrixBytes() {
    return rows(shared ? segmentBands : groupBands) * pitch() + APART;
  }

  private long slabBytes() {
    return matrices * matrixBytes();
  }

  private long picturesBytes() {
    return slabs() * slabBytes();
  }

  private long productPitch() {
    return 4L * out.pitch();
  }

  private long productMatrixBytes() {
    return rows(groupBands) * productPitch() + APART;
  }

  private long productBytes() {
    return matrices * productMatrixBytes();
  }

  private static long blockBytes() {
    return WinogradBlocks.SCRATCH;
  }

  private long stripBytes() {
    return 4L * (4 * points + 1) * STRIP * out.pitch();
  }

  /// Tiles of some bands, in whole blocks, which may begin anywhere.
  private long rows(int bands) {
    return bands * (long) grid.across() + WinogradBlocks.SLACK;
  }

  private static long kernel() {
    return 4096;
  }

  private long pictures() {
    return Convolution.round(kernel() + (prepared ? slabs() * kernelSlabBytes() : 0));
  }

  private long workers() {
    return Convolution.round(pictures() + (shared ? picturesBytes() : 0));
  }

  private long workerBytes() {
    long strip = grid.scratchBytes(in.pitch());
    long spread =
        (long) UNIT * taps * panelPitch() + spreadBytes() + KERNEL.panel() * line() + panelPitch();
    long products =
        productBytes() + Math.max(stripBytes(), prepared ? 0 : kernelSlabBytes() + spread);
    long pictures = shared ? strip : productBytes() + stripBytes() + picturesBytes() + strip;
    return Convolution.round(blockBytes() + Math.max(spread, Math.max(products, pictures)));
  }

  long workspaceBytes(int threads) {
    return workers() + threads * workerBytes();
  }
}
