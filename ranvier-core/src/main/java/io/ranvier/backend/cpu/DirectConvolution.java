package io.ranvier.backend.cpu;

import static io.ranvier.backend.cpu.Simd.FLOAT;
import static io.ranvier.backend.cpu.Simd.KERNEL;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// Convolution with few outputs, at most one vector of them: patches are read in place.
///
/// Where an element of a patch serves one vector of outputs only, gathering it costs as much as
/// using it. So a band of picture rows is copied once, with its padding, into a dense plane in the
/// cache; there a row of taps is a contiguous run for every pixel, and [DirectBlock] brings its
/// floats one by one into all lanes.
///
/// The input gradient where strides are 1 is the same with the output gradient as the picture and
/// the kernel turned round. The kernel gradient exchanges the roles of taps and pixels: each sum is
/// one element of a patch, over all pixels, times the vector of their output gradients.
///
/// Bands, and the parts of the sum over pixels, depend on the shape alone.
record DirectConvolution(Grid down, Grid across, int images, int channels, int outputs) {

  /// Output pixels of one band, unless a row has more.
  private static final int BAND_PIXELS = 1024;

  private static final int MOST_PARTS = 16;

  static DirectConvolution forward(Convolution shape) {
    return new DirectConvolution(
        Grid.forward(shape.window().height(), shape.height()),
        Grid.forward(shape.window().width(), shape.width()),
        shape.images(),
        shape.channels() / shape.groups(),
        shape.outputs() / shape.groups());
  }

  static DirectConvolution backward(Convolution shape) {
    return new DirectConvolution(
        Grid.backward(shape.window().height(), shape.height()),
        Grid.backward(shape.window().width(), shape.width()),
        shape.images(),
        shape.outputs() / shape.groups(),
        shape.channels() / shape.groups());
  }

  /// Whether the shape is one that this can do, and does faster than a product of matrices.
  boolean pays() {
    return Simd.AVAILABLE
        && down.dense()
        && across.dense()
        && channels > 0
        && 0 < outputs
        && outputs <= KERNEL.lanes()
        && down.outputs() > 0
        && across.outputs() > 0;
  }

  /// Where the weight of a tap, a channel of the picture and an output lies in the kernel.
  record Weights(MemorySegment data, long offset, int perChannel, int perOutput, boolean reverse) {}

  /// Overwrites y with the convolution of x, and hands its bands to the epilogue.
  void slide(Pixels x, Weights weights, Pixels y, MemorySegment workspace, Epilogue epilogue) {
    KERNEL.clear(KERNEL.lanes(), workspace, 0);
    pack(weights, workspace, vector());
    long[] starts = pixelStarts();
    Parallel.run(
        images * bands(),
        2L * images * down.outputs() * across.outputs() * outputs * length(),
        (task, worker) -> {
          int first = task % bands() * bandRows();
          int rows = Math.min(bandRows(), down.outputs() - first);
          long plane = workers() + worker * workerBytes();
          fillPlane(task / bands(), first, rows, x, workspace, plane);
          int row = task / bands() * down.outputs() + first;
          int pixels = rows * across.outputs();
          for (int p = 0; p < pixels; p += DirectBlock.ROWS) {
            int count = Math.min(DirectBlock.ROWS, pixels - p);
            slideBlock(starts, p, count, (long) row * across.outputs() + p, y, workspace, plane);
          }
          epilogue.apply((long) row * across.outputs(), pixels, 0, outputs);
        });
  }

  private void slideBlock(
      long[] starts, int p, int count, long pixel, Pixels y, MemorySegment workspace, long plane) {
    boolean whole = count == DirectBlock.ROWS && outputs == KERNEL.lanes();
    long to = 4 * (y.offset() + pixel * y.pitch());
    long scratch = plane + planeBytes();
    DirectBlock.run(
        workspace,
        plane,
        starts,
        p,
        down.taps(),
        line(),
        across.taps() * channels,
        4,
        workspace,
        vector(),
        workspace,
        0,
        0,
        whole ? y.data() : workspace,
        whole ? to : scratch,
        whole ? 4 * y.pitch() : vector());
    if (!whole) {
      KERNEL.copy(count, outputs, workspace, scratch, vector(), y.data(), to, 4 * y.pitch());
    }
  }

