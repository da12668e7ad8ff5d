package io.ranvier.data;

import io.ranvier.data.random.CounterRandom;

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
    var permutation = new int[count];
    for (int i = 0; i < count; i++) {
      permutation[i] = i;
    }
    return switch (this) {
      case Stored _ -> permutation;
      case Shuffled shuffled -> shuffle(permutation, shuffled.random());
    };
  }

  private static int[] shuffle(int[] items, CounterRandom random) {
    for (int last = items.length - 1; last > 0; last--) {
      int other = random.below(last + 1);
      int item = items[last];
      items[last] = items[other];
      items[other] = item;
    }
    return items;
  }
}
