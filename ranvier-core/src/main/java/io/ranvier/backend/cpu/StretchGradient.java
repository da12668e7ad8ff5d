package io.ranvier.backend.cpu;

import static io.ranvier.backend.cpu.Simd.KERNEL;

import java.lang.foreign.MemorySegment;

/// The kernel gradient of a convolution of few channels whose patches are read where they lie
/// ([Unfolding]): `dk[t, c, o] = Σₚ x[p, t, c] · dy[p, o]`, products whose left sides are the
/// stretches of one row of taps, by columns.
///
/// A task takes some outputs and one part of the pixels, band by band. It unfolds a band into an
/// array for the second-level cache, and adds the band's products, whose sums are some hundred
/// pixels long, to its part of the result. The output gradient is read in place where its rows are
/// near each other, else from a copy. The parts are added in order, and brought into the kernel's
/// order.
///
/// Measured (Zen 5, one thread, 233 GFLOP/s of multiply-adds in the best tenth of runs, operands
/// not in a cache): 7 x 7 of stride 2 on 3 channels of 224 x 224 at 139 GFLOP/s, where gathered
/// patches reach 121; 3 x 3 of stride 2 on 64 channels of 56 x 56 at 165, rather than 150. With
/// more channels, or small pictures whose bands are short, it gains nothing.
record StretchGradient(Grid down, Grid across, int images, int channels, int outputs) {

  private static final int CHANNELS = 64;
  private static final int OUTPUTS = 128;
  private static final int FEWEST_PIXELS = 192;
  private static final int MOST_PIXELS = 448;
  private static final int WANTED_TASKS = 16;

  /// Up to this distance of pixels (bytes), the output gradient is read in place.
  private static final long NEAR = 512;

  /// Rows of one part of the result that are added by one task.
  private static final int ADDED_ROWS = 64;

  boolean pays() {
    return StretchConvolution.reads(down, across, channels)
        && channels <= CHANNELS
        && across.taps() * channels >= Microkernel.TILE_ROWS
        && outputs > KERNEL.lanes()
        && images > 0
        && bandRows() * across.outputs() >= FEWEST_PIXELS;
  }

  private int bandRows() {
    var patches = new Unfolding(down, across, channels, 0).spread();
    int rows = down.outputs();
    for (int parts = 2;
        rows > 1
            && (patches.floats(rows) > Unfolding.FLOATS || rows * across.outputs() > MOST_PIXELS);
        parts++) {
      rows = Math.ceilDiv(down.outputs(), parts);
    }
    return rows;
  }

  private int bandsDown() {
    return Math.ceilDiv(down.outputs(), bandRows());
  }

  private int outputChunk() {
    return Tiling.even(outputs, OUTPUTS, KERNEL.panel());
  }

  private int chunks() {
    return Math.ceilDiv(outputs, outputChunk());
  }

  private int parts() {
    return Math.clamp(Math.ceilDiv(WANTED_TASKS, chunks()), 1, images * bandsDown());
  }

  /// Floats of a patch: rows of the result.
  private int length() {
    return down.taps() * across.taps() * channels;
  }

  /// From one row of a chunk of the result to the next.
  private long pitch() {
    return 4L * outputChunk();
  }

  private long workers() {
    return Convolution.round((long) parts() * chunks() * length() * pitch());
  }

  private static long blockBytes() {
    return 4L * Microkernel.TILE_ROWS * KERNEL.panel();
  }

  /// Bytes of what one output has in the kernel, and a vector more.
  private long turnedPitch() {
    return 4L * (length() + KERNEL.lanes());
  }

  private long workerBytes() {
    long gradient = (long) bandRows() * across.outputs() * pitch();
    long turned = KERNEL.panel() * turnedPitch() + Packing.transposeBytes();
    return Convolution.round(blockBytes() + Math.max(gradient, turned));
  }

  long workspaceBytes(int threads) {
    return workers() + threads * workerBytes();
  }

  /// Overwrites dk, `[output, channel, tap]`.
  void run(Pixels x, Pixels dy, MemorySegment dk, long offset, MemorySegment workspace) {
    int chunks = chunks();
    int parts = parts();
    int bands = images * bandsDown();
    long bytes = length() * pitch();
    long workers = workers();
    long workerBytes = workerBytes();
    Parallel.run(
        parts * chunks,
        2L * images * down.outputs() * across.outputs() * outputs * length(),
        (task, worker) -> {
          int part = task / chunks;
          int start = (int) ((long) part * bands / parts);
          int end = (int) ((part + 1L) * bands / parts);
          int output = task % chunks * outputChunk();
          long w = workers + worker * workerBytes;
          for (int band = start; band < end; band++) {
            addBand(band, output, x, dy, workspace, task * bytes, band > start, w);
          }
        });
    addParts(workspace);
    turn(dk, offset, workspace);
  }