  /// To `[tap, channel, output]`, each of these rows one vector. Lanes behind the outputs may hold
  /// anything.
  private void pack(Weights weights, MemorySegment to, long t) {
    int taps = down.taps() * across.taps();
    long step = (weights.reverse ? -channels : channels) * vector();
    long first = t + (weights.reverse ? (taps - 1L) * channels * vector() : 0);
    for (int channel = 0; channel < channels; channel++) {
      KERNEL.transpose(
          outputs,
          taps,
          weights.data,
          4 * (weights.offset + (long) channel * weights.perChannel),
          4L * weights.perOutput,
          to,
          first + channel * vector(),
          step,
          to,
          workers());
    }
  }

  /// Overwrites dk, `[output, channel, tap]`, with the gradient of the kernel.
  void kernelGradient(Pixels x, Pixels dy, MemorySegment dk, long offset, MemorySegment workspace) {
    long[] starts = tapStarts();
    int units = images * bands();
    Parallel.run(
        parts(),
        2L * images * down.outputs() * across.outputs() * outputs * length(),
        (part, worker) -> {
          long plane = workers() + worker * workerBytes();
          KERNEL.clear((int) (partBytes() / 4), workspace, part * partBytes());
          int end = (int) ((part + 1L) * units / parts());
          for (int unit = (int) ((long) part * units / parts()); unit < end; unit++) {
            int first = unit % bands() * bandRows();
            int rows = Math.min(bandRows(), down.outputs() - first);
            fillPlane(unit / bands(), first, rows, x, workspace, plane);
            int row = unit / bands() * down.outputs() + first;
            Pixels right = vectors(dy, row, rows, workspace, plane + planeBytes());
            addBand(starts, rows, right, workspace, plane, part * partBytes());
          }
        });
    combine(dk, offset, workspace);
  }

  /// The output gradient of some rows with its pixels a whole vector apart: in place, or a copy.
  private Pixels vectors(Pixels dy, int row, int rows, MemorySegment scratch, long t) {
    long first = dy.offset() + (long) row * across.outputs() * dy.pitch();
    if (outputs == KERNEL.lanes() && dy.pitch() == outputs) {
      return new Pixels(dy.data(), first, outputs);
    }
    KERNEL.copy(
        rows * across.outputs(),
        outputs,
        dy.data(),
        4 * first,
        4 * dy.pitch(),
        scratch,
        t,
        vector());
    return new Pixels(scratch, t / 4, KERNEL.lanes());
  }

  private void addBand(
      long[] starts, int rows, Pixels dy, MemorySegment workspace, long plane, long sum) {
    for (int k = 0; k < length(); k += DirectBlock.ROWS) {
      long c = sum + k * vector();
      DirectBlock.run(
          workspace,
          plane,
          starts,
          k,
          rows,
          down.step() * line(),
          across.outputs(),
          4L * across.step() * channels,
          dy.data(),
          4 * dy.offset(),
          workspace,
          c,
          vector(),
          workspace,
          c,
          vector());
    }
  }

  /// Adds the parts, and brings (tap, channel, output) into the kernel's order.
  private void combine(MemorySegment dk, long offset, MemorySegment workspace) {
    Memory.offHeap(dk, workspace);
    for (int part = 1; part < parts(); part++) {
      KERNEL.add((int) (partBytes() / 4), workspace, part * partBytes(), workspace, 0);
    }
    int taps = down.taps() * across.taps();
    long step = channels * vector();
    long to = 4 * offset;
    for (int output = 0; output < outputs; output++) {
      for (int channel = 0; channel < channels; channel++, to += 4L * taps) {
        long from = channel * vector() + 4L * output;
        for (int tap = 0; tap < taps; tap++) {
          dk.set(FLOAT, to + 4L * tap, workspace.get(FLOAT, from + step * tap));
        }
      }
    }
  }

