package io.ranvier.data;

import io.ranvier.data.random.CounterRandom;
import java.util.stream.IntStream;

/// In which order pictures are taken.
public sealed interface Order {

  /// As they are stored.
  record Stored() implements Order {}

  /// Shuffled anew for each epoch: a function of `(seed, epoch)` alone, so that a run resumed at an
  /// epoch sees what it would have seen.
  record Shuffled(long seed, long epoch) implements Order {
    /// Keeps these draws apart from all others that start from the same seed.
    private static final long STREAM = 0x0DE5;

    private CounterRandom random() {
      return new CounterRandom(seed, STREAM, epoch);
    }
  }

  /// A permutation of 0 to `count − 1`.
  default int[] permutation(int count) {
    return switch (this) {
      case Stored _ -> IntStream.range(0, count).toArray();
      case Shuffled shuffled -> shuffled.random().permutation(count);
    };
  }
}
