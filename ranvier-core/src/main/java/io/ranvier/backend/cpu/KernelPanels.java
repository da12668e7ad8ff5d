package io.ranvier.backend.cpu;

import static io.ranvier.backend.cpu.Simd.KERNEL;

import java.lang.foreign.MemorySegment;
import java.util.List;

/// The kernel of a convolution, `[output, channel, tap]`, packed as the right side of products: one
/// [PackedSide] for each group, one after the other from the beginning of a segment.
///
/// Its rows are (tap, channel) and its columns outputs; for the input gradient, phase by phase, the
/// rows are (tap, output), the taps in reverse, and the columns channels.
record KernelPanels(Convolution shape) {

  /// Floats of kernel rows that are transposed at once.
  private static final int CHUNK = 512;

  private int channels() {
    return shape.channels() / shape.groups();
  }

  private int outputs() {
    return shape.outputs() / shape.groups();
  }

  /// Bytes of either form.
  long bytes() {
    long backward = PackedSide.bytes(channels(), outputs() * shape.taps());
    return Math.max(forwardBytes(), shape.groups() * backward);
  }

  /// Bytes of the form for the forward product.
  long forwardBytes() {
    return shape.groups() * PackedSide.bytes(outputs(), channels() * shape.taps());
  }

  /// Scratch memory of a worker.
  long workerBytes() {
    long rows = (long) Math.max(CHUNK, shape.taps()) + KERNEL.lanes();
    return Convolution.round(4L * rows * KERNEL.panel() + Packing.transposeBytes());
  }

  /// What [#packForward] packed for a group.
  PackedSide forward(int group, MemorySegment packed) {
    int k = channels() * shape.taps();
    return new PackedSide(packed, group * PackedSide.bytes(outputs(), k), k);
  }

  /// Packs for the forward product.
  ///
  /// @param to may be the workspace
  /// @param scratch where the workers' scratch memory begins in the workspace
  void packForward(
      MemorySegment kernel, long offset, MemorySegment to, MemorySegment workspace, long scratch) {
    int taps = shape.taps();
    int panel = KERNEL.panel();
    int panels = PackedSide.panels(outputs());
    int chunk = Math.max(1, CHUNK / Math.max(1, taps));
    int chunks = (channels() + chunk - 1) / chunk;
    int perGroup = panels * chunks;
    Parallel.run(
        shape.groups() * perGroup,
        8L * shape.outputs() * channels() * taps,
        (task, worker) -> {
          int group = task / perGroup;
          int number = task % perGroup / chunks;
          int channel = task % chunks * chunk;
          int count = Math.min(chunk, channels() - channel);
          int width = Math.min(panel, outputs() - number * panel);
          PackedSide packed = forward(group, to);
          long row = (long) channels() * taps;
          long output = (long) group * outputs() + (long) number * panel;
          long from = 4 * (offset + output * row + (long) channel * taps);
          long w = scratch + worker * workerBytes();
          long pitch = 4L * panel;
          if (taps == 1) {
            long t = packed.at(number, channel);
            KERNEL.transpose(width, count, kernel, from, 4 * row, to, t, pitch, workspace, w);
            return;
          }
          long t = w + Packing.transposeBytes();
          KERNEL.transpose(
              width, count * taps, kernel, from, 4 * row, workspace, t, pitch, workspace, w);
          for (int tap = 0; tap < taps; tap++) {
            long place = packed.at(number, tap * channels() + channel);
            KERNEL.copy(count, panel, workspace, t + tap * pitch, taps * pitch, to, place, pitch);
          }
        });
  }

  /// What [#packBackward] packed for a phase.
  PackedSide backward(Phase phase, int group, MemorySegment workspace) {
    int before = 0;
    for (Phase other : Phase.backward(shape)) {
      if (other.equals(phase)) break;
      before += other.taps();
    }
    long start = shape.groups() * PackedSide.bytes(channels(), outputs() * before);
    int k = outputs() * phase.taps();
    return new PackedSide(workspace, start + group * PackedSide.bytes(channels(), k), k);
  }

  /// Packs for the products of all phases of the input gradient.
  void packBackward(
      List<Phase> phases,
      MemorySegment kernel,
      long offset,
      MemorySegment workspace,
      long scratch) {
    int taps = shape.taps();
    int panel = KERNEL.panel();
    int panels = PackedSide.panels(channels());
    PackedSide[][] packed = new PackedSide[phases.size()][shape.groups()];
    for (int i = 0; i < phases.size(); i++) {
      for (int group = 0; group < shape.groups(); group++) {
        packed[i][group] = backward(phases.get(i), group, workspace);
      }
    }
    Parallel.run(
        shape.outputs(),
        8L * shape.outputs() * channels() * taps,
        (output, worker) -> {
          int group = output / outputs();
          int row = output % outputs();
          long w = scratch + worker * workerBytes();
          long t = w + Packing.transposeBytes();
          for (int number = 0; number < panels; number++) {
            int width = Math.min(panel, channels() - number * panel);
            long from = 4 * (offset + ((long) output * channels() + (long) number * panel) * taps);
            if (taps == 1) {
              for (int i = 0; i < phases.size(); i++) {
                if (phases.get(i).taps() == 0) continue;
                long to = packed[i][group].at(number, row);
                KERNEL.copy(1, width, kernel, from, 0, workspace, to, 0);
              }
              continue;
            }
            KERNEL.transpose(
                width, taps, kernel, from, 4L * taps, workspace, t, 4L * panel, workspace, w);
            for (int i = 0; i < phases.size(); i++) {
              for (int tap = 0; tap < phases.get(i).taps(); tap++) {
                long source = t + 4L * phases.get(i).kernelTap(tap, shape) * panel;
                long to = packed[i][group].at(number, tap * outputs() + row);
                KERNEL.copy(1, panel, workspace, source, 0, workspace, to, 0);
              }
            }
          }
        });
  }
}