  /// Copies what the patches of `rows` rows of outputs see, padding included.
  void fillPlane(int image, int firstRow, int rows, Pixels x, MemorySegment to, long plane) {
    int height = (rows - 1) * down.step() + down.taps();
    int top = firstRow * down.step() - down.before();
    int low = Math.max(0, -top);
    int high = Math.min(height, down.source() - top);
    int left = Math.max(0, across.before());
    int right = Math.min(planeWidth(), across.source() + across.before());
    if (low > 0 || high < height || left > 0 || right < planeWidth()) {
      KERNEL.clear((int) (height * line() / 4), to, plane);
    }
    if (right <= left) {
      return;
    }
    long pixel = ((long) image * down.source() + top + low) * across.source();
    long from = 4 * (x.offset() + (pixel + left - across.before()) * x.pitch());
    long pitch = 4L * across.source() * x.pitch();
    long t = plane + low * line() + 4L * left * channels;
    int columns = right - left;
    if (x.pitch() == channels) {
      KERNEL.copy(
          Math.max(0, high - low), columns * channels, x.data(), from, pitch, to, t, line());
      return;
    }
    for (int row = low; row < high; row++, from += pitch, t += line()) {
      KERNEL.copy(columns, channels, x.data(), from, 4 * x.pitch(), to, t, 4L * channels);
    }
  }

  /// Where in the plane the patches of a band begin; the last is repeated up to a whole block.
  private long[] pixelStarts() {
    long[] starts = new long[wholeBlocks(bandRows() * across.outputs())];
    int pixel = 0;
    for (int row = 0; row < bandRows(); row++) {
      for (int column = 0; column < across.outputs(); column++) {
        starts[pixel++] =
            (long) row * down.step() * line() + 4L * column * across.step() * channels;
      }
    }
    Arrays.fill(starts, pixel, starts.length, starts[pixel - 1]);
    return starts;
  }

  /// Where in a patch its elements lie; the last is repeated up to a whole block.
  private long[] tapStarts() {
    long[] starts = new long[wholeBlocks(length())];
    int element = 0;
    for (int row = 0; row < down.taps(); row++) {
      for (int k = 0; k < across.taps() * channels; k++) {
        starts[element++] = row * line() + 4L * k;
      }
    }
    Arrays.fill(starts, element, starts.length, starts[element - 1]);
    return starts;
  }

  private static int wholeBlocks(int count) {
    return (count + DirectBlock.ROWS - 1) / DirectBlock.ROWS * DirectBlock.ROWS;
  }

  /// Floats of one patch.
  int length() {
    return down.taps() * across.taps() * channels;
  }

  int bandRows() {
    return Math.clamp(BAND_PIXELS / across.outputs(), 1, down.outputs());
  }

  int bands() {
    return (down.outputs() + bandRows() - 1) / bandRows();
  }

  int parts() {
    return Math.clamp((long) images * bands(), 1, MOST_PARTS);
  }

  int planeWidth() {
    return (across.outputs() - 1) * across.step() + across.taps();
  }

  /// Bytes of one row of the plane.
  long line() {
    return 4L * planeWidth() * channels;
  }

  long planeBytes() {
    long rows = (bandRows() - 1L) * down.step() + down.taps();
    return (rows * line() + 63) / 64 * 64;
  }

  private static long vector() {
    return 4L * KERNEL.lanes();
  }

  private long partBytes() {
    return wholeBlocks(length()) * vector();
  }

  /// Where the workers' own memory begins, behind the packed kernel or the parts of its gradient.
  private long workers() {
    return Convolution.round(Math.max((length() + 1L) * vector(), parts() * partBytes()));
  }

  private long workerBytes() {
    return Convolution.round(planeBytes() + wholeBlocks(bandRows() * across.outputs()) * vector());
  }

  long workspaceBytes(int threads) {
    return workers() + threads * workerBytes();
  }
}
