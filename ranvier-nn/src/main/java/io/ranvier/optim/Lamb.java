package io.ranvier.optim;

import io.ranvier.tensor.Tensor;
import java.util.List;

/// LAMB (You et al., 2020, "Large batch optimization for deep learning: training BERT in 76
/// minutes"): the averages `m` and `v` of [Adam], corrected for their beginning, and for each
/// parameter as a whole
///
///     d ← m / (√v + epsilon) + weightDecay · p
///     p ← p − rate · ‖p‖ / ‖d‖ · d              (a ratio of 1 where either norm is 0)
///
/// @param beta1 how long the mean gradient is remembered, in `[0, 1)`
/// @param beta2 how long the mean square is remembered, in `[0, 1)`
/// @param epsilon at least 0
/// @param weightDecay at least 0
public record Lamb(
    double learningRate, double beta1, double beta2, double epsilon, double weightDecay)
    implements Rule {

  public Lamb {
    Adam.check("lamb", learningRate, beta1, beta2, epsilon, weightDecay);
  }

  /// With betas 0.9 and 0.999, epsilon 1e-6, and weight decay 0.01.
  public Lamb(double learningRate) {
    this(learningRate, 0.9, 0.999, 1e-6, 0.01);
  }

  public Lamb betas(double beta1, double beta2) {
    return new Lamb(learningRate, beta1, beta2, epsilon, weightDecay);
  }

  public Lamb epsilon(double epsilon) {
    return new Lamb(learningRate, beta1, beta2, epsilon, weightDecay);
  }

  public Lamb weightDecay(double weightDecay) {
    return new Lamb(learningRate, beta1, beta2, epsilon, weightDecay);
  }

  @Override
  public List<String> slots() {
    return List.of("exp_avg", "exp_avg_sq");
  }

  @Override
  public Step at(Tensor rate, Tensor count) {
    var first = Averages.correction(beta1, count).reciprocal();
    var second = Averages.correction(beta2, count).reciprocal();
    return (parameter, gradient, slots) -> {
      var m = Averages.moved(slots.get(0), beta1, gradient);
      var v = slots.get(1).mul(beta2).add(gradient.square().mul(1 - beta2));
      var adapted = m.mul(first).div(v.mul(second).sqrt().add(epsilon));
      var direction = Penalty.added(adapted, parameter, weightDecay);
      var stride = rate.mul(trust(parameter, direction));
      return new Next(parameter.sub(direction.mul(stride)), List.of(m, v));
    };
  }

  private static Tensor trust(Tensor parameter, Tensor direction) {
    var size = parameter.square().sum().sqrt();
    var length = direction.square().sum().sqrt();
    var one = Tensor.fill(1, size.type());
    var usable = size.greater(0).and(length.greater(0));
    return usable.select(size.div(usable.select(length, one)), one);
  }
}
