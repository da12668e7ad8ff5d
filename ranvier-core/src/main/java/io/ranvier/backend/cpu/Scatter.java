package io.ranvier.backend.cpu;

import static io.ranvier.backend.cpu.Simd.FLOAT;
import static io.ranvier.backend.cpu.Simd.KERNEL;

import java.lang.foreign.MemorySegment;

/// The input gradient of a convolution by its adjoint: the product of the output gradient and the
/// kernel gives the gradient of each patch, which is added to the pixels that the patch was
/// gathered from.
///
/// Better than the convolution of the output gradient where there are fewer channels than lanes:
/// the product is `taps · channels` columns wide instead.
///
/// Rows of patches are added up in a plane, a picture with its padding, which slides down the
/// picture: row i of a patch belongs to row `stride · p + dilation · i` of it, where the patches of
/// some rows p meet. Their sum is formed in registers and added at once. Neighbouring patches
/// overlap, and a vector that reads what two others have just written waits until both are in the
/// cache; so the pass goes down all rows before it takes the next column of patches.
///
/// One task per image and group: no two tasks add to the same pixel, and the order of sums is
/// fixed.
///
/// Measured (Zen 5, one thread): LeNet-5's second layer, 5 x 5, 16 to 6 channels, 6.3 µs an image,
/// 77 GFLOP/s; 60 % of that is the product, whose sums have only 16 terms.
record Scatter(Convolution shape, Grid down, Grid across, int channels, int outputs) {

  /// Floats of patch gradients that are held at once.
  private static final int BLOCK = 1 << 16;

  private static final int MOST_COLUMNS = 256;

  /// Packed kernels of so many bytes stay in the cache as they are.
  private static final int RESIDENT = 1 << 15;

  static Scatter of(Convolution shape) {
    return new Scatter(
        shape,
        Grid.forward(shape.window().height(), shape.height()),
        Grid.forward(shape.window().width(), shape.width()),
        shape.channels() / shape.groups(),
        shape.outputs() / shape.groups());
  }

  boolean pays() {
    return channels < KERNEL.lanes();
  }

  void inputGradient(
      Pixels dy, MemorySegment kernel, long offset, Pixels dx, MemorySegment workspace) {
    pack(kernel, offset, workspace);
    int groups = shape.groups();
    long start = Convolution.round(packedBytes());
    Parallel.run(
        shape.images() * groups,
        2L * shape.pixels() * shape.outputs() * length(),
        (task, worker) -> {
          int group = task % groups;
          Matrix weights = new Matrix(workspace, (long) group * outputs * pitch(), 0, pitch(), 1);
          Pixels gradient = dy.from((long) group * outputs);
          Pixels sums = dx.from((long) group * channels);
          image(task / groups, gradient, weights, sums, workspace, start + worker * workerBytes());
        });
  }

  private void image(
      int image, Pixels dy, Matrix weights, Pixels dx, MemorySegment scratch, long w) {
    long plane = w + patchBytes();
    KERNEL.clear((int) (planeRows() * line() / 4), scratch, plane);
    int written = 0;
    int rows = across.outputs() > 0 ? down.outputs() : 0;
    for (int first = 0; first < rows; first += blockRows()) {
      int count = Math.min(blockRows(), rows - first);
      multiply((long) image * rows + first, count, dy, weights, scratch, w);
      addWindows(count, scratch, w, plane);
      boolean last = first + count == rows;
      int complete = last ? (count - 1) * down.step() + extent(down) : count * down.step();
      int top = first * down.step() - down.before();
      for (int q = Math.max(0, -top); q < complete && top + q < down.source(); q++) {
        write(image, top + q, scratch, plane + q * line(), dx);
        written = top + q + 1;
      }
      if (!last) slide(complete, scratch, plane);
    }
    for (int row = written; row < down.source(); row++) clear(image, row, 0, dx);
  }

