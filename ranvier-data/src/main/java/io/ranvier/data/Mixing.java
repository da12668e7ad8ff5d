package io.ranvier.data;

import io.ranvier.data.random.CounterRandom;

/// A change, mostly random, that makes a batch of others' pictures and labels. Targets are
/// probabilities afterwards.
@FunctionalInterface
public interface Mixing {

  /// `batch` mixed.
  Batch apply(Batch batch, CounterRandom random);
}
