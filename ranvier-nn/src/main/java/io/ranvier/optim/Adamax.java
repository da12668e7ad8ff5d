package io.ranvier.optim;

import io.ranvier.tensor.Tensor;
import java.util.List;

/// Adamax (Kingma and Ba, 2015, "Adam: a method for stochastic optimization", section 7.1): at step
/// `t`
///
///     g ← ∂loss/∂p + weightDecay · p
///     m ← beta1 · m + (1 − beta1) · g
///     u ← max(beta2 · u, |g| + epsilon)
///     p ← p − rate / (1 − beta1ᵗ) · m / u
///
/// @param beta1 how long the mean gradient is remembered, in `[0, 1)`
/// @param beta2 how long the largest gradient is remembered, in `[0, 1)`
/// @param epsilon at least 0
/// @param weightDecay at least 0
public record Adamax(
    double learningRate, double beta1, double beta2, double epsilon, double weightDecay)
    implements Rule {

  public Adamax {
    Adam.check("adamax", learningRate, beta1, beta2, epsilon, weightDecay);
  }

  /// With betas 0.9 and 0.999, epsilon 1e-8, and no weight decay; the paper's rate is 0.002.
  public Adamax(double learningRate) {
    this(learningRate, 0.9, 0.999, 1e-8, 0);
  }

  public Adamax betas(double beta1, double beta2) {
    return new Adamax(learningRate, beta1, beta2, epsilon, weightDecay);
  }

  public Adamax epsilon(double epsilon) {
    return new Adamax(learningRate, beta1, beta2, epsilon, weightDecay);
  }

  public Adamax weightDecay(double weightDecay) {
    return new Adamax(learningRate, beta1, beta2, epsilon, weightDecay);
  }

  @Override
  public List<String> slots() {
    return List.of("exp_avg", "exp_inf");
  }

  @Override
  public Step at(Tensor rate, Tensor count) {
    var stride = rate.div(Averages.correction(beta1, count));
    return (parameter, gradient, slots) -> {
      var g = Penalty.added(gradient, parameter, weightDecay);
      var m = Averages.moved(slots.get(0), beta1, g);
      var u = slots.get(1).mul(beta2).maximum(g.abs().add(epsilon));
      return new Next(parameter.sub(m.div(u).mul(stride)), List.of(m, u));
    };
  }
}
