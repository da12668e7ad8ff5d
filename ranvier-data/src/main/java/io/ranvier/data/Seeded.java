package io.ranvier.data;

import io.ranvier.data.random.CounterRandom;

/// What is random, with where its draws come from: a function of `(seed, epoch, index)` alone, so
/// that an epoch that is run again gives the same.
public record Seeded<T>(T what, long seed, long epoch) {

  /// The draws for item `index`.
  ///
  /// @param stream keeps them apart from all others that start from the same seed
  public CounterRandom draws(long stream, long index) {
    return new CounterRandom(new CounterRandom(seed, stream, epoch).nextLong(), stream, index);
  }
}
