package io.ranvier.backend.cpu;

import static io.ranvier.backend.cpu.Simd.KERNEL;

import java.lang.foreign.MemorySegment;

/// Convolution and its gradients as products with the matrix of patches ([Patches]), which is never
/// stored: blocks of it are gathered into the cache while the product runs. Any stride, padding,
/// dilation, groups.
///
/// The kernel is packed once per call, by all threads, into panels whose rows are (tap, channel);
/// all tiles read the same panels. The input gradient of a strided convolution falls apart into
/// `stride²` phases ([Phase]), products of their own whose results are put where they belong from a
/// buffer in the cache. The kernel gradient sums over pixels; its sum is cut into a fixed number of
/// parts, which are added in order.
///
/// Measured (Zen 5, two threads, 498 GFLOP/s of multiply-adds, operands not in a cache): 3 x 3 of
/// stride 2, 64 pictures of 16 x 16, 128 to 256 channels: 368 GFLOP/s forward, 363 the input
/// gradient, 322 the kernel gradient; kernel gradients of 1 x 1, 8 pictures: 260 for 64 to 256
/// channels of 56 x 56, where reading takes as long as computing, 356 for 512 to 2048 of 7 x 7; 7 x
/// 7 of stride 2 on 3 channels of 224 x 224: 331 forward, 228 the kernel gradient.
record ImplicitGemm(Convolution shape) {

  private static final int MOST_PARTS = 16;
  private static final int FEWEST_PIXELS = 256;

  private int groups() {
    return shape.groups();
  }

  private int channels() {
    return shape.channels() / shape.groups();
  }

  private int outputs() {
    return shape.outputs() / shape.groups();
  }

  private int taps() {
    return shape.taps();
  }

  /// Bytes of workspace that each of the three needs with so many threads.
  long workspaceBytes(int threads) {
    KernelPanels panels = new KernelPanels(shape);
    long forward = forwardTiling().workerBytes();
    long packing = panels.workerBytes();
    long backward = 0;
    for (Phase phase : Phase.of(shape)) {
      backward = Math.max(backward, phaseWorkerBytes(phase));
    }
    Tiling part = kernelGradientTiling();
    long worker = Math.max(Math.max(forward, packing), backward);
    long products = Convolution.round(panels.bytes()) + threads * worker;
    long gradient =
        Convolution.round(parts() * 4L * shape.outputs() * part.n())
            + threads * kernelGradientWorkerBytes(part);
    return Math.max(products, gradient);
  }

  /// Bytes of workspace for a kernel that is packed already.
  long packedWorkspaceBytes(int threads) {
    return threads * forwardTiling().workerBytes();
  }

  /// Overwrites y, and hands its blocks to the epilogue.
  void forward(
      Pixels x,
      MemorySegment kernel,
      long offset,
      Pixels y,
      MemorySegment workspace,
      Epilogue epilogue) {
    KernelPanels panels = new KernelPanels(shape);
    long workers = Convolution.round(panels.bytes());
    panels.packForward(kernel, offset, workspace, workspace, workers);
    forward(x, workspace, y, workspace, workers, epilogue);
  }

  /// Likewise from the kernel as [KernelPanels] packs it.
  ///
  /// @param workers where the workers' own memory begins in the workspace
  void forward(
      Pixels x,
      MemorySegment packed,
      Pixels y,
      MemorySegment workspace,
      long workers,
      Epilogue epilogue) {
    KernelPanels panels = new KernelPanels(shape);
    Grid down = Grid.forward(shape.window().height(), shape.height());
    Grid across = Grid.forward(shape.window().width(), shape.width());
    Tiling tiling = forwardTiling();
    int tiles = tiling.m() == 0 || tiling.n() == 0 ? 0 : tiling.tiles();
    Parallel.run(
        groups() * tiles,
        groups() * tiling.work(),
        (task, worker) -> {
          int group = task / tiles;
          int tile = task % tiles;
          Pixels source = x.from((long) group * channels());
          tiling.compute(
              tile,
              new Patches(down, across, channels(), source).left(),
              panels.forward(group, packed),
              false,
              y.data(),
              4 * (y.offset() + (long) group * outputs()),
              4 * y.pitch(),
              workspace,
              workers + worker * tiling.workerBytes());
          epilogue.apply(
              tiling.firstRow(tile),
              tiling.height(tile),
              (long) group * outputs() + tiling.firstColumn(tile),
              tiling.width(tile));
        });
  }

