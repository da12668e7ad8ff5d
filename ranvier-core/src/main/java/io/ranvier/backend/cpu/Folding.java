package io.ranvier.backend.cpu;

import static io.ranvier.backend.cpu.Simd.KERNEL;

import io.ranvier.op.Reduction;
import io.ranvier.type.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/// A reduction as an output of a [FusedKernel]: takes the tiles of its value as they come, in any
/// pieces, and accumulates them as [Partition] says.
///
/// Results of chunks go to the workspace, or straight to the output where a slab is one chunk.
final class Folding {
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final ValueLayout.OfFloat FLOAT = Simd.FLOAT;

  /// Results that one task combines.
  private static final long BLOCK = 32;

  /// How results are combined pairwise.
  private enum Kind {
    SUM(0),
    MAX(Double.NEGATIVE_INFINITY),
    MIN(Double.POSITIVE_INFINITY),
    PRODUCT(1);

    private final double identity;

    Kind(double identity) {
      this.identity = identity;
    }

    double combine(double a, double b) {
      return switch (this) {
        case SUM -> a + b;
        case MAX -> Math.max(a, b);
        case MIN -> Math.min(a, b);
        case PRODUCT -> a * b;
      };
    }
  }

  /// Where in the workspace a folding keeps things, in bytes.
  ///
  /// @param accumulators in the scratch of a worker: one for each lane
  /// @param partials in what all workers share: the results of the chunks, `[kept, chunks, inner]`,
  ///   where a slab has several
  /// @param results there too: the results, where the output is not one run
  record Room(long accumulators, long partials, long results) {}

  final Partition partition;
  private final int value;
  private final int output;
  private final Walk walk;
  private final Room room;
  private final boolean floating;
  private final Kind kind;
  private final Loop.Accumulation accumulation;
  private final Loop.@Nullable Columns columnSums;
  private final int width;
  private final long slab;
  private final long chunk;
  private final long chunks;
  private final long inner;

  /// @param walk of the output's elements
  Folding(
      Reduction reduction,
      DType dtype,
      Partition partition,
      int value,
      int output,
      Walk walk,
      Room room,
      Loops loops) {
    this.partition = partition;
    this.value = value;
    this.output = output;
    this.walk = walk;
    this.room = room;
    floating = dtype == DType.F32;
    columnSums = floating && reduction instanceof Reduction.Sum ? loops.sumColumns() : null;
    accumulation = floating ? loops.accumulate(reduction) : loops.accumulateInt(reduction);
    kind =
        switch (reduction) {
          case Reduction.Sum _ -> Kind.SUM;
          case Reduction.Max _ -> Kind.MAX;
          case Reduction.Min _ -> Kind.MIN;
          case Reduction.Prod _ -> Kind.PRODUCT;
        };
    width = Math.toIntExact(partition.width());
    slab = partition.slab();
    chunk = partition.chunk();
    chunks = partition.chunks();
    inner = partition.inner();
  }

  /// The output that this is.
  int output() {
    return output;
  }

  /// The number of accumulators.
  int width() {
    return width;
  }

  /// Takes the tile of `count` elements from `start` on.
  void take(Frame frame, long start, int count) {
    if (inner == 1 && slab <= width) takeRows(frame, start, count);
    else takePieces(frame, start, count);
  }

  /// Rows of single numbers that fit the lanes: whole ones are combined where they lie.
  private void takeRows(Frame frame, long start, int count) {
    var from = frame.segments[value];
    long i = frame.offsets[value];
    long row = start / slab;
    int within = (int) (start % slab);
    if (within > 0) {
      int n = (int) Math.min(count, slab - within);
      takePieces(frame, start, n);
      i += 4L * n;
      count -= n;
      row++;
    }
    var to = target(frame);
    long o = targetOffset() + 4 * row;
    for (; count >= width; count -= width, i += 4L * width, o += 4, row++) {
      store(to, o, combine(from, i, width, 1));
    }
    if (count > 0) {
      piece(frame, from, i, row * slab, count);
    }
  }

  private void takePieces(Frame frame, long start, int count) {
    var from = frame.segments[value];
    long i = frame.offsets[value];
    while (count > 0) {
      int n = piece(start, count);
      piece(frame, from, i, start, n);
      start += n;
      i += 4L * n;
      count -= n;
    }
  }

  /// Whether a row is as wide as the lanes. Then each column begins and ends by itself, and tiles
  /// need not follow the pass: a task may go down a strip of columns.
  boolean wide() {
    return width == inner;
  }

  /// Takes elements of one chunk; where rows are wide, of one row or of whole rows.
  private void piece(Frame frame, MemorySegment from, long i, long start, int count) {
    open(frame, start, count);
    accumulate(from, i, frame.workspace, accumulators(frame), lane(start), count);
    close(frame, start, count);
  }

  /// How many of `count` elements from `start` on are one piece: of one chunk; where rows are wide,
  /// of one row, or whole rows.
  int piece(long start, int count) {
    long within = start % slab;
    int rest = (int) Math.min(count, Math.min(slab - within, chunk - within % chunk));
    if (!wide()) return rest;
    boolean whole = within % inner == 0 && rest >= inner;
    return (int) (whole ? rest - rest % inner : Math.min(rest, inner - within % inner));
  }

  /// The accumulator that takes the element at `start`.
  int lane(long start) {
    return (int) (start % slab % chunk % width);
  }

  /// Where this worker's accumulators lie in the workspace.
  long accumulators(Frame frame) {
    return frame.scratch + room.accumulators;
  }

