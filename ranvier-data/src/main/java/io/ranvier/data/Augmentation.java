package io.ranvier.data;

import io.ranvier.data.random.CounterRandom;
import java.util.List;

/// A change, mostly random, that leaves a picture what it is: a network that sees each picture
/// changed in another way each time learns what matters about it.
///
///     new RandomCrop(32, 32).padding(4).then(Flip.HORIZONTAL.sometimes(0.5))
///
/// All that is random comes from the numbers that are handed in. [Batches#augmented] draws them for
/// each picture from `(seed, epoch, index)` alone, so that neither the order of the pictures nor the
/// number of threads makes a difference.
@FunctionalInterface
public interface Augmentation {

  /// `example` changed.
  Example apply(Example example, CounterRandom random);

  /// This, then `next`.
  default Augmentation then(Augmentation next) {
    return (example, random) -> next.apply(apply(example, random), random);
  }

  /// This with a probability of `p`, else nothing.
  default Augmentation sometimes(double p) {
    if (!(p >= 0 && p <= 1)) {
      throw new IllegalArgumentException("sometimes: p is %s, and must be in [0, 1]".formatted(p));
    }
    return (example, random) -> random.nextDouble() < p ? apply(example, random) : example;
  }

  /// One of `choices`, each as likely as the others.
  static Augmentation oneOf(Augmentation... choices) {
    if (choices.length == 0) {
      throw new IllegalArgumentException("oneOf: no choices, and there must be at least 1");
    }
    var all = List.of(choices);
    return (example, random) -> all.get(random.below(all.size())).apply(example, random);
  }
}