  /// Overwrites dx with the gradient of the input, given dy, that of the output.
  void inputGradient(
      Pixels dy, MemorySegment kernel, long offset, Pixels dx, MemorySegment workspace) {
    KernelPanels panels = new KernelPanels(shape);
    long workers = Convolution.round(panels.bytes());
    Phase[] phases = Phase.of(shape);
    panels.packBackward(phases, kernel, offset, workspace, workers);
    int[] ends = new int[phases.length];
    long work = 0;
    long worker = 0;
    int tasks = 0;
    for (int i = 0; i < phases.length; i++) {
      Tiling tiling = tiling(phases[i]);
      tasks += tiling.m() == 0 || tiling.n() == 0 ? 0 : groups() * tiling.tiles();
      ends[i] = tasks;
      work += groups() * (tiling.work() + 2L * tiling.m() * tiling.n());
      worker = Math.max(worker, phaseWorkerBytes(phases[i]));
    }
    long workerBytes = worker;
    Parallel.run(
        tasks,
        work,
        (task, number) -> {
          int i = 0;
          while (task >= ends[i]) i++;
          int index = i == 0 ? task : task - ends[i - 1];
          Tiling tiling = tiling(phases[i]);
          int group = index / tiling.tiles();
          phase(
              phases[i],
              index % tiling.tiles(),
              dy.from((long) group * outputs()),
              panels.backward(phases[i], group, workspace),
              dx.from((long) group * channels()),
              workspace,
              workers + number * workerBytes);
        });
  }

  private void phase(
      Phase phase,
      int tile,
      Pixels dy,
      PackedSide weights,
      Pixels dx,
      MemorySegment workspace,
      long w) {
    Tiling tiling = tiling(phase);
    LeftSide left = new Patches(phase.down(), phase.across(), outputs(), dy).left();
    if (phase.whole()) {
      long pitch = 4 * dx.pitch();
      tiling.compute(tile, left, weights, false, dx.data(), 4 * dx.offset(), pitch, workspace, w);
      return;
    }
    long row = 4L * tiling.columns();
    long buffer = w + tiling.workerBytes();
    int first = tiling.firstRow(tile);
    int column = tiling.firstColumn(tile);
    long corner = buffer - first * row - 4L * column;
    tiling.compute(tile, left, weights, false, workspace, corner, row, workspace, w);
    int end = first + tiling.height(tile);
    for (int pixel = first; pixel < end; ) {
      int run = Math.min(end - pixel, phase.across().outputs() - pixel % phase.across().outputs());
      long to = 4 * (dx.offset() + phase.pixel(shape, pixel) * dx.pitch() + column);
      KERNEL.copy(
          run,
          tiling.width(tile),
          workspace,
          buffer + (pixel - first) * row,
          row,
          dx.data(),
          to,
          4 * dx.pitch() * phase.columnStep());
      pixel += run;
    }
  }