  /// The gradients of the patches of `count` rows of outputs.
  private void multiply(
      long row, int count, Pixels dy, Matrix weights, MemorySegment scratch, long w) {
    int pixels = count * across.outputs();
    long first = dy.offset() + row * across.outputs() * dy.pitch();
    Matrix left = new Matrix(dy.data(), first, 0, dy.pitch(), 1);
    if (outputs <= Panel.DEPTH && 4L * outputs * pitch() <= RESIDENT) {
      Panel block = Panel.mine();
      LeftSide side = Packing.left(left, 0);
      int panel = KERNEL.panel();
      for (int pixel = 0; pixel < pixels; pixel += Panel.ROWS) {
        int lines = Math.min(Panel.ROWS, pixels - pixel);
        side.load(pixel, lines, 0, outputs, block);
        for (int column = 0; column < columns(); column += panel) {
          KERNEL.multiply(
              lines,
              Math.min(panel, columns() - column),
              outputs,
              block.data,
              0,
              block.row,
              block.step,
              weights.data(),
              weights.at(0, 0, column),
              4 * weights.rowStride(),
              false,
              scratch,
              w + 4L * (pixel * (long) columns() + column),
              4L * columns(),
              scratch,
              w + patchBytes() + planeBytes());
        }
      }
      return;
    }
    Tiling tiling = tiling(pixels);
    var side = SharedLeft.of(Packing.left(left, 0));
    for (int tile = 0; tile < tiling.tiles(); tile++) {
      tiling.compute(
          tile,
          side,
          Packing.right(weights, 0, pixels),
          false,
          scratch,
          w,
          4L * columns(),
          scratch,
          w + patchBytes() + planeBytes());
    }
  }

  /// Adds the patches of `count` rows of outputs to the plane.
  private void addWindows(int count, MemorySegment scratch, long w, long plane) {
    int rows = (count - 1) * down.step() + extent(down);
    int[] terms = new int[rows * 2];
    for (int q = 0; q < rows; q++) terms(q, count, terms);
    int runs = across.dense() ? 1 : across.taps();
    int run = across.taps() / runs * channels;
    long patchRow = 4L * across.taps() * channels;
    long patchLine = 4L * across.outputs() * columns();
    long delta = terms.length == 0 ? 0 : delta(patchRow, patchLine);
    for (int x = 0; x < across.outputs(); x++) {
      for (int j = 0; j < runs; j++) {
        long from = w + 4L * x * columns() + 4L * j * run;
        long to = plane + 4L * channels * (x * across.step() + j * across.dilation());
        for (int q = 0; q < rows; q++, to += line()) {
          int i = terms[2 * q];
          int number = terms[2 * q + 1];
          if (number == 0) continue;
          int p = (q - i * down.dilation()) / down.step();
          addRuns(run, number, scratch, from + p * patchLine + i * patchRow, delta, to);
        }
      }
    }
  }

  /// Which taps meet row q of the plane: the first, and how many. One follows the other every
  /// `stride / gcd(stride, dilation)` taps.
  private void terms(int q, int count, int[] terms) {
    int first = 0;
    int number = 0;
    for (int i = 0; i < down.taps(); i++) {
      int at = q - i * down.dilation();
      if (at < 0 || at % down.step() != 0 || at / down.step() >= count) continue;
      if (number++ == 0) first = i;
    }
    terms[2 * q] = first;
    terms[2 * q + 1] = number;
  }

  /// From one of these taps to the next, in the rows of patches.
  private long delta(long patchRow, long patchLine) {
    int taps = 1;
    while (taps * down.dilation() % down.step() != 0) taps++;
    int lines = taps * down.dilation() / down.step();
    return taps * patchRow - lines * patchLine;
  }

  private static void addRuns(
      int run, int number, MemorySegment scratch, long from, long delta, long to) {
    if (Simd.AVAILABLE) {
      VectorRuns.add(run, number, scratch, from, delta, scratch, to);
      return;
    }
    for (int i = 0; i < number; i++) KERNEL.add(run, scratch, from + i * delta, scratch, to);
  }

  /// A row of the plane that has all its terms becomes a row of the picture.
  private void write(int image, int row, MemorySegment scratch, long from, Pixels dx) {
    int seen = Math.clamp(planeWidth() - across.before(), 0, across.source());
    long to = at(image, row, 0, dx);
    long source = from + 4L * across.before() * channels;
    if (dx.pitch() == channels) {
      KERNEL.copy(1, seen * channels, scratch, source, 0, dx.data(), to, 0);
    } else {
      KERNEL.copy(seen, channels, scratch, source, 4L * channels, dx.data(), to, 4 * dx.pitch());
    }
    clear(image, row, seen, dx);
  }

