package io.ranvier.backend.cpu;

import static io.ranvier.backend.cpu.Memory.FLOAT;

import io.ranvier.backend.Layout;
import io.ranvier.backend.Operand;
import io.ranvier.type.Shape;
import java.lang.foreign.MemorySegment;

/// A tensor `[n, c, …]` whose channels run fastest, with or without gaps behind them, seen as a
/// matrix of all positions by the channels, and how a kernel walks through it.
///
/// Few channels would leave vectors half empty. So `fold` positions, one behind the other, are
/// taken as one row of `width` columns, and per-channel numbers are repeated as often; sums are
/// folded at the end. The rows are cut into chunks of a size that fits the cache.
final class ChannelMatrix {
  private static final int WIDE = 128;
  private static final int VECTOR = 16;

  /// The elements of a chunk, at most: they fit the second cache. A matrix has some chunks to share
  /// out all the same.
  private static final int CHUNK = 1 << 16;

  private static final int CHUNKS = 16;

  final int channels;
  final int positions;

  /// From one position to the next, in elements.
  final long pitch;

  /// How many positions make up a row.
  final int fold;

  /// Columns: `fold · channels`.
  final int width;

  /// Positions of a chunk: a multiple of `fold`.
  final int perChunk;

  final int chunks;

  private ChannelMatrix(int channels, int positions, long pitch) {
    this.channels = channels;
    this.positions = positions;
    this.pitch = pitch;
    int repeat = channels >= WIDE ? 1 : VECTOR / Integer.lowestOneBit(channels | VECTOR);
    while (repeat * channels < WIDE / 2) repeat *= 2;
    fold = repeat;
    width = fold * channels;
    long part = Math.min(CHUNK, (long) positions * channels / CHUNKS);
    perChunk = fold * (int) Math.max(1, part / width);
    chunks = (positions + perChunk - 1) / perChunk;
  }

  static ChannelMatrix of(Operand x) {
    int channels = x.shape().dim(1);
    return new ChannelMatrix(channels, Math.toIntExact(x.shape().size() / channels), pitch(x));
  }

  /// The layout of `[n, c, …]` in which the channels run fastest.
  static Layout layout(Shape x) {
    return Rows.layout(x, 1);
  }

  /// Whether the channels are contiguous, and the positions equally far apart.
  static boolean lies(Operand x) {
    return (x.layout().stride(1) == 1 || x.shape().dim(1) == 1) && pitch(x) >= x.shape().dim(1);
  }

  /// How far the positions are apart, or −1 if that differs.
  private static long pitch(Operand x) {
    long pitch = 0;
    long block = 1;
    for (int axis = x.shape().rank() - 1; axis >= 0; axis--) {
      int dim = x.shape().dim(axis);
      if (axis == 1 || dim == 1) continue;
      if (pitch == 0) pitch = x.layout().stride(axis);
      if (x.layout().stride(axis) != pitch * block) return -1;
      block *= dim;
    }
    return pitch == 0 ? x.shape().dim(1) : pitch;
  }

  /// Whether the positions have no gaps between them.
  boolean isDense() {
    return pitch == channels;
  }

  /// How many positions chunk number `chunk` has.
  int positions(int chunk) {
    return Math.min(perChunk, positions - chunk * perChunk);
  }

  /// How many whole rows chunk number `chunk` has.
  int rows(int chunk) {
    return positions(chunk) / fold;
  }

  /// How many positions of a last row, cut short, chunk number `chunk` has.
  int rest(int chunk) {
    return positions(chunk) % fold;
  }

  /// The byte at which a chunk begins.
  long start(int chunk) {
    return 4L * chunk * perChunk * pitch;
  }

  long size() {
    return (long) positions * channels;
  }

  /// The bytes from one row of `width` numbers in a workspace to the next.
  long span() {
    return (4L * width + 63) / 64 * 64;
  }

  /// Adds up the columns of each channel of a row in a workspace, in the first of them.
  void fold(MemorySegment w, long row) {
    if (fold == 1) return;
    for (int c = 0; c < channels; c++) {
      float sum = 0;
      for (int i = c; i < width; i += channels) sum += w.get(FLOAT, row + 4L * i);
      w.set(FLOAT, row + 4L * c, sum);
    }
  }

  /// From the sums of the channels to their means, each in all columns of its channel.
  void means(MemorySegment w, long sums, long means, int count) {
    for (long c = 0; c < 4L * channels; c += 4)
      w.set(FLOAT, means + c, w.get(FLOAT, sums + c) / count);
    for (int i = channels; i < width; i++) {
      w.set(FLOAT, means + 4L * i, w.get(FLOAT, means + 4L * (i - channels)));
    }
  }
}
