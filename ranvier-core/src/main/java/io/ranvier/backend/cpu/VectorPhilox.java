package io.ranvier.backend.cpu;

import static io.ranvier.backend.cpu.Lanes.BYTES;
import static io.ranvier.backend.cpu.Lanes.ORDER;

import io.ranvier.backend.Philox;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/// Blocks of [Philox], as many at once as a vector has 64-bit lanes.
///
/// The idea: a word is the lower half of a lane, so that a product of two words is one
/// multiplication of lanes; the masks before it are for the compiler, which then takes the
/// instruction for 32-bit factors. At the end two words share a lane, and lanes of the two pairs
/// take turns, as they do in memory.
final class VectorPhilox {
  private static final VectorSpecies<Long> LONGS = LongVector.SPECIES_PREFERRED;
  private static final LongVector STEPS = LongVector.zero(LONGS).addIndex(1);
  private static final VectorShuffle<Long> FIRST = VectorShuffle.makeZip(LONGS, 0);
  private static final VectorShuffle<Long> SECOND = VectorShuffle.makeZip(LONGS, 1);
  private static final long LOW = 0xFFFFFFFFL;

  /// Blocks of one vector.
  static final int BLOCKS = LONGS.length();

  private VectorPhilox() {}

  /// Uniform numbers from `words >>> 8`, of blocks `block`, `block + 1`, ….
  ///
  /// @param vectors times [#BLOCKS] blocks are drawn
  /// @param t where the first of their numbers goes
  static void uniform(
      long seed, long stream, long block, int vectors, float unit, MemorySegment to, long t) {
    Memory.offHeap(to);
    LongVector low = LongVector.broadcast(LONGS, LOW);
    LongVector streamLow = LongVector.broadcast(LONGS, stream & LOW);
    LongVector streamHigh = LongVector.broadcast(LONGS, stream >>> 32);
    for (int i = 0; i < vectors; i++, block += BLOCKS, t += 2 * BYTES) {
      LongVector number = STEPS.add(block);
      LongVector c0 = number.and(low);
      LongVector c1 = number.lanewise(VectorOperators.LSHR, 32);
      LongVector c2 = streamLow;
      LongVector c3 = streamHigh;
      long k0 = seed & LOW;
      long k1 = seed >>> 32;
      for (int round = 0; round < Philox.ROUNDS; round++) {
        LongVector p0 = c0.and(low).mul(LongVector.broadcast(LONGS, Philox.MULTIPLIER_0).and(low));
        LongVector p1 = c2.and(low).mul(LongVector.broadcast(LONGS, Philox.MULTIPLIER_1).and(low));
        c0 = p1.lanewise(VectorOperators.LSHR, 32).lanewise(VectorOperators.XOR, c1);
        c0 = c0.lanewise(VectorOperators.XOR, k0);
        c1 = p1.and(low);
        c2 = p0.lanewise(VectorOperators.LSHR, 32).lanewise(VectorOperators.XOR, c3);
        c2 = c2.lanewise(VectorOperators.XOR, k1);
        c3 = p0.and(low);
        k0 = k0 + Philox.WEYL_0 & LOW;
        k1 = k1 + Philox.WEYL_1 & LOW;
      }
      LongVector x = c1.lanewise(VectorOperators.LSHL, 32).or(c0);
      LongVector y = c3.lanewise(VectorOperators.LSHL, 32).or(c2);
      put(x.rearrange(FIRST, y), unit, to, t);
      put(x.rearrange(SECOND, y), unit, to, t + BYTES);
    }
  }

  private static void put(LongVector words, float unit, MemorySegment to, long t) {
    var numbers = words.reinterpretAsInts().lanewise(VectorOperators.LSHR, 8);
    ((FloatVector) numbers.convert(VectorOperators.I2F, 0))
        .mul(unit)
        .intoMemorySegment(to, t, ORDER);
  }
}
