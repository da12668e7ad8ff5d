package io.ranvier.data.augment;

import io.ranvier.data.Batch;
import io.ranvier.data.Mixing;
import io.ranvier.data.random.CounterRandom;

/// Lays each picture over another one of its batch, and its target likewise (Zhang et al. 2018): `λ
/// x + (1 − λ) x′`, with one `λ` of the distribution Beta(alpha, alpha) for the batch.
///
/// @param alpha above 0; the smaller, the closer is `λ` to 0 or 1
public record MixUp(double alpha, int classes) implements Mixing {

  public MixUp {
    Arguments.requirePositive("mixUp", "alpha", alpha);
    Arguments.requireAtLeast("mixUp", "classes", classes, 1);
  }

  @Override
  public Batch apply(Batch batch, CounterRandom random) {
    double share = Pairs.share(alpha, random);
    var pairs = new Pairs(batch, random);
    return pairs.batch(pairs.blend(batch.input().toFloats(), share), share, classes);
  }
}