  /// Overwrites dk with the gradient of the kernel, given dy, that of the output.
  void kernelGradient(Pixels x, Pixels dy, MemorySegment dk, long offset, MemorySegment workspace) {
    Tiling part = kernelGradientTiling();
    int tiles = part.m() == 0 || part.n() == 0 ? 0 : part.tiles();
    int parts = parts();
    boolean direct = parts == 1 && taps() == 1;
    long partial = 4L * shape.outputs() * part.n();
    long workers = Convolution.round(parts * partial);
    long workerBytes = kernelGradientWorkerBytes(part);
    Grid down = Grid.forward(shape.window().height(), shape.height());
    Grid across = Grid.forward(shape.window().width(), shape.width());
    Parallel.run(
        parts * groups() * tiles,
        2L * shape.outputs() * part.n() * shape.pixels(),
        (task, worker) -> {
          int tile = task % tiles;
          int group = task / tiles % groups();
          int number = task / tiles / groups();
          int first = number * part.k();
          Matrix gradient =
              new Matrix(dy.data(), dy.offset() + (long) group * outputs(), 0, 1, dy.pitch());
          LeftSide left = Packing.left(gradient, 0);
          Pixels source = x.from((long) group * channels());
          RightSide right = new Patches(down, across, channels(), source).right(part.height(tile));
          long c = 4L * group * outputs() * part.n();
          part.upTo(Math.clamp(shape.pixels() - first, 0, part.k()))
              .compute(
                  tile,
                  (line, lines, k, depth, to) -> left.load(line, lines, first + k, depth, to),
                  (line, lines, k, depth, scratch, w, block) ->
                      right.load(line, lines, first + k, depth, scratch, w, block),
                  false,
                  direct ? dk : workspace,
                  direct ? 4 * offset + c : number * partial + c,
                  4L * part.n(),
                  workspace,
                  workers + worker * workerBytes);
        });
    if (!direct) {
      combine(parts, partial, dk, offset, workspace, workers, workerBytes);
    }
  }

  /// Adds the parts, and brings (tap, channel) into the kernel's order (channel, tap).
  private void combine(
      int parts,
      long partial,
      MemorySegment dk,
      long offset,
      MemorySegment workspace,
      long workers,
      long workerBytes) {
    int row = channels() * taps();
    Parallel.run(
        shape.outputs(),
        4L * (parts + 1) * shape.outputs() * row,
        (output, worker) -> {
          long sum = 4L * output * row;
          for (int part = 1; part < parts; part++) {
            KERNEL.add(row, workspace, sum + part * partial, workspace, sum);
          }
          long to = 4 * (offset + (long) output * row);
          if (taps() == 1) {
            KERNEL.copy(1, row, workspace, sum, 0, dk, to, 0);
          } else {
            long from = workers + worker * workerBytes;
            long pitch = 4L * Convolution.lanes(taps());
            KERNEL.transpose(
                taps(),
                channels(),
                workspace,
                sum,
                4L * channels(),
                workspace,
                from,
                pitch,
                workspace,
                from + channels() * pitch);
            KERNEL.copy(channels(), taps(), workspace, from, pitch, dk, to, 4L * taps());
          }
        });
  }

  private Tiling forwardTiling() {
    return Tiling.shared(shape.pixels(), outputs(), channels() * taps());
  }

  private Tiling tiling(Phase phase) {
    int pixels =
        Math.multiplyExact(shape.images(), phase.down().outputs() * phase.across().outputs());
    int length = outputs() * phase.down().taps() * phase.across().taps();
    return phase.whole()
        ? Tiling.shared(pixels, channels(), length)
        : Tiling.of(pixels, channels(), length, Panel.ROWS);
  }

  /// Room for a finished tile, where it cannot be computed in its place.
  private long phaseWorkerBytes(Phase phase) {
    Tiling tiling = tiling(phase);
    long buffer = phase.whole() ? 0 : 4L * tiling.rows() * tiling.columns();
    return Convolution.round(tiling.workerBytes() + buffer);
  }

  /// One part of the sum over pixels. Tiles are as large as they may be, and the sum is cut
  /// instead: what is gathered for a tile serves its rows only.
  private Tiling kernelGradientTiling() {
    return Tiling.large(outputs(), channels() * taps(), Math.ceilDiv(shape.pixels(), parts()));
  }

  private long kernelGradientWorkerBytes(Tiling part) {
    long transposed = 4L * channels() * Convolution.lanes(taps()) + Packing.transposeBytes();
    return Convolution.round(Math.max(part.workerBytes(), transposed));
  }

  private int parts() {
    int tiles = groups() * Tiling.large(outputs(), channels() * taps(), shape.pixels()).tiles();
    return Math.clamp(
        Math.min(shape.pixels() / FEWEST_PIXELS, MOST_PARTS / Math.max(1, tiles)), 1, MOST_PARTS);
  }
}
