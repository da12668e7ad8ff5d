package io.ranvier.backend.cpu;

import static io.ranvier.backend.cpu.Simd.KERNEL;

import java.lang.foreign.MemorySegment;
import java.util.List;

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
/// Where vectors are of 512 bits and bands of unfolded picture rows fit the cache, patches are read
/// in place instead: forward and by phases in [StretchConvolution], the kernel gradient of few
/// channels in [StretchGradient], which say what was measured. What is left to gathering: strided 1
/// x 1, groups of few outputs, kernel gradients of many channels.
///
/// Measured (Zen 5, two threads, 498 GFLOP/s of multiply-adds, operands not in a cache): kernel
/// gradients of 3 x 3 of stride 2, 64 pictures of 16 x 16, 128 to 256 channels: 322 GFLOP/s; of 1 x
/// 1, 8 pictures: 260 for 64 to 256 channels of 56 x 56, where reading takes as long as computing,
/// 356 for 512 to 2048 of 7 x 7.
record ImplicitGemm(Convolution shape) {

  private static final int MOST_PARTS = 16;
  private static final int FEWEST_PIXELS = 256;

  /// Columns of a tile that is copied to its place: it stays in the second-level cache meanwhile.
  private static final int COPIED_COLUMNS = 128;

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
    for (Phase phase : Phase.backward(shape)) {
      backward = Math.max(backward, phaseWorkerBytes(phase, tiling(phase)));
      backward = Math.max(backward, phaseWorkerBytes(phase, tiles(phase, outputs())));
    }
    Tiling part = kernelGradientTiling();
    long worker = Math.max(Math.max(forward, packing), backward);
    long products = Convolution.round(panels.bytes()) + threads * worker;
    long gradient =
        Convolution.round(parts() * 4L * shape.outputs() * part.n())
            + threads * kernelGradientWorkerBytes(part);
    StretchGradient stretches = stretchGradient();
    long stretched = stretches.pays() ? stretches.workspaceBytes(threads) : 0;
    return Math.max(Math.max(products, gradient), stretched);
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
    Tiles tiles = forwardTiles(x.pitch());
    var lefts = new LeftSide[groups()];
    for (int group = 0; group < lefts.length; group++) {
      Pixels source = x.from((long) group * channels());
      lefts[group] = SharedLeft.of(new Patches(down, across, channels(), source).left());
    }
    Parallel.run(
        groups() * tiles.tiles(),
        groups() * forwardTiling().work(),
        (task, worker) -> {
          int group = task / tiles.tiles();
          int tile = task % tiles.tiles();
          compute(
              tiles,
              tile,
              lefts[group],
              x.from((long) group * channels()),
              panels.forward(group, packed),
              y.data(),
              4 * (y.offset() + (long) group * outputs()),
              4 * y.pitch(),
              workspace,
              workers + worker * tiles.workerBytes());
          epilogue.apply(
              tiles.firstRow(tile),
              tiles.height(tile),
              (long) group * outputs() + tiles.firstColumn(tile),
              tiles.width(tile));
        });
  }

  private static void compute(
      Tiles tiles,
      int tile,
      LeftSide left,
      Pixels source,
      PackedSide weights,
      MemorySegment out,
      long c,
      long cm,
      MemorySegment scratch,
      long w) {
    switch (tiles) {
      case StretchConvolution s -> s.compute(tile, source, weights, out, c, cm, scratch, w);
      case Tiling t -> t.compute(tile, left, weights, false, out, c, cm, scratch, w);
    }
  }

  /// Overwrites dx with the gradient of the input, given dy, that of the output.
  void inputGradient(
      Pixels dy, MemorySegment kernel, long offset, Pixels dx, MemorySegment workspace) {
    KernelPanels panels = new KernelPanels(shape);
    long workers = Convolution.round(panels.bytes());
    List<Phase> phases = Phase.backward(shape);
    panels.packBackward(phases, kernel, offset, workspace, workers);
    Tiles[] tiles = new Tiles[phases.size()];
    var lefts = new LeftSide[phases.size() * groups()];
    var weights = new PackedSide[lefts.length];
    int[] ends = new int[phases.size()];
    long work = 0;
    long worker = 0;
    int tasks = 0;
    for (int i = 0; i < phases.size(); i++) {
      Tiling tiling = tiling(phases.get(i));
      tiles[i] = tiles(phases.get(i), dy.pitch());
      for (int group = 0; group < groups(); group++) {
        Pixels source = dy.from((long) group * outputs());
        var patches = new Patches(phases.get(i).down(), phases.get(i).across(), outputs(), source);
        lefts[i * groups() + group] = SharedLeft.of(patches.left());
        weights[i * groups() + group] = panels.backward(phases.get(i), group, workspace);
      }
      tasks += groups() * tiles[i].tiles();
      ends[i] = tasks;
      work += groups() * (tiling.work() + 2L * tiling.m() * tiling.n());
      worker = Math.max(worker, phaseWorkerBytes(phases.get(i), tiles[i]));
    }
    long workerBytes = worker;
    Parallel.run(
        tasks,
        work,
        (task, number) -> {
          int i = 0;
          while (task >= ends[i]) i++;
          int index = i == 0 ? task : task - ends[i - 1];
          int group = index / tiles[i].tiles();
          phase(
              phases.get(i),
              tiles[i],
              index % tiles[i].tiles(),
              lefts[i * groups() + group],
              dy.from((long) group * outputs()),
              weights[i * groups() + group],
              dx.from((long) group * channels()),
              workspace,
              workers + number * workerBytes);
        });
  }

  private void phase(
      Phase phase,
      Tiles tiles,
      int tile,
      LeftSide left,
      Pixels dy,
      PackedSide weights,
      Pixels dx,
      MemorySegment workspace,
      long w) {
    if (phase.whole()) {
      long pitch = 4 * dx.pitch();
      compute(tiles, tile, left, dy, weights, dx.data(), 4 * dx.offset(), pitch, workspace, w);
      return;
    }
    int first = tiles.firstRow(tile);
    int column = tiles.firstColumn(tile);
    int width = tiles.width(tile);
    long row = 4L * width;
    long buffer = w + tiles.workerBytes();
    long corner = buffer - first * row - 4L * column;
    compute(tiles, tile, left, dy, weights, workspace, corner, row, workspace, w);
    int end = first + tiles.height(tile);
    for (int pixel = first; pixel < end; ) {
      int run = Math.min(end - pixel, phase.across().outputs() - pixel % phase.across().outputs());
      long to = 4 * (dx.offset() + phase.pixel(pixel) * dx.pitch() + column);
      KERNEL.copy(
          run,
          width,
          workspace,
          buffer + (pixel - first) * row,
          row,
          dx.data(),
          to,
          4 * dx.pitch() * phase.lattice().columnStep());
      pixel += run;
    }
  }

  /// Overwrites dk with the gradient of the kernel, given dy, that of the output.
  void kernelGradient(Pixels x, Pixels dy, MemorySegment dk, long offset, MemorySegment workspace) {
    StretchGradient stretches = stretchGradient();
    if (groups() == 1 && stretches.pays()) {
      stretches.run(x, dy, dk, offset, workspace);
      return;
    }
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

  private StretchGradient stretchGradient() {
    Grid down = Grid.forward(shape.window().height(), shape.height());
    Grid across = Grid.forward(shape.window().width(), shape.width());
    return new StretchGradient(down, across, shape.images(), channels(), outputs());
  }

  private Tiles forwardTiles(long pitch) {
    Grid down = Grid.forward(shape.window().height(), shape.height());
    Grid across = Grid.forward(shape.window().width(), shape.width());
    var stretches =
        StretchConvolution.of(
            Unfolding.of(down, across, channels(), pitch),
            shape.images(),
            outputs(),
            Integer.MAX_VALUE);
    return stretches.pays() ? stretches : forwardTiling();
  }

  private Tiles tiles(Phase phase, long pitch) {
    var stretches =
        StretchConvolution.of(
            Unfolding.of(phase.down(), phase.across(), outputs(), pitch),
            shape.images(),
            channels(),
            phase.whole() ? Integer.MAX_VALUE : COPIED_COLUMNS);
    return stretches.pays() ? stretches : tiling(phase);
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
  private static long phaseWorkerBytes(Phase phase, Tiles tiles) {
    return Convolution.round(tiles.workerBytes() + (phase.whole() ? 0 : 4 * tiles.elements()));
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
