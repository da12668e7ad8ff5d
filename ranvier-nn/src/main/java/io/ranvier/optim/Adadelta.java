package io.ranvier.optim;

import static io.ranvier.optim.Settings.notNegative;
import static io.ranvier.optim.Settings.positive;
import static io.ranvier.optim.Settings.within;

import io.ranvier.tensor.Tensor;
import java.util.List;

/// Adadelta (Zeiler, 2012, "Adadelta: an adaptive learning rate method"):
///
///     g ← ∂loss/∂p + weightDecay · p
///     v ← rho · v + (1 − rho) · g²
///     d ← √(u + epsilon) / √(v + epsilon) · g
///     u ← rho · u + (1 − rho) · d²
///     p ← p − rate · d
///
/// @param rho how long both mean squares are remembered, in `[0, 1)`
/// @param epsilon above 0: without it, nothing would ever move
/// @param weightDecay at least 0
public record Adadelta(double learningRate, double rho, double epsilon, double weightDecay)
    implements Rule {

  public Adadelta {
    notNegative("adadelta", "learningRate", learningRate);
    within("adadelta", "rho", rho, 0, 1);
    positive("adadelta", "epsilon", epsilon);
    notNegative("adadelta", "weightDecay", weightDecay);
  }

  /// With rho 0.9, epsilon 1e-6 and no weight decay; the paper's rate is 1.
  public Adadelta(double learningRate) {
    this(learningRate, 0.9, 1e-6, 0);
  }

  public Adadelta rho(double rho) {
    return new Adadelta(learningRate, rho, epsilon, weightDecay);
  }

  public Adadelta epsilon(double epsilon) {
    return new Adadelta(learningRate, rho, epsilon, weightDecay);
  }

  public Adadelta weightDecay(double weightDecay) {
    return new Adadelta(learningRate, rho, epsilon, weightDecay);
  }

  @Override
  public List<String> slots() {
    return List.of("square_avg", "acc_delta");
  }

  @Override
  public Step at(Tensor rate, Tensor count) {
    return (parameter, gradient, slots) -> {
      var g = Penalty.added(gradient, parameter, weightDecay);
      var v = Averages.moved(slots.get(0), rho, g.square());
      var u = slots.get(1);
      var d = u.add(epsilon).sqrt().div(v.add(epsilon).sqrt()).mul(g);
      return new Next(parameter.sub(d.mul(rate)), List.of(v, Averages.moved(u, rho, d.square())));
    };
  }
}
