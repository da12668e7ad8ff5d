package io.ranvier.backend.cpu;

import static io.ranvier.backend.cpu.Lanes.BYTES;
import static io.ranvier.backend.cpu.Lanes.COUNT;
import static io.ranvier.backend.cpu.Lanes.INTS;
import static io.ranvier.backend.cpu.Lanes.ORDER;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.function.IntUnaryOperator;
import jdk.incubator.vector.IntVector;

/// Between pixels of up to eight channels and one plane per channel, 16 pixels at a time, for
/// vectors of 16 lanes.
///
/// Three steps of eight permutations, each of which takes lanes from two vectors, exchange the
/// index of a channel and the low bits of the index of a pixel. Where there are fewer than eight
/// channels, the step next to the pixels leaves the others out: one vector is two pixels.
final class Interleaving {
  static final int MOST_CHANNELS = 8;

  /// Pixels of one group.
  static final int GROUP = 16;

  /// `a₀ b₀ a₁ b₁ …`, the first half and the second.
  private static final IntVector ZIP_LOW = lanes(i -> i / 2 + i % 2 * COUNT);

  private static final IntVector ZIP_HIGH = lanes(i -> COUNT / 2 + i / 2 + i % 2 * COUNT);

  /// `a₀ a₂ … b₀ b₂ …` and `a₁ a₃ … b₁ b₃ …`
  private static final IntVector EVEN = lanes(i -> 2 * i);

  private static final IntVector ODD = lanes(i -> 2 * i + 1);

  private static final int[][] JOINED = steps(Interleaving::joined, COUNT / 2);

  private static final int[][] PARTED = steps(Interleaving::parted, 1);

  private Interleaving() {}

  private static IntVector lanes(IntUnaryOperator lane) {
    return IntVector.fromArray(INTS, indices(lane), 0);
  }

  private static int[] indices(IntUnaryOperator lane) {
    int[] lanes = new int[COUNT];
    Arrays.setAll(lanes, lane);
    return lanes;
  }

  /// For each number of channels the two permutations of the step next to the pixels.
  private static int[][] steps(Step step, int second) {
    int[][] indices = new int[2 * MOST_CHANNELS + 2][];
    for (int n = 0; n <= MOST_CHANNELS; n++) {
      int channels = n;
      indices[2 * n] = indices(i -> step.lane(i, channels, 0));
      indices[2 * n + 1] = indices(i -> step.lane(i, channels, second));
    }
    return indices;
  }

  @FunctionalInterface
  private interface Step {
    int lane(int i, int channels, int first);
  }

  /// Lane i of the step next to the pixels, when these are put together; channels are numbered 0 to
  /// 7 in each of two pixels.
  private static int joined(int i, int channels, int first) {
    if (i >= 2 * channels) return 0;
    int lane = i < channels ? i : 8 + i - channels;
    return first + lane / 2 + lane % 2 * COUNT;
  }

  /// Lane i of the step next to the pixels, when these are taken apart: every second channel of
  /// four pixels.
  private static int parted(int i, int channels, int first) {
    int pixel = i / 4;
    int channel = i % 4 * 2 + first;
    return channel < channels ? pixel / 2 * COUNT + pixel % 2 * channels + channel : 0;
  }

  /// From planes, `stride` bytes apart, to pixels. Writes up to a vector beyond the last of them.
  ///
  /// @param pixels a multiple of [#GROUP]
  static void toPixels(
      int channels, int pixels, MemorySegment from, long f, long stride, MemorySegment to, long t) {
    Memory.offHeap(from, to);
    IntVector low = IntVector.fromArray(INTS, JOINED[2 * channels], 0);
    IntVector high = IntVector.fromArray(INTS, JOINED[2 * channels + 1], 0);
    long two = 8L * channels;
    int last = channels - 1;
    long f1 = f + Math.min(1, last) * stride;
    long f2 = f + Math.min(2, last) * stride;
    long f3 = f + Math.min(3, last) * stride;
    long f4 = f + Math.min(4, last) * stride;
    long f5 = f + Math.min(5, last) * stride;
    long f6 = f + Math.min(6, last) * stride;
    long f7 = f + Math.min(7, last) * stride;
    for (int p = 0; p < pixels; p += GROUP, t += 8 * two) {
      long at = 4L * p;
      IntVector a0 = IntVector.fromMemorySegment(INTS, from, f + at, ORDER);
      IntVector a1 = IntVector.fromMemorySegment(INTS, from, f1 + at, ORDER);
      IntVector a2 = IntVector.fromMemorySegment(INTS, from, f2 + at, ORDER);
      IntVector a3 = IntVector.fromMemorySegment(INTS, from, f3 + at, ORDER);
      IntVector a4 = IntVector.fromMemorySegment(INTS, from, f4 + at, ORDER);
      IntVector a5 = IntVector.fromMemorySegment(INTS, from, f5 + at, ORDER);
      IntVector a6 = IntVector.fromMemorySegment(INTS, from, f6 + at, ORDER);
      IntVector a7 = IntVector.fromMemorySegment(INTS, from, f7 + at, ORDER);
      IntVector b0 = ZIP_LOW.selectFrom(a0, a4);
      IntVector b1 = ZIP_LOW.selectFrom(a1, a5);
      IntVector b2 = ZIP_LOW.selectFrom(a2, a6);
      IntVector b3 = ZIP_LOW.selectFrom(a3, a7);
      IntVector b4 = ZIP_HIGH.selectFrom(a0, a4);
      IntVector b5 = ZIP_HIGH.selectFrom(a1, a5);
      IntVector b6 = ZIP_HIGH.selectFrom(a2, a6);
      IntVector b7 = ZIP_HIGH.selectFrom(a3, a7);
      a0 = ZIP_LOW.selectFrom(b0, b2);
      a1 = ZIP_LOW.selectFrom(b1, b3);
      a2 = ZIP_HIGH.selectFrom(b0, b2);
      a3 = ZIP_HIGH.selectFrom(b1, b3);
      a4 = ZIP_LOW.selectFrom(b4, b6);
      a5 = ZIP_LOW.selectFrom(b5, b7);
      a6 = ZIP_HIGH.selectFrom(b4, b6);
      a7 = ZIP_HIGH.selectFrom(b5, b7);
      low.selectFrom(a0, a1).intoMemorySegment(to, t, ORDER);
      high.selectFrom(a0, a1).intoMemorySegment(to, t + two, ORDER);
      low.selectFrom(a2, a3).intoMemorySegment(to, t + 2 * two, ORDER);
      high.selectFrom(a2, a3).intoMemorySegment(to, t + 3 * two, ORDER);
      low.selectFrom(a4, a5).intoMemorySegment(to, t + 4 * two, ORDER);
      high.selectFrom(a4, a5).intoMemorySegment(to, t + 5 * two, ORDER);
      low.selectFrom(a6, a7).intoMemorySegment(to, t + 6 * two, ORDER);
      high.selectFrom(a6, a7).intoMemorySegment(to, t + 7 * two, ORDER);
    }
  }

