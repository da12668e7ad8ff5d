package io.ranvier.optim;

import static io.ranvier.optim.Settings.notNegative;
import static io.ranvier.optim.Settings.within;

import io.ranvier.tensor.Tensor;
import java.util.List;

/// Lion (Chen et al., 2023, "Symbolic discovery of optimization algorithms"), with `g = ∂loss/∂p`:
///
///     d ← sign(beta1 · m + (1 − beta1) · g)
///     p ← p − rate · (d + weightDecay · p)
///     m ← beta2 · m + (1 − beta2) · g
///
/// @param beta1 the share of the momentum in a step, in `[0, 1)`
/// @param beta2 how long the mean gradient is remembered, in `[0, 1)`
/// @param weightDecay at least 0
public record Lion(double learningRate, double beta1, double beta2, double weightDecay)
    implements Rule {

  public Lion {
    notNegative("lion", "learningRate", learningRate);
    within("lion", "beta1", beta1, 0, 1);
    within("lion", "beta2", beta2, 0, 1);
    notNegative("lion", "weightDecay", weightDecay);
  }

  /// With betas 0.9 and 0.99, and no weight decay.
  public Lion(double learningRate) {
    this(learningRate, 0.9, 0.99, 0);
  }

  public Lion betas(double beta1, double beta2) {
    return new Lion(learningRate, beta1, beta2, weightDecay);
  }

  public Lion weightDecay(double weightDecay) {
    return new Lion(learningRate, beta1, beta2, weightDecay);
  }

  @Override
  public List<String> slots() {
    return List.of("exp_avg");
  }

  @Override
  public Step at(Tensor rate, Tensor count) {
    var shrink = Penalty.shrink(rate, weightDecay);
    return (parameter, gradient, slots) -> {
      var m = slots.getFirst();
      var direction = m.mul(beta1).add(gradient.mul(1 - beta1)).sign();
      var kept = weightDecay == 0 ? parameter : parameter.mul(shrink);
      return new Next(kept.sub(direction.mul(rate)), List.of(Averages.moved(m, beta2, gradient)));
    };
  }
}
