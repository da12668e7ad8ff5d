package io.ranvier.backend.cpu;

import static io.ranvier.backend.cpu.Memory.FLOAT;

import io.ranvier.backend.Buffer;
import io.ranvier.backend.Kernel;
import io.ranvier.backend.Operand;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// The gradient of batch normalisation, channels running fastest: a pass for the two sums, and a
/// pass for `dx`, which is linear in `dy` and `x` once the sums are known.
final class BatchNormGradKernel implements Kernel {
  private static final ChannelLoops LOOPS = ChannelLoops.BEST;

  private final ChannelMatrix matrix;
  private final double epsilon;
  private final long[] in;
  private final long[] out;

  /// From one row of the workspace to the next. The first four are the mean and the coefficients of
  /// the last pass; then each chunk has its two sums.
  private final long span;

  /// @param inputs `x`, `weight`, `mean`, `variance`, `dy`
  /// @param outputs `dx`, `dweight`, `dbias`
  BatchNormGradKernel(double epsilon, List<Operand> inputs, List<Operand> outputs) {
    matrix = ChannelMatrix.of(inputs.getFirst().shape());
    this.epsilon = epsilon;
    in = inputs.stream().mapToLong(x -> 4 * x.layout().offset()).toArray();
    out = outputs.stream().mapToLong(y -> 4 * y.layout().offset()).toArray();
    span = matrix.span();
  }

  @Override
  public long workspaceBytes() {
    return span * (4 + 2 * matrix.chunks);
  }

  @Override
  public void run(Buffer[] inputs, Buffer[] outputs, Buffer workspace) {
    var x = Memory.of(inputs[0]);
    var mean = Memory.of(inputs[2]);
    var dy = Memory.of(inputs[4]);
    var dx = Memory.of(outputs[0]);
    var w = Memory.of(workspace);
    for (int c = 0; c < matrix.channels; c++) {
      matrix.repeat(w, 0, c, mean.get(FLOAT, in[2] + 4L * c));
    }
    Parallel.run(matrix.chunks, 8 * matrix.size(), (chunk, _) -> sums(chunk, x, dy, w));
    coefficients(inputs, outputs, w);
    Parallel.run(matrix.chunks, 8 * matrix.size(), (chunk, _) -> apply(chunk, x, dy, w, dx));
  }

  private long partial(int chunk) {
    return span * (4 + 2 * chunk);
  }

  private void sums(int chunk, MemorySegment x, MemorySegment dy, MemorySegment w) {
    long sum = partial(chunk);
    w.asSlice(sum, 2 * span).fill((byte) 0);
    int rows = matrix.rows(chunk);
    int rest = matrix.rest(chunk);
    long xo = in[0] + matrix.start(chunk);
    long dyo = in[4] + matrix.start(chunk);
    long done = 4L * rows * matrix.width;
    LOOPS.gradSums(rows, matrix.width, x, xo, dy, dyo, w, 0, sum, span);
    if (rest > 0) LOOPS.gradSums(1, rest, x, xo + done, dy, dyo + done, w, 0, sum, span);
    matrix.fold(w, sum);
    matrix.fold(w, sum + span);
  }

  /// `dx = weight · s · (dy − Σdy / m − (x − mean) s² Σ(dy (x − mean)) / m)`, with `s = 1 /
  /// √(variance + epsilon)` and `m` positions.
  private void coefficients(Buffer[] inputs, Buffer[] outputs, MemorySegment w) {
    var weight = Memory.of(inputs[1]);
    var variance = Memory.of(inputs[3]);
    for (int c = 0; c < matrix.channels; c++) {
      double sum = 0;
      double product = 0;
      for (int i = 0; i < matrix.chunks; i++) {
        sum += w.get(FLOAT, partial(i) + 4L * c);
        product += w.get(FLOAT, partial(i) + span + 4L * c);
      }
      double s = 1 / Math.sqrt(variance.get(FLOAT, in[3] + 4L * c) + epsilon);
      double a = weight.get(FLOAT, in[1] + 4L * c) * s;
      matrix.repeat(w, span, c, (float) a);
      matrix.repeat(w, 2 * span, c, (float) (-a * s * s * product / matrix.positions));
      matrix.repeat(w, 3 * span, c, (float) (-a * sum / matrix.positions));
      Memory.of(outputs[1]).set(FLOAT, out[1] + 4L * c, (float) (product * s));
      Memory.of(outputs[2]).set(FLOAT, out[2] + 4L * c, (float) sum);
    }
  }

  private void apply(
      int chunk, MemorySegment x, MemorySegment dy, MemorySegment w, MemorySegment dx) {
    int rows = matrix.rows(chunk);
    int rest = matrix.rest(chunk);
    long xo = in[0] + matrix.start(chunk);
    long dyo = in[4] + matrix.start(chunk);
    long to = out[0] + matrix.start(chunk);
    long done = 4L * rows * matrix.width;
    LOOPS.gradApply(rows, matrix.width, x, xo, dy, dyo, w, 0, span, dx, to);
    if (rest > 0) {
      LOOPS.gradApply(1, rest, x, xo + done, dy, dyo + done, w, 0, span, dx, to + done);
    }
  }

  @Override
  public String describe() {
    return "batch norm gradient %dx%d".formatted(matrix.positions, matrix.channels);
  }
}
