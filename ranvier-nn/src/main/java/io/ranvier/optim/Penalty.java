package io.ranvier.optim;

import io.ranvier.tensor.Tensor;

/// The two ways in which rules keep weights small.
final class Penalty {
  private Penalty() {}

  /// The gradient with that of `weightDecay / 2 · ‖parameter‖²` added.
  static Tensor added(Tensor gradient, Tensor parameter, double weightDecay) {
    return weightDecay == 0 ? gradient : gradient.add(parameter.mul(weightDecay));
  }

  /// What a parameter is multiplied by in a step: `1 − rate · weightDecay` (Loshchilov and Hutter,
  /// 2019).
  static Tensor shrink(Tensor rate, double weightDecay) {
    return rate.mul(-weightDecay).add(1);
  }
}
