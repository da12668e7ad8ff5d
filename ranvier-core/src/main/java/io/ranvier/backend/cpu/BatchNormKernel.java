package io.ranvier.backend.cpu;

import static io.ranvier.backend.cpu.Memory.FLOAT;

import io.ranvier.backend.Buffer;
import io.ranvier.backend.Kernel;
import io.ranvier.backend.Operand;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// Batch normalisation with the statistics of the batch, channels running fastest.
///
/// Each chunk that fits the cache is read twice, for its mean and for the squares around it; the
/// chunks' statistics are put together, first to last, in double precision (Chan, Golub and
/// LeVeque, 1979). That is as accurate as two passes over memory and costs one. Then a pass
/// normalises.
final class BatchNormKernel implements Kernel {
  private static final ChannelLoops LOOPS = ChannelLoops.BEST;

  private final ChannelMatrix matrix;
  private final double epsilon;
  private final long[] in;
  private final long[] out;

  /// From one row of the workspace to the next. The first three are mean, scale and bias; then each
  /// chunk has its sums, means and squares.
  private final long span;

  BatchNormKernel(double epsilon, List<Operand> inputs, List<Operand> outputs) {
    matrix = ChannelMatrix.of(inputs.getFirst().shape());
    this.epsilon = epsilon;
    in = inputs.stream().mapToLong(x -> 4 * x.layout().offset()).toArray();
    out = outputs.stream().mapToLong(y -> 4 * y.layout().offset()).toArray();
    span = matrix.span();
  }

  @Override
  public long workspaceBytes() {
    return 3 * span * (1 + matrix.chunks);
  }

  @Override
  public void run(Buffer[] inputs, Buffer[] outputs, Buffer workspace) {
    var x = Memory.of(inputs[0]);
    var y = Memory.of(outputs[0]);
    var w = Memory.of(workspace);
    Parallel.run(matrix.chunks, 8 * matrix.size(), (chunk, _) -> statistics(chunk, x, w));
    combine(Memory.of(outputs[1]), Memory.of(outputs[2]), w);
    var weight = Memory.of(inputs[1]);
    var bias = Memory.of(inputs[2]);
    for (int c = 0; c < matrix.channels; c++) {
      float variance = Memory.of(outputs[2]).get(FLOAT, out[2] + 4L * c);
      double scale = weight.get(FLOAT, in[1] + 4L * c) / Math.sqrt(variance + epsilon);
      matrix.repeat(w, span, c, (float) scale);
      matrix.repeat(w, 2 * span, c, bias.get(FLOAT, in[2] + 4L * c));
    }
    Parallel.run(matrix.chunks, 8 * matrix.size(), (chunk, _) -> normalize(chunk, x, y, w));
  }

  private long partial(int chunk) {
    return 3 * span * (1 + chunk);
  }

  private void statistics(int chunk, MemorySegment x, MemorySegment w) {
    long sum = partial(chunk);
    long mean = sum + span;
    long squares = mean + span;
    w.asSlice(sum, 3 * span).fill((byte) 0);
    int rows = matrix.rows(chunk);
    int rest = matrix.rest(chunk);
    long at = in[0] + matrix.start(chunk);
    long tail = at + 4L * rows * matrix.width;
    LOOPS.sum(rows, matrix.width, x, at, w, sum);
    if (rest > 0) LOOPS.sum(1, rest, x, tail, w, sum);
    matrix.fold(w, sum);
    for (int c = 0; c < matrix.channels; c++) {
      matrix.repeat(w, mean, c, w.get(FLOAT, sum + 4L * c) / matrix.positions(chunk));
    }
    LOOPS.squares(rows, matrix.width, x, at, w, mean, squares);
    if (rest > 0) LOOPS.squares(1, rest, x, tail, w, mean, squares);
    matrix.fold(w, squares);
  }

  /// The statistics of all chunks from those of each: to the outputs, and the mean to its row.
  private void combine(MemorySegment mean, MemorySegment variance, MemorySegment w) {
    for (int c = 0; c < matrix.channels; c++) {
      double sum = 0;
      for (int i = 0; i < matrix.chunks; i++) {
        sum += (double) w.get(FLOAT, partial(i) + span + 4L * c) * matrix.positions(i);
      }
      double center = sum / matrix.positions;
      double squares = 0;
      for (int i = 0; i < matrix.chunks; i++) {
        double d = w.get(FLOAT, partial(i) + span + 4L * c) - center;
        squares += w.get(FLOAT, partial(i) + 2 * span + 4L * c) + d * d * matrix.positions(i);
      }
      mean.set(FLOAT, out[1] + 4L * c, (float) center);
      variance.set(FLOAT, out[2] + 4L * c, (float) (squares / matrix.positions));
      matrix.repeat(w, 0, c, (float) center);
    }
  }

  private void normalize(int chunk, MemorySegment x, MemorySegment y, MemorySegment w) {
    int rows = matrix.rows(chunk);
    int rest = matrix.rest(chunk);
    long from = in[0] + matrix.start(chunk);
    long to = out[0] + matrix.start(chunk);
    long done = 4L * rows * matrix.width;
    LOOPS.normalize(rows, matrix.width, x, from, w, 0, span, y, to);
    if (rest > 0) LOOPS.normalize(1, rest, x, from + done, w, 0, span, y, to + done);
  }

  @Override
  public String describe() {
    return "batch norm %dx%d".formatted(matrix.positions, matrix.channels);
  }
}
