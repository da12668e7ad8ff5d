package io.ranvier.optim;

import io.ranvier.tensor.Tensor;
import io.ranvier.type.DType;
import java.util.List;

/// Rectified Adam (Liu et al., 2020, "On the variance of the adaptive learning rate and beyond"): the
/// averages `m` and `v` of [Adam], and at step `t`
///
///     long ← 2 / (1 − beta2) − 1
///     length ← long − 2 · t · beta2ᵗ / (1 − beta2ᵗ)
///     r ← √((length − 4)(length − 2) · long / ((long − 4)(long − 2) · length))
///     p ← p − rate / (1 − beta1ᵗ) · m · (r · √(1 − beta2ᵗ) / (√v + epsilon) if length > 5, else 1)
///
/// @param beta1 how long the mean gradient is remembered, in `[0, 1)`
/// @param beta2 how long the mean square is remembered, in `[0, 1)`
/// @param epsilon at least 0
/// @param weightDecay at least 0
public record RAdam(
    double learningRate, double beta1, double beta2, double epsilon, double weightDecay)
    implements Rule {

  public RAdam {
    Adam.check("rAdam", learningRate, beta1, beta2, epsilon, weightDecay);
  }

  /// With betas 0.9 and 0.999, epsilon 1e-8, and no weight decay.
  public RAdam(double learningRate) {
    this(learningRate, 0.9, 0.999, 1e-8, 0);
  }

  public RAdam betas(double beta1, double beta2) {
    return new RAdam(learningRate, beta1, beta2, epsilon, weightDecay);
  }

  public RAdam epsilon(double epsilon) {
    return new RAdam(learningRate, beta1, beta2, epsilon, weightDecay);
  }

  public RAdam weightDecay(double weightDecay) {
    return new RAdam(learningRate, beta1, beta2, epsilon, weightDecay);
  }

  @Override
  public List<String> slots() {
    return List.of("exp_avg", "exp_avg_sq");
  }

  @Override
  public Step at(Tensor rate, Tensor count) {
    // The length is a small difference of large numbers.
    var t = count.cast(DType.F64);
    var rest = Averages.correction(beta2, t);
    double longest = 2 / (1 - beta2) - 1;
    var length = rest.sub(1).mul(2).mul(t).div(rest).add(longest);
    var adapts = length.greater(5);
    var trusted = adapts.select(length, Tensor.fill(5, t.type()));
    double limit = longest / ((longest - 4) * (longest - 2));
    var rectification = trusted.sub(4).mul(trusted.sub(2)).div(trusted).mul(limit).mul(rest).sqrt();
    var one = Tensor.fill(1, t.type());
    var factor = adapts.select(rectification, one).div(Averages.correction(beta1, t));
    var stride = rate.mul(factor.cast(rate.dtype()));
    return (parameter, gradient, slots) -> {
      var g = Penalty.added(gradient, parameter, weightDecay);
      var m = Averages.moved(slots.get(0), beta1, g);
      var v = slots.get(1).mul(beta2).add(g.square().mul(1 - beta2));
      var scale = adapts.select(v.sqrt().add(epsilon), Tensor.fill(1, v.type()));
      return new Next(parameter.sub(m.div(scale).mul(stride)), List.of(m, v));
    };
  }
}
