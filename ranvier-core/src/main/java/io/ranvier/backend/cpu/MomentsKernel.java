package io.ranvier.backend.cpu;

import static io.ranvier.backend.cpu.Memory.FLOAT;

import io.ranvier.backend.Buffer;
import io.ranvier.backend.Kernel;
import io.ranvier.backend.Operand;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// The mean and the variance of each channel, channels running fastest.
///
/// Each chunk that fits the cache is read twice, for its mean and for the squares around it; the
/// chunks' statistics are put together, first to last, in double precision (Chan, Golub and
/// LeVeque, 1979). That is as accurate as two passes over memory and costs one.
final class MomentsKernel implements Kernel {
  private static final ChannelLoops LOOPS = ChannelLoops.BEST;

  /// The channels whose statistics one task puts together: cache lines of each chunk.
  private static final int BLOCK = 64;

  private final ChannelMatrix matrix;
  private final long in;
  private final long meanOffset;
  private final long varianceOffset;

  /// From one row of the workspace to the next. Each chunk has three: its sums, means and squares.
  private final long span;

  MomentsKernel(Operand x, List<Operand> outputs) {
    matrix = ChannelMatrix.of(x);
    in = 4 * x.layout().offset();
    meanOffset = 4 * outputs.get(0).layout().offset();
    varianceOffset = 4 * outputs.get(1).layout().offset();
    span = matrix.span();
  }

  @Override
  public long workspaceBytes() {
    return 3 * span * matrix.chunks;
  }

  @Override
  public void run(Buffer[] inputs, Buffer[] outputs, Buffer workspace) {
    var x = Memory.of(inputs[0]);
    var w = Memory.of(workspace);
    Parallel.run(matrix.chunks, 4 * matrix.size(), (chunk, _) -> statistics(chunk, x, w));
    combine(Memory.of(outputs[0]), Memory.of(outputs[1]), w);
  }

  private long partial(int chunk) {
    return 3 * span * chunk;
  }

  private void statistics(int chunk, MemorySegment x, MemorySegment w) {
    long sum = partial(chunk);
    long mean = sum + span;
    long squares = mean + span;
    w.asSlice(sum, 3 * span).fill((byte) 0);
    long at = in + matrix.start(chunk);
    long tail = at + 4L * matrix.rows(chunk) * matrix.fold * matrix.pitch;
    sums(matrix.rows(chunk), matrix.fold, x, at, w, sum);
    sums(1, matrix.rest(chunk), x, tail, w, sum);
    matrix.fold(w, sum);
    matrix.means(w, sum, mean, matrix.positions(chunk));
    squares(matrix.rows(chunk), matrix.fold, x, at, w, mean, squares);
    squares(1, matrix.rest(chunk), x, tail, w, mean, squares);
    matrix.fold(w, squares);
  }

  /// Adds up rows of `fold` positions: at once, or position by position where there are gaps.
  private void sums(int rows, int fold, MemorySegment x, long at, MemorySegment w, long sum) {
    long span = 4L * fold * matrix.pitch;
    int parts = matrix.isDense() ? Math.min(fold, 1) : fold;
    int width = parts == 0 ? 0 : fold / parts * matrix.channels;
    for (int i = 0; i < parts; i++) {
      LOOPS.sum(rows, width, span, x, at + 4L * i * matrix.pitch, w, sum + 4L * i * width);
    }
  }

  /// Adds up squares in the same way.
  private void squares(
      int rows, int fold, MemorySegment x, long at, MemorySegment w, long mean, long squares) {
    long span = 4L * fold * matrix.pitch;
    int parts = matrix.isDense() ? Math.min(fold, 1) : fold;
    int width = parts == 0 ? 0 : fold / parts * matrix.channels;
    for (int i = 0; i < parts; i++) {
      long from = at + 4L * i * matrix.pitch;
      long column = 4L * i * width;
      LOOPS.squares(rows, width, span, x, from, w, mean + column, squares + column);
    }
  }

  /// The statistics of all chunks from those of each, some channels in each task.
  private void combine(MemorySegment mean, MemorySegment variance, MemorySegment w) {
    Parallel.run(
        Math.ceilDiv(matrix.channels, BLOCK),
        8L * matrix.chunks * matrix.channels,
        (block, _) -> {
          int end = Math.min(matrix.channels, (block + 1) * BLOCK);
          for (int c = block * BLOCK; c < end; c++) combine(c, mean, variance, w);
        });
  }

  private void combine(int c, MemorySegment mean, MemorySegment variance, MemorySegment w) {
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
    mean.set(FLOAT, meanOffset + 4L * c, (float) center);
    variance.set(FLOAT, varianceOffset + 4L * c, (float) (squares / matrix.positions));
  }

  @Override
  public String describe() {
    return "moments %dx%d".formatted(matrix.positions, matrix.channels);
  }
}
