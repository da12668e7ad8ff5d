package io.ranvier.optim;

import io.ranvier.tensor.Tensor;
import java.util.List;

/// Adam with weight decay beside the gradient (Loshchilov and Hutter, 2019, "Decoupled weight decay
/// regularization"): first `p ← p · (1 − rate · weightDecay)`, then a step of [Adam] without decay.
///
/// @param beta1 how long the mean gradient is remembered, in `[0, 1)`
/// @param beta2 how long the mean square is remembered, in `[0, 1)`
/// @param epsilon at least 0
/// @param weightDecay at least 0
/// @param keepsLargest whether this is AMSGrad: see [Adam]
public record AdamW(
    double learningRate,
    double beta1,
    double beta2,
    double epsilon,
    double weightDecay,
    boolean keepsLargest)
    implements Rule {

  public AdamW {
    Adam.check("adamW", learningRate, beta1, beta2, epsilon, weightDecay);
  }

  /// With betas 0.9 and 0.999, epsilon 1e-8 and weight decay 0.01.
  public AdamW(double learningRate) {
    this(learningRate, 0.9, 0.999, 1e-8, 0.01, false);
  }

  public AdamW betas(double beta1, double beta2) {
    return new AdamW(learningRate, beta1, beta2, epsilon, weightDecay, keepsLargest);
  }

  public AdamW epsilon(double epsilon) {
    return new AdamW(learningRate, beta1, beta2, epsilon, weightDecay, keepsLargest);
  }

  public AdamW weightDecay(double weightDecay) {
    return new AdamW(learningRate, beta1, beta2, epsilon, weightDecay, keepsLargest);
  }

  public AdamW amsgrad() {
    return new AdamW(learningRate, beta1, beta2, epsilon, weightDecay, true);
  }

  @Override
  public List<String> slots() {
    return adam().slots();
  }

  @Override
  public Step at(Tensor rate, Tensor count) {
    var step = adam().at(rate, count);
    var shrink = Penalty.shrink(rate, weightDecay);
    return (parameter, gradient, slots) -> step.next(parameter.mul(shrink), gradient, slots);
  }

  private Adam adam() {
    return new Adam(learningRate, beta1, beta2, epsilon, 0, keepsLargest);
  }
}