  private void clear(int image, int row, int column, Pixels dx) {
    long to = at(image, row, column, dx);
    for (; column < across.source(); column++, to += 4 * dx.pitch()) {
      KERNEL.clear(channels, dx.data(), to);
    }
  }

  private long at(int image, int row, int column, Pixels dx) {
    long pixel = ((long) image * down.source() + row) * across.source() + column;
    return 4 * (dx.offset() + pixel * dx.pitch());
  }

  /// Moves the plane down: rows that later patches add to come to its top.
  private void slide(int rows, MemorySegment scratch, long plane) {
    long kept = (planeRows() - rows) * line();
    MemorySegment.copy(scratch, plane + rows * line(), scratch, plane, kept);
    KERNEL.clear((int) (rows * line() / 4), scratch, plane + kept);
  }

  /// From `[output, channel, tap]` to rows of (tap, channel), one per output, filled up with zeros.
  private void pack(MemorySegment kernel, long offset, MemorySegment workspace) {
    int taps = shape.taps();
    long scratch = Convolution.round(packedBytes());
    Parallel.run(
        shape.outputs(),
        8L * shape.outputs() * length(),
        (output, worker) -> {
          long from = 4 * (offset + (long) output * length());
          long to = 4L * output * pitch();
          long w = scratch + worker * workerBytes();
          if (channels < KERNEL.lanes()) turn(channels, taps, kernel, from, workspace, to);
          for (int tap = 0; tap < taps && channels >= KERNEL.lanes(); tap++) {
            long source = from + 4L * tap;
            long target = to + 4L * tap * channels;
            // what this writes too much, the next tap overwrites
            KERNEL.transpose(
                channels, 1, kernel, source, 4L * taps, workspace, target, 0, workspace, w);
          }
          KERNEL.clear((int) (pitch() - length()), workspace, to + 4L * length());
        });
  }

  private static void turn(
      int rows, int columns, MemorySegment from, long f, MemorySegment to, long t) {
    Memory.offHeap(from, to);
    for (int row = 0; row < rows; row++, f += 4L * columns, t += 4) {
      for (int column = 0; column < columns; column++) {
        to.set(FLOAT, t + 4L * rows * column, from.get(FLOAT, f + 4L * column));
      }
    }
  }

  private Tiling tiling(int pixels) {
    int columns = Tiling.even(columns(), MOST_COLUMNS, KERNEL.panel());
    return new Tiling(
        pixels,
        columns(),
        outputs,
        Math.max(1, pixels),
        columns,
        Tiling.even(outputs, Panel.DEPTH, 4));
  }

  /// Floats of one patch.
  private int length() {
    return channels * shape.taps();
  }

  /// Floats from one patch to the next: whole vectors, so that blocks of the product are stored
  /// where they belong.
  private int columns() {
    return Convolution.lanes(length());
  }

  /// Floats from one packed row to the next; transposing writes up to a vector too much.
  private long pitch() {
    return (long) columns() + KERNEL.lanes();
  }

  private int blockRows() {
    return Math.clamp(
        BLOCK / Math.max(1L, (long) columns() * across.outputs()), 1, Math.max(1, down.outputs()));
  }

  private static int extent(Grid grid) {
    return grid.dilation() * (grid.taps() - 1) + 1;
  }

  private int planeWidth() {
    return (Math.max(1, across.outputs()) - 1) * across.step() + extent(across);
  }

  private int planeRows() {
    return (blockRows() - 1) * down.step() + Math.max(extent(down), down.step());
  }

  /// Bytes of one row of the plane.
  private long line() {
    return 4L * planeWidth() * channels;
  }

  /// With room for a vector that begins at the end.
  private long planeBytes() {
    return Convolution.round(planeRows() * line() + 4L * KERNEL.lanes());
  }

  private long packedBytes() {
    return 4L * shape.outputs() * pitch();
  }

  private long patchBytes() {
    return Convolution.round(4L * blockRows() * across.outputs() * columns());
  }

  private long workerBytes() {
    int pixels = blockRows() * across.outputs();
    return Convolution.round(patchBytes() + planeBytes() + tiling(pixels).workerBytes());
  }

  long workspaceBytes(int threads) {
    return Convolution.round(packedBytes()) + threads * workerBytes();
  }
}
