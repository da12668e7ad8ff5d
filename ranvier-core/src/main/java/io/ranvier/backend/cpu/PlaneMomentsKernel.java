package io.ranvier.backend.cpu;

import static io.ranvier.backend.cpu.Memory.FLOAT;

import io.ranvier.backend.Buffer;
import io.ranvier.backend.Kernel;
import io.ranvier.backend.Operand;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.stream.IntStream;

/// The mean and the variance of each channel of `[n, c, …]` in row-major order, as pictures come
/// before anything has been done to them.
///
/// Each plane, which a cache usually holds, is read twice, for its mean and for the squares around
/// it; those of a channel are put together, first to last, in double precision (Chan, Golub and
/// LeVeque, 1979). To bring the channels to the end for [MomentsKernel] would take three times as
/// long.
final class PlaneMomentsKernel implements Kernel {
  /// The elements of a task, about.
  private static final int GRAIN = 1 << 14;

  private final int examples;
  private final int channels;
  private final int length;
  private final long in;
  private final long meanOffset;
  private final long varianceOffset;

  PlaneMomentsKernel(Operand x, List<Operand> outputs) {
    examples = x.shape().dim(0);
    channels = x.shape().dim(1);
    length = Math.toIntExact(x.shape().size() / examples / channels);
    in = 4 * x.layout().offset();
    meanOffset = 4 * outputs.get(0).layout().offset();
    varianceOffset = 4 * outputs.get(1).layout().offset();
  }

  static boolean takes(Operand x) {
    var axes = IntStream.range(0, x.shape().rank()).boxed().toList();
    return x.layout().isDense(x.shape(), axes);
  }

  /// For each plane its mean and the sum of squares around it.
  @Override
  public long workspaceBytes() {
    return 8L * examples * channels;
  }

  @Override
  public void run(Buffer[] inputs, Buffer[] outputs, Buffer workspace) {
    var x = Memory.of(inputs[0]);
    var w = Memory.of(workspace);
    int planes = examples * channels;
    int perTask = Math.max(1, GRAIN / length);
    Parallel.run(
        Math.ceilDiv(planes, perTask),
        4L * planes * length,
        (task, _) -> {
          int end = Math.min(planes, (task + 1) * perTask);
          for (int plane = task * perTask; plane < end; plane++) statistics(plane, x, w);
        });
    var mean = Memory.of(outputs[0]);
    var variance = Memory.of(outputs[1]);
    for (int c = 0; c < channels; c++) combine(c, mean, variance, w);
  }

  private void statistics(int plane, MemorySegment x, MemorySegment w) {
    long at = in + 4L * plane * length;
    float mean = RowLoops.BEST.sum(length, x, at) / length;
    w.set(FLOAT, 8L * plane, mean);
    w.set(FLOAT, 8L * plane + 4, RowLoops.BEST.squares(length, x, at, mean));
  }

  private void combine(int c, MemorySegment mean, MemorySegment variance, MemorySegment w) {
    double sum = 0;
    for (int i = 0; i < examples; i++) sum += w.get(FLOAT, at(i, c));
    double center = sum / examples;
    double squares = 0;
    for (int i = 0; i < examples; i++) {
      double d = w.get(FLOAT, at(i, c)) - center;
      squares += w.get(FLOAT, at(i, c) + 4) + d * d * length;
    }
    mean.set(FLOAT, meanOffset + 4L * c, (float) center);
    variance.set(FLOAT, varianceOffset + 4L * c, (float) (squares / examples / length));
  }

  private long at(int example, int c) {
    return 8L * (example * channels + c);
  }

  @Override
  public String describe() {
    return "moments %dx%dx%d".formatted(examples, channels, length);
  }
}