  /// From pixels to planes, `stride` bytes apart. Reads up to a vector beyond the last pixel.
  ///
  /// @param pixels a multiple of [#GROUP]
  static void toPlanes(
      int channels, int pixels, MemorySegment from, long f, MemorySegment to, long t, long stride) {
    Memory.offHeap(from, to);
    IntVector even = IntVector.fromArray(INTS, PARTED[2 * channels], 0);
    IntVector odd = IntVector.fromArray(INTS, PARTED[2 * channels + 1], 0);
    long two = 8L * channels;
    for (int p = 0; p < pixels; p += GROUP, f += 8 * two, t += BYTES) {
      IntVector a0 = IntVector.fromMemorySegment(INTS, from, f, ORDER);
      IntVector a1 = IntVector.fromMemorySegment(INTS, from, f + two, ORDER);
      IntVector a2 = IntVector.fromMemorySegment(INTS, from, f + 2 * two, ORDER);
      IntVector a3 = IntVector.fromMemorySegment(INTS, from, f + 3 * two, ORDER);
      IntVector a4 = IntVector.fromMemorySegment(INTS, from, f + 4 * two, ORDER);
      IntVector a5 = IntVector.fromMemorySegment(INTS, from, f + 5 * two, ORDER);
      IntVector a6 = IntVector.fromMemorySegment(INTS, from, f + 6 * two, ORDER);
      IntVector a7 = IntVector.fromMemorySegment(INTS, from, f + 7 * two, ORDER);
      IntVector b0 = even.selectFrom(a0, a1);
      IntVector b1 = odd.selectFrom(a0, a1);
      IntVector b2 = even.selectFrom(a2, a3);
      IntVector b3 = odd.selectFrom(a2, a3);
      IntVector b4 = even.selectFrom(a4, a5);
      IntVector b5 = odd.selectFrom(a4, a5);
      IntVector b6 = even.selectFrom(a6, a7);
      IntVector b7 = odd.selectFrom(a6, a7);
      a0 = EVEN.selectFrom(b0, b2);
      a1 = EVEN.selectFrom(b1, b3);
      a2 = ODD.selectFrom(b0, b2);
      a3 = ODD.selectFrom(b1, b3);
      a4 = EVEN.selectFrom(b4, b6);
      a5 = EVEN.selectFrom(b5, b7);
      a6 = ODD.selectFrom(b4, b6);
      a7 = ODD.selectFrom(b5, b7);
      EVEN.selectFrom(a0, a4).intoMemorySegment(to, t, ORDER);
      if (channels > 1) EVEN.selectFrom(a1, a5).intoMemorySegment(to, t + stride, ORDER);
      if (channels > 2) EVEN.selectFrom(a2, a6).intoMemorySegment(to, t + 2 * stride, ORDER);
      if (channels > 3) EVEN.selectFrom(a3, a7).intoMemorySegment(to, t + 3 * stride, ORDER);
      if (channels > 4) ODD.selectFrom(a0, a4).intoMemorySegment(to, t + 4 * stride, ORDER);
      if (channels > 5) ODD.selectFrom(a1, a5).intoMemorySegment(to, t + 5 * stride, ORDER);
      if (channels > 6) ODD.selectFrom(a2, a6).intoMemorySegment(to, t + 6 * stride, ORDER);
      if (channels > 7) ODD.selectFrom(a3, a7).intoMemorySegment(to, t + 7 * stride, ORDER);
    }
  }
}
