package io.ranvier.backend.cpu;

import static io.ranvier.backend.cpu.Simd.KERNEL;

import java.lang.foreign.MemorySegment;

/// The input gradient of a convolution by its adjoint: the product of the output gradient and the
/// kernel gives the gradient of each patch, which is added to the pixels that the patch was
/// gathered from.
///
/// Better than the convolution of the output gradient where there are fewer channels than lanes
/// (the product is `taps · channels` columns wide instead), and where there are strides (no holes
/// to multiply by). One task per image and group: no two tasks add to the same pixel, and the order
/// of sums is fixed.
record Scatter(Convolution shape, Grid down, Grid across, int channels, int outputs) {

  /// Floats of patch gradients that are held at once.
  private static final int BLOCK = 1 << 16;

  private static final int MOST_COLUMNS = 256;

  static Scatter of(Convolution shape) {
    return new Scatter(
        shape,
        Grid.forward(shape.window().height(), shape.height()),
        Grid.forward(shape.window().width(), shape.width()),
        shape.channels() / shape.groups(),
        shape.outputs() / shape.groups());
  }

  boolean pays() {
    return channels < KERNEL.lanes() || down.step() > 1 || across.step() > 1;
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
          Patches patches = new Patches(down, across, channels, dx.from((long) group * channels));
          Matrix weights = new Matrix(workspace, (long) group * outputs * pitch(), 0, pitch(), 1);
          Pixels gradient = dy.from((long) group * outputs);
          long scratch = start + worker * workerBytes();
          image(task / groups, gradient, weights, patches, workspace, scratch);
        });
  }

  private void image(
      int image, Pixels dy, Matrix weights, Patches dx, MemorySegment scratch, long w) {
    dx.clear(image * down.source(), down.source());
    int pixels = down.outputs() * across.outputs();
    long product = w + 4L * blockPixels() * length();
    for (int first = 0; first < pixels; first += blockPixels()) {
      int count = Math.min(blockPixels(), pixels - first);
      Tiling tiling = tiling(count);
      int pixel = image * pixels + first;
      Matrix left = new Matrix(dy.data(), dy.offset() + pixel * dy.pitch(), 0, dy.pitch(), 1);
      for (int tile = 0; tile < tiling.tiles(); tile++) {
        tiling.compute(
            tile,
            Packing.left(left, 0, tiling.width(tile)),
            Packing.right(weights, 0, count),
            false,
            scratch,
            w,
            4L * length(),
            scratch,
            product);
      }
      dx.scatter(pixel, count, scratch, w, 4L * length());
    }
  }

  /// From `[output, channel, tap]` to rows of (tap, channel), one per output. Tap after tap, so
  /// that what transposing writes too much is overwritten.
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
          for (int tap = 0; tap < taps; tap++) {
            long source = from + 4L * tap;
            long target = to + 4L * tap * channels;
            KERNEL.transpose(
                channels, 1, kernel, source, 4L * taps, workspace, target, 0, workspace, w);
          }
        });
  }

  private Tiling tiling(int pixels) {
    int columns = Tiling.even(length(), MOST_COLUMNS, KERNEL.panel());
    return new Tiling(
        pixels, length(), outputs, Math.max(1, pixels), columns, Tiling.even(outputs, 384, 4));
  }

  private int length() {
    return channels * shape.taps();
  }

  /// Floats from one packed row to the next; transposing writes up to a vector too much.
  private long pitch() {
    return (long) Convolution.lanes(length()) + KERNEL.lanes();
  }

  private int blockPixels() {
    int rows = Math.clamp(BLOCK / Math.max(1, length() * across.outputs()), 1, down.outputs());
    return rows * across.outputs();
  }

  private long packedBytes() {
    return 4L * shape.outputs() * pitch();
  }

  private long workerBytes() {
    return Convolution.round(4L * blockPixels() * length() + tiling(blockPixels()).workerBytes());
  }

  long workspaceBytes(int threads) {
    return Convolution.round(packedBytes()) + threads * workerBytes();
  }
}