  private void addBand(
      int band,
      int output,
      Pixels x,
      Pixels dy,
      MemorySegment workspace,
      long result,
      boolean add,
      long w) {
    int bandRows = bandRows();
    int bandsDown = bandsDown();
    int image = band / bandsDown;
    int top = band % bandsDown * bandRows;
    int rows = Math.min(bandRows, down.outputs() - top);
    var unfolding = Unfolding.of(down, across, channels, x.pitch());
    Unfolding.Band left = unfolding.band(1, rows);
    unfolding.fill(image, top, rows, x, left, 0);
    int[] stretches = unfolding.stretches(rows);
    int pixels = rows * across.outputs();
    int width = Math.min(outputChunk(), outputs - output);
    long first = ((long) image * down.outputs() + top) * across.outputs();
    RightSide.Block right = Panel.mine().right;
    load(dy, first, pixels, output, width, workspace, w + blockBytes(), right);
    int panel = KERNEL.panel();
    for (int tap = 0; tap < stretches.length; tap++) {
      long c = result + (long) tap * unfolding.length() * pitch();
      for (int j = 0; j < width; j += panel) {
        KERNEL.multiply(
            unfolding.length(),
            panel,
            pixels,
            left.data,
            stretches[tap],
            1,
            unfolding.pixel(),
            right.data,
            right.offset + j / panel * right.stride,
            right.step,
            add,
            workspace,
            c + 4L * j,
            pitch(),
            workspace,
            w);
      }
    }
  }

  /// Makes the output gradient of some pixels readable by panels.
  private static void load(
      Pixels dy,
      long pixel,
      int pixels,
      int output,
      int width,
      MemorySegment workspace,
      long to,
      RightSide.Block block) {
    int panel = KERNEL.panel();
    long from = 4 * (dy.offset() + pixel * dy.pitch() + output);
    long pitch = 4 * dy.pitch();
    if (width % panel == 0 && pitch <= NEAR) {
      block.set(dy.data(), from, 4L * panel, pitch);
      return;
    }
    long bytes = 4L * pixels * panel;
    for (int j = 0; j < width; j += panel) {
      int columns = Math.min(panel, width - j);
      long t = to + j / panel * bytes;
      KERNEL.copy(pixels, columns, dy.data(), from + 4L * j, pitch, workspace, t, 4L * panel);
    }
    block.set(workspace, to, bytes, 4L * panel);
  }

  private void addParts(MemorySegment workspace) {
    int parts = parts();
    int rows = chunks() * length();
    Parallel.run(
        parts == 1 ? 0 : Math.ceilDiv(rows, ADDED_ROWS),
        4L * rows * outputChunk() * parts,
        (task, _) -> {
          int first = task * ADDED_ROWS;
          int count = Math.min(ADDED_ROWS, rows - first) * outputChunk();
          long to = first * pitch();
          for (int part = 1; part < parts; part++) {
            KERNEL.add(count, workspace, to + (long) part * rows * pitch(), workspace, to);
          }
        });
  }

  /// Brings `[tap, channel, output]` into the kernel's order, a panel of outputs at a time. What a
  /// transposition writes too much, the next channel's overwrites.
  private void turn(MemorySegment dk, long offset, MemorySegment workspace) {
    int panel = KERNEL.panel();
    int taps = down.taps() * across.taps();
    Parallel.run(
        Math.ceilDiv(outputs, panel),
        8L * outputs * length(),
        (task, worker) -> {
          int output = task * panel;
          int width = Math.min(panel, outputs - output);
          long chunk = (long) output / outputChunk() * length() * pitch();
          long from = chunk + 4L * (output % outputChunk());
          long w = workers() + worker * workerBytes();
          long t = w + Packing.transposeBytes();
          for (int channel = 0; channel < channels; channel++) {
            KERNEL.transpose(
                taps,
                width,
                workspace,
                from + channel * pitch(),
                channels * pitch(),
                workspace,
                t + 4L * channel * taps,
                turnedPitch(),
                workspace,
                w);
          }
          long to = 4 * (offset + (long) output * length());
          KERNEL.copy(width, length(), workspace, t, turnedPitch(), dk, to, 4L * length());
        });
  }
}
