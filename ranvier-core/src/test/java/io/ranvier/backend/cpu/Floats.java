package io.ranvier.backend.cpu;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.random.RandomGenerator;

/// Native float arrays for tests.
final class Floats {
  private Floats() {}

  static MemorySegment random(RandomGenerator random, long count) {
    MemorySegment floats = allocate(count);
    for (long i = 0; i < count; i++) {
      floats.setAtIndex(ValueLayout.JAVA_FLOAT, i, random.nextFloat() - 0.5f);
    }
    return floats;
  }

  /// Filled with NaN, so that what a kernel forgets to write, or reads too much, shows.
  static MemorySegment poisoned(long count) {
    MemorySegment floats = allocate(count);
    for (long i = 0; i < count; i++) {
      floats.setAtIndex(ValueLayout.JAVA_FLOAT, i, Float.NaN);
    }
    return floats;
  }

  static float get(MemorySegment floats, long index) {
    return floats.getAtIndex(ValueLayout.JAVA_FLOAT, index);
  }

  static float[] array(MemorySegment floats) {
    return floats.toArray(ValueLayout.JAVA_FLOAT);
  }

  /// Scratch memory with old values in it.
  static MemorySegment workspace(long bytes) {
    return poisoned((bytes + 3) / 4);
  }

  private static MemorySegment allocate(long count) {
    return Arena.ofAuto().allocate(4 * count, 64);
  }
}
