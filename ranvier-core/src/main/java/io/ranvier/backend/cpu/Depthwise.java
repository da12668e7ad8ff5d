package io.ranvier.backend.cpu;

import static io.ranvier.backend.cpu.Simd.FLOAT;
import static io.ranvier.backend.cpu.Simd.KERNEL;

import java.lang.foreign.MemorySegment;

/// Convolution in which every channel has its own kernel: vectors run across channels.
///
/// The kernel is repacked to `[tap, channel]`; each output pixel is a sum, in registers, of a few
/// taps' channel vectors times the kernel's ([ChannelRuns]), along runs of pixels that read the
/// same taps. The kernel gradient cuts the pixels into a fixed number of parts and adds their
/// results in order.
record Depthwise(Convolution shape) {

  private static final int PARTS = 16;

  void forward(
      Pixels x,
      MemorySegment kernel,
      long offset,
      Pixels y,
      MemorySegment workspace,
      Epilogue epilogue) {
    pack(kernel, offset, workspace, false);
    Grid down = Grid.forward(shape.window().height(), shape.height());
    Grid across = Grid.forward(shape.window().width(), shape.width());
    slide(down, across, x, y, workspace, epilogue);
  }

  void inputGradient(
      Pixels dy, MemorySegment kernel, long offset, Pixels dx, MemorySegment workspace) {
    pack(kernel, offset, workspace, true);
    Grid down = Grid.backward(shape.window().height(), shape.height());
    Grid across = Grid.backward(shape.window().width(), shape.width());
    slide(down, across, dy, dx, workspace, Epilogue.NONE);
  }

  /// From `[channel, tap]` to `[tap, channel]`, in reverse for the input gradient.
  private void pack(MemorySegment kernel, long offset, MemorySegment to, boolean reverse) {
    Memory.offHeap(kernel, to);
    int taps = shape.taps();
    for (int channel = 0; channel < shape.channels(); channel++) {
      for (int tap = 0; tap < taps; tap++) {
        int target = reverse ? taps - 1 - tap : tap;
        float value = kernel.get(FLOAT, 4 * (offset + (long) channel * taps + tap));
        to.set(FLOAT, 4 * ((long) target * shape.channels() + channel), value);
      }
    }
  }

  /// One task per row of output pixels.
  private void slide(
      Grid down, Grid across, Pixels x, Pixels y, MemorySegment packed, Epilogue epilogue) {
    int channels = shape.channels();
    int rows = shape.images() * down.outputs();
    Parallel.run(
        rows,
        2L * rows * across.outputs() * channels * shape.taps(),
        (row, _) -> {
          long[] sources = new long[shape.taps()];
          long[] weights = new long[shape.taps()];
          for (int first = 0; first < Math.min(across.holes(), across.outputs()); first++) {
            for (int column = first; column < across.outputs(); ) {
              int run = across.run(column);
              int count = inside(down, across, row, column, x, sources, weights);
              KERNEL.weighRun(
                  run,
                  channels,
                  count,
                  x.data(),
                  sources,
                  4L * across.step() * x.pitch(),
                  packed,
                  weights,
                  y.data(),
                  4 * (y.offset() + ((long) row * across.outputs() + column) * y.pitch()),
                  4L * across.holes() * y.pitch());
              column += run * across.holes();
            }
          }
          epilogue.apply((long) row * across.outputs(), across.outputs(), 0, channels);
        });
  }

  /// Lists the taps of one output pixel that do not fall into padding or holes: the bytes at which
  /// their source pixels and their weights begin.
  private int inside(
      Grid down, Grid across, int row, int column, Pixels x, long[] sources, long[] weights) {
    int count = 0;
    int image = row / down.outputs();
    for (int i = 0; i < down.taps(); i++) {
      int sourceRow = down.source(row % down.outputs(), i);
      for (int j = 0; j < across.taps() && sourceRow >= 0; j++) {
        int sourceColumn = across.source(column, j);
        if (sourceColumn >= 0) {
          long line = (long) image * down.source() + sourceRow;
          sources[count] = 4 * (x.offset() + (line * across.source() + sourceColumn) * x.pitch());
          weights[count] = 4L * (i * across.taps() + j) * shape.channels();
          count++;
        }
      }
    }
    return count;
  }

  void kernelGradient(Pixels x, Pixels dy, MemorySegment dk, long offset, MemorySegment workspace) {
    Grid down = Grid.forward(shape.window().height(), shape.height());
    Grid across = Grid.forward(shape.window().width(), shape.width());
    int channels = shape.channels();
    int size = channels * shape.taps();
    int rows = shape.images() * down.outputs();
    Parallel.run(
        PARTS,
        2L * shape.pixels() * size,
        (part, _) -> {
          long sum = 4L * part * size;
          KERNEL.clear(size, workspace, sum);
          long[] sources = new long[shape.taps()];
          long[] weights = new long[shape.taps()];
          for (int row = (int) ((long) rows * part / PARTS);
              row < (int) ((long) rows * (part + 1) / PARTS);
              row++) {
            for (int column = 0; column < across.outputs(); ) {
              int run = across.run(column);
              int count = inside(down, across, row, column, x, sources, weights);
              KERNEL.correlateRun(
                  run,
                  channels,
                  count,
                  x.data(),
                  sources,
                  4L * across.step() * x.pitch(),
                  dy.data(),
                  4 * (dy.offset() + ((long) row * across.outputs() + column) * dy.pitch()),
                  4 * dy.pitch(),
                  workspace,
                  sum,
                  weights);
              column += run;
            }
          }
        });
    for (int part = 1; part < PARTS; part++) {
      KERNEL.add(size, workspace, 4L * part * size, workspace, 0);
    }
    Memory.offHeap(workspace, dk);
    for (int channel = 0; channel < channels; channel++) {
      for (int tap = 0; tap < shape.taps(); tap++) {
        float value = workspace.get(FLOAT, 4L * (tap * channels + channel));
        dk.set(FLOAT, 4 * (offset + (long) channel * shape.taps() + tap), value);
      }
    }
  }

  /// Room for the packed kernel, or the partial gradients.
  static long workspaceBytes(Convolution shape) {
    return 4L * PARTS * shape.channels() * shape.taps();
  }
}
