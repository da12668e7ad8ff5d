package io.ranvier.optim;

import static io.ranvier.optim.Settings.notNegative;
import static io.ranvier.optim.Settings.within;

import io.ranvier.tensor.Tensor;
import java.util.List;

/// Adam (Kingma and Ba, 2015, "Adam: a method for stochastic optimization"): at step `t`
///
///     g ← ∂loss/∂p + weightDecay · p
///     m ← beta1 · m + (1 − beta1) · g
///     v ← beta2 · v + (1 − beta2) · g²
///     p ← p − rate / (1 − beta1ᵗ) · m / (√v / √(1 − beta2ᵗ) + epsilon)
///
/// AMSGrad (Reddi et al., 2018, "On the convergence of Adam and beyond") puts the largest `v` so far
/// in the place of `v`.
///
/// For weight decay that is not rescaled by `v`, take [AdamW].
///
/// @param beta1 how long the mean gradient is remembered, in `[0, 1)`
/// @param beta2 how long the mean square is remembered, in `[0, 1)`
/// @param epsilon at least 0
/// @param weightDecay at least 0
/// @param keepsLargest whether this is AMSGrad
public record Adam(
    double learningRate,
    double beta1,
    double beta2,
    double epsilon,
    double weightDecay,
    boolean keepsLargest)
    implements Rule {

  public Adam {
    check("adam", learningRate, beta1, beta2, epsilon, weightDecay);
  }

  /// With betas 0.9 and 0.999, epsilon 1e-8, and no weight decay.
  public Adam(double learningRate) {
    this(learningRate, 0.9, 0.999, 1e-8, 0, false);
  }

  static void check(
      String rule, double rate, double beta1, double beta2, double epsilon, double decay) {
    notNegative(rule, "learningRate", rate);
    within(rule, "beta1", beta1, 0, 1);
    within(rule, "beta2", beta2, 0, 1);
    notNegative(rule, "epsilon", epsilon);
    notNegative(rule, "weightDecay", decay);
  }

  public Adam betas(double beta1, double beta2) {
    return new Adam(learningRate, beta1, beta2, epsilon, weightDecay, keepsLargest);
  }

  public Adam epsilon(double epsilon) {
    return new Adam(learningRate, beta1, beta2, epsilon, weightDecay, keepsLargest);
  }

  public Adam weightDecay(double weightDecay) {
    return new Adam(learningRate, beta1, beta2, epsilon, weightDecay, keepsLargest);
  }

  public Adam amsgrad() {
    return new Adam(learningRate, beta1, beta2, epsilon, weightDecay, true);
  }

  @Override
  public List<String> slots() {
    return keepsLargest
        ? List.of("exp_avg", "exp_avg_sq", "max_exp_avg_sq")
        : List.of("exp_avg", "exp_avg_sq");
  }

  @Override
  public Step at(Tensor rate, Tensor count) {
    var stride = rate.div(Averages.correction(beta1, count));
    var root = Averages.correction(beta2, count).sqrt();
    return (parameter, gradient, slots) -> {
      var g = Penalty.added(gradient, parameter, weightDecay);
      var m = Averages.moved(slots.get(0), beta1, g);
      var v = slots.get(1).mul(beta2).add(g.square().mul(1 - beta2));
      var largest = keepsLargest ? slots.get(2).maximum(v) : v;
      var scale = largest.sqrt().div(root).add(epsilon);
      var next = parameter.sub(m.div(scale).mul(stride));
      return new Next(next, keepsLargest ? List.of(m, v, largest) : List.of(m, v));
    };
  }
}
