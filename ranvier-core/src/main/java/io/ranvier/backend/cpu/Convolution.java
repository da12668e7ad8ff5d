package io.ranvier.backend.cpu;

import static io.ranvier.backend.cpu.Simd.FLOAT;
import static io.ranvier.backend.cpu.Simd.KERNEL;

import io.ranvier.type.Window;
import java.lang.foreign.MemorySegment;

/// Convolution of channels-last pictures, with its two gradients: any stride, padding, dilation,
/// groups.
///
/// - forward: `y[p, o] = Σ x[p·stride − before + t·dilation, c] · k[o, c, t]` over taps t and
///   channels c of o's group;
/// - the input gradient is the same sum over the output gradient, with the taps in reverse and with
///   holes in place of strides;
/// - the kernel gradient sums over pixels instead.
///
/// All three are products with the matrix of patches ([Patches]), which is gathered block by block
/// into the cache while the product runs: implicit GEMM. The kernel is repacked once per call, so
/// that its rows are (tap, channel). Where each channel is a group of its own, [Depthwise] takes
/// over; where there are few outputs, [DirectConvolution].
///
/// Kernels are `[outputs, channels / groups, height, width]`, dense and row-major.
///
/// Measured (Zen 5, 249 GFLOP/s of multiply-adds per core): 3 x 3, 64 to 64 channels, 8 images of
/// 32 x 32, forward and input gradient at 150 GFLOP/s on one thread, kernel gradient at 113;
/// LeNet-5's second layer, whose 16 outputs fill one vector, forward at 58.
public record Convolution(
    int images, int height, int width, int channels, int outputs, int groups, Window window) {

  private static final int MOST_ROWS = 192;
  private static final int MOST_PARTS = 16;
  private static final int FEWEST_PIXELS = 256;

  public Convolution {
    if (images < 0 || channels < 0 || outputs < 0 || groups < 1) {
      throw new IllegalArgumentException(
          "convolution: %d images, %d channels, %d outputs, %d groups: too few of something"
              .formatted(images, channels, outputs, groups));
    }
    if (channels % groups != 0 || outputs % groups != 0) {
      throw new IllegalArgumentException(
          "convolution: %d channels to %d outputs: %d groups do not divide both"
              .formatted(channels, outputs, groups));
    }
  }

  public int outputHeight() {
    return window.height().positions(height);
  }

  public int outputWidth() {
    return window.width().positions(width);
  }

  /// Bytes of workspace that each of the three needs with so many threads, aligned to 64.
  public long workspaceBytes(int threads) {
    if (depthwise()) {
      return Depthwise.workspaceBytes(this);
    }
    long worker =
        Math.max(
            kernelGradientTiling().workerBytes(),
            Math.max(forwardTiling().workerBytes(), inputGradientTiling().workerBytes()));
    long partial = 4L * parts() * outputs * groupChannels() * taps();
    long dense = round(Math.max(packedBytes(), partial)) + threads * worker;
    Scatter scatter = Scatter.of(this);
    long bytes = scatter.pays() ? Math.max(dense, scatter.workspaceBytes(threads)) : dense;
    return Math.max(bytes, directBytes(threads));
  }

  private long directBytes(int threads) {
    var forward = DirectConvolution.forward(this);
    var backward = DirectConvolution.backward(this);
    var pixels = new PixelConvolution(forward);
    long lanes = direct(forward) && pixels.pays() ? pixels.workspaceBytes(threads) : 0;
    return Math.max(
        lanes,
        Math.max(
            direct(forward) ? forward.workspaceBytes(threads) : 0,
            directInputGradient(backward) ? backward.workspaceBytes(threads) : 0));
  }

  private boolean direct(DirectConvolution convolution) {
    return groups == 1 && convolution.pays();
  }

  /// With most lanes empty, [Scatter] is faster: it puts taps into lanes as well.
  private boolean directInputGradient(DirectConvolution convolution) {
    return direct(convolution) && 2 * channels > KERNEL.lanes();
  }

  /// Overwrites y, and hands its blocks to the epilogue.
  public void forward(
      Pixels x,
      MemorySegment kernel,
      long offset,
      Pixels y,
      MemorySegment workspace,
      Epilogue epilogue) {
    if (depthwise()) {
      new Depthwise(this).forward(x, kernel, offset, y, workspace, epilogue);
      return;
    }
    int rows = groupChannels() * taps();
    var direct = DirectConvolution.forward(this);
    if (direct(direct)) {
      var weights = new DirectConvolution.Weights(kernel, offset, taps(), rows, false);
      var pixels = new PixelConvolution(direct);
      if (pixels.pays()) pixels.slide(x, weights, y, workspace, epilogue);
      else direct.slide(x, weights, y, workspace, epilogue);
      return;
    }
    long pitch = 4L * lanes(groupOutputs());
    Tiling tiling = forwardTiling();
    long workers = round(packedBytes());
    int chunk = 512;
    int chunks = (rows + chunk - 1) / chunk;
    Parallel.run(
        groups * chunks,
        8L * outputs * rows,
        (task, worker) -> {
          int group = task / chunks;
          int first = task % chunks * chunk;
          KERNEL.transpose(
              groupOutputs(),
              Math.min(chunk, rows - first),
              kernel,
              4 * (offset + (long) group * groupOutputs() * rows + first),
              4L * rows,
              workspace,
              ((long) group * rows + first) * pitch,
              pitch,
              workspace,
              workers + worker * tiling.workerBytes());
        });
    Grid down = Grid.forward(window.height(), height);
    Grid across = Grid.forward(window.width(), width);
    product(
        tiling,
        group -> new Patches(down, across, groupChannels(), x.from(group * groupChannels())),
        group -> new Taps(workspace, group * rows * pitch, pitch, taps() * pitch, groupChannels()),
        y,
        workspace,
        epilogue);
  }

  /// Overwrites dx with the gradient of the input, given dy, that of the output.
  public void inputGradient(
      Pixels dy, MemorySegment kernel, long offset, Pixels dx, MemorySegment workspace) {
    if (depthwise()) {
      new Depthwise(this).inputGradient(dy, kernel, offset, dx, workspace);
      return;
    }
    var direct = DirectConvolution.backward(this);
    if (directInputGradient(direct)) {
      int row = channels * taps();
      var weights = new DirectConvolution.Weights(kernel, offset, row, taps(), true);
      direct.slide(dy, weights, dx, workspace, Epilogue.NONE);
      return;
    }
    Scatter scatter = Scatter.of(this);
    if (scatter.pays()) {
      scatter.inputGradient(dy, kernel, offset, dx, workspace);
      return;
    }
    long pitch = 4L * lanes(groupChannels());
    long tap = groupOutputs() * pitch;
    Tiling tiling = inputGradientTiling();
    long workers = round(packedBytes());
    long plane = (long) groupChannels() * taps();
    Parallel.run(
        outputs,
        8L * outputs * plane,
        (output, worker) ->
            KERNEL.transpose(
                groupChannels(),
                taps(),
                kernel,
                4 * (offset + output * plane),
                4L * taps(),
                workspace,
                (long) (output / groupOutputs()) * taps() * tap + output % groupOutputs() * pitch,
                tap,
                workspace,
                workers + worker * tiling.workerBytes()));
    Grid down = Grid.backward(window.height(), height);
    Grid across = Grid.backward(window.width(), width);
    product(
        tiling,
        group -> new Patches(down, across, groupOutputs(), dy.from(group * groupOutputs())),
        group -> new Taps(workspace, ((group + 1) * taps() - 1) * tap, -tap, pitch, groupOutputs()),
        dx,
        workspace,
        Epilogue.NONE);
  }

  /// A side of the product of one group.
  @FunctionalInterface
  private interface PerGroup<T> {
    T of(long group);
  }

  private void product(
      Tiling tiling,
      PerGroup<Patches> patches,
      PerGroup<Taps> taps,
      Pixels out,
      MemorySegment workspace,
      Epilogue epilogue) {
    int tiles = tiling.m() == 0 || tiling.n() == 0 ? 0 : tiling.tiles();
    long workers = round(packedBytes());
    Parallel.run(
        groups * tiles,
        groups * tiling.work(),
        (task, worker) -> {
          int group = task / tiles;
          int tile = task % tiles;
          tiling.compute(
              tile,
              patches.of(group).left(tiling.width(tile)),
              taps.of(group),
              false,
              out.data(),
              4 * (out.offset() + (long) group * tiling.n()),
              4 * out.pitch(),
              workspace,
              workers + worker * tiling.workerBytes());
          epilogue.apply(
              tiling.firstRow(tile),
              tiling.height(tile),
              (long) group * tiling.n() + tiling.firstColumn(tile),
              tiling.width(tile));
        });
  }

  /// Overwrites dk with the gradient of the kernel, given dy, that of the output.
  ///
  /// The sum over pixels is cut into a fixed number of parts, whose results are added in order.
  public void kernelGradient(
      Pixels x, Pixels dy, MemorySegment dk, long offset, MemorySegment workspace) {
    if (depthwise()) {
      new Depthwise(this).kernelGradient(x, dy, dk, offset, workspace);
      return;
    }
    var direct = DirectConvolution.forward(this);
    if (direct(direct)) {
      var pixels = new PixelConvolution(direct);
      if (pixels.pays()) pixels.kernelGradient(x, dy, dk, offset, workspace);
      else direct.kernelGradient(x, dy, dk, offset, workspace);
      return;
    }
    Tiling part = kernelGradientTiling();
    int tiles = part.m() == 0 || part.n() == 0 ? 0 : part.tiles();
    long partial = 4L * outputs * part.n();
    long workers = round(Math.max(packedBytes(), parts() * partial));
    Grid down = Grid.forward(window.height(), height);
    Grid across = Grid.forward(window.width(), width);
    Parallel.run(
        parts() * groups * tiles,
        2L * outputs * part.n() * pixels(),
        (task, worker) -> {
          int tile = task % tiles;
          int group = task / tiles % groups;
          int number = task / tiles / groups;
          int first = number * part.k();
          Matrix left =
              new Matrix(dy.data(), dy.offset() + (long) group * groupOutputs(), 0, 1, dy.pitch());
          Patches patches =
              new Patches(down, across, groupChannels(), x.from((long) group * groupChannels()));
          part.upTo(Math.clamp(pixels() - first, 0, part.k()))
              .compute(
                  tile,
                  shifted(Packing.left(left, 0, part.width(tile)), first),
                  shifted(patches.right(), first),
                  false,
                  workspace,
                  number * partial + 4L * group * groupOutputs() * part.n(),
                  4L * part.n(),
                  workspace,
                  workers + worker * part.workerBytes());
        });
    combine(partial, dk, offset, workspace);
  }

  private static Side shifted(Side side, int first) {
    return (line, lines, k, depth, scratch, w, block) ->
        side.load(line, lines, first + k, depth, scratch, w, block);
  }

  /// Adds the parts, and brings (tap, channel) into the kernel's order (channel, tap).
  private void combine(long partial, MemorySegment dk, long offset, MemorySegment workspace) {
    int row = groupChannels() * taps();
    Parallel.run(
        outputs,
        4L * parts() * outputs * row,
        (output, _) -> {
          long sum = 4L * output * row;
          for (int part = 1; part < parts(); part++) {
            KERNEL.add(row, workspace, sum + part * partial, workspace, sum);
          }
          for (int tap = 0; tap < taps(); tap++) {
            for (int channel = 0; channel < groupChannels(); channel++) {
              float value = workspace.get(FLOAT, sum + 4L * (tap * groupChannels() + channel));
              dk.set(
                  FLOAT, 4 * (offset + (long) output * row + (long) channel * taps() + tap), value);
            }
          }
        });
  }

  private Tiling forwardTiling() {
    return Tiling.of(pixels(), groupOutputs(), groupChannels() * taps(), MOST_ROWS);
  }

  private Tiling inputGradientTiling() {
    return Tiling.of(
        Math.multiplyExact(images, height * width),
        groupChannels(),
        groupOutputs() * taps(),
        MOST_ROWS);
  }

  /// One part of the sum over pixels.
  private Tiling kernelGradientTiling() {
    int length = (pixels() + parts() - 1) / parts();
    return Tiling.of(groupOutputs(), groupChannels() * taps(), length);
  }

  private int parts() {
    int tiles = groups * Tiling.of(groupOutputs(), groupChannels() * taps(), pixels()).tiles();
    return Math.clamp(
        Math.min(pixels() / FEWEST_PIXELS, MOST_PARTS / Math.max(1, tiles)), 1, MOST_PARTS);
  }

  private boolean depthwise() {
    return groups == channels && groups == outputs && groups > 1;
  }

  int taps() {
    return window.taps();
  }

  /// Output pixels of all images.
  int pixels() {
    return Math.multiplyExact(images, outputHeight() * outputWidth());
  }

  private int groupChannels() {
    return channels / groups;
  }

  private int groupOutputs() {
    return outputs / groups;
  }

  /// Either packed form of the kernel.
  private long packedBytes() {
    long forward = (long) channels * taps() * lanes(groupOutputs());
    long backward = (long) outputs * taps() * lanes(groupChannels());
    return 4 * Math.max(forward, backward);
  }

  static int lanes(int count) {
    return (count + KERNEL.lanes() - 1) / KERNEL.lanes() * KERNEL.lanes();
  }

  static long round(long bytes) {
    return (bytes + 4095) / 4096 * 4096;
  }
}