  /// Clears the accumulators that begin with this piece.
  void open(Frame frame, long start, int count) {
    long inChunk = start % slab % chunk;
    if (wide()) {
      int columns = Math.min(count, width);
      if (inChunk < width) clear(frame.workspace, accumulators(frame) + 4L * inChunk, columns);
    } else if (inChunk == 0) {
      clear(frame.workspace, accumulators(frame), width);
    }
  }

  /// Stores what the accumulators hold that end with this piece.
  void close(Frame frame, long start, int count) {
    long within = start % slab;
    long inChunk = within % chunk;
    long length = Math.min(chunk, slab - (within - inChunk));
    boolean ends = inChunk + (wide() ? Math.max(count, width) : count) >= length;
    if (!ends) return;
    int lane = lane(start);
    long accumulators = accumulators(frame);
    long result = (start / slab * chunks + within / chunk) * inner;
    if (wide()) {
      MemorySegment.copy(
          frame.workspace,
          accumulators + 4L * lane,
          target(frame),
          targetOffset() + 4 * (result + lane),
          4L * Math.min(count, width));
    } else {
      long o = targetOffset() + 4 * result;
      int joined = (int) (width / inner);
      for (int column = 0; column < inner; column++) {
        double y = combine(frame.workspace, accumulators + 4L * column, joined, (int) inner);
        store(target(frame), o + 4L * column, y);
      }
    }
  }

  /// From `lane` on, around as often as it takes.
  private void accumulate(
      MemorySegment from, long i, MemorySegment to, long accumulators, int lane, int count) {
    if (lane > 0) {
      int n = Math.min(count, width - lane);
      accumulation.run(from, i, to, accumulators + 4L * lane, n, 1);
      i += 4L * n;
      count -= n;
    }
    int periods = count / width;
    if (periods > 0) {
      accumulation.run(from, i, to, accumulators, width, periods);
      i += 4L * periods * width;
      count -= periods * width;
    }
    if (count > 0) accumulation.run(from, i, to, accumulators, count, 1);
  }

  private void clear(MemorySegment to, long o, int count) {
    // For ints, −∞ and +∞ become the ends of the range.
    int bits = floating ? Float.floatToRawIntBits((float) kind.identity) : (int) kind.identity;
    KERNEL.repeat(bits, count, to, o);
  }

  /// `count` numbers, `stride` elements apart, in one: four strands, so that additions overlap.
  private double combine(MemorySegment from, long i, int count, int stride) {
    return switch (kind) {
      case SUM -> floating ? sum(from, i, count, 4L * stride) : each(from, i, count, stride);
      case MAX, MIN, PRODUCT -> each(from, i, count, stride);
    };
  }

  /// Every `step` bytes a number.
  static double sum(MemorySegment from, long i, int count, long step) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int k = 0;
    for (; k < count - 3; k += 4) {
      long p = i + step * k;
      a += from.get(FLOAT, p);
      b += from.get(FLOAT, p + step);
      c += from.get(FLOAT, p + 2 * step);
      d += from.get(FLOAT, p + 3 * step);
    }
    for (; k < count; k++) a += from.get(FLOAT, i + step * k);
    return (a + c) + (b + d);
  }

  private double each(MemorySegment from, long i, int count, int stride) {
    double y = kind.identity;
    for (int k = 0; k < count; k++) {
      y = kind.combine(y, load(from, i + 4L * stride * k));
    }
    return y;
  }

  private double load(MemorySegment from, long i) {
    return floating ? from.get(FLOAT, i) : from.get(INT, i);
  }

  /// Sums of ints keep the low bits.
  private void store(MemorySegment to, long o, double y) {
    if (floating) to.set(FLOAT, o, (float) y);
    else to.set(INT, o, kind == Kind.SUM ? (int) (long) y : (int) y);
  }

  private MemorySegment target(Frame frame) {
    return chunks == 1 && walk.isRun() ? frame.outputs[output] : frame.workspace;
  }

  private long targetOffset() {
    if (chunks > 1) return room.partials;
    return walk.isRun() ? walk.runOffset(0) : room.results;
  }

  /// Combines the chunks and puts the results where they belong, after all tiles.
  void finish(Frame frame) {
    long results = partition.results();
    var to = walk.isRun() ? frame.outputs[output] : frame.workspace;
    long o = walk.isRun() ? walk.runOffset(0) : room.results;
    if (chunks == 0) {
      clear(to, o, Math.toIntExact(results));
    } else if (chunks > 1) {
      int tasks = Math.toIntExact(Math.ceilDiv(results, BLOCK));
      Parallel.run(
          tasks,
          results * chunks,
          (task, _) -> {
            long end = Math.min(results, (task + 1L) * BLOCK);
            combineChunks(frame.workspace, to, o, (long) task * BLOCK, end);
          });
    }
    if (!walk.isRun()) {
      walk.scatter(frame.workspace, o, frame.outputs[output], 0, Math.toIntExact(results));
    }
  }

  /// Results number `first` to `end` from those of the chunks.
  private void combineChunks(MemorySegment from, MemorySegment to, long o, long first, long end) {
    int parts = Math.toIntExact(chunks);
    int columns = (int) (end - first);
    if (columnSums != null && inner % BLOCK == 0 && columns % BLOCK == 0) {
      columnSums.run(from, partial(first), 4 * inner, to, o + 4 * first, columns, parts);
      return;
    }
    for (long r = first; r < end; r++) {
      store(to, o + 4 * r, combine(from, partial(r), parts, Math.toIntExact(inner)));
    }
  }

  /// Where the first of the chunks of a result lies.
  private long partial(long result) {
    return (result / inner * chunks * inner + result % inner) * 4 + room.partials;
  }
}
