package io.ranvier.optim;

import static io.ranvier.optim.Settings.closed;
import static io.ranvier.optim.Settings.notNegative;
import static io.ranvier.optim.Settings.within;

import io.ranvier.tensor.Tensor;
import java.util.List;

/// Stochastic gradient descent with momentum (Polyak, 1964):
///
///     g ← ∂loss/∂p + weightDecay · p
///     v ← momentum · v + (1 − dampening) · g      (at first v ← g)
///     p ← p − rate · v                            (Nesterov: p − rate · (g + momentum · v))
///
///     new Sgd(0.05).momentum(0.9).nesterov()
///
/// @param momentum in `[0, 1)`
/// @param dampening in `[0, 1]`
/// @param lookAhead looks ahead along the momentum (Nesterov; Sutskever et al., 2013)
/// @param weightDecay at least 0
public record Sgd(
    double learningRate, double momentum, double dampening, boolean lookAhead, double weightDecay)
    implements Rule {

  public Sgd {
    notNegative("sgd", "learningRate", learningRate);
    within("sgd", "momentum", momentum, 0, 1);
    closed("sgd", "dampening", dampening, 0, 1);
    notNegative("sgd", "weightDecay", weightDecay);
  }

  /// Without momentum and weight decay.
  public Sgd(double learningRate) {
    this(learningRate, 0, 0, false, 0);
  }

  public Sgd momentum(double momentum) {
    return new Sgd(learningRate, momentum, dampening, lookAhead, weightDecay);
  }

  public Sgd dampening(double dampening) {
    return new Sgd(learningRate, momentum, dampening, lookAhead, weightDecay);
  }

  /// With Nesterov's look ahead; without momentum there is nothing to look along.
  public Sgd nesterov() {
    return new Sgd(learningRate, momentum, dampening, true, weightDecay);
  }

  public Sgd weightDecay(double weightDecay) {
    return new Sgd(learningRate, momentum, dampening, lookAhead, weightDecay);
  }

  @Override
  public List<String> slots() {
    return momentum == 0 ? List.of() : List.of("momentum");
  }

  @Override
  public Step at(Tensor rate, Tensor count) {
    var share = share(count);
    return (parameter, gradient, slots) -> {
      var g = Penalty.added(gradient, parameter, weightDecay);
      if (momentum == 0) return new Next(parameter.sub(g.mul(rate)), List.of());
      var added = dampening == 0 ? g : g.mul(share);
      var v = Averages.settled(slots.getFirst().mul(momentum).add(added));
      var direction = lookAhead ? g.add(v.mul(momentum)) : v;
      return new Next(parameter.sub(direction.mul(rate)), List.of(v));
    };
  }

  /// How much of the gradient goes into the momentum: all of the first one.
  private Tensor share(Tensor count) {
    var first = Tensor.fill(1, count.type());
    return count.greater(1).select(Tensor.fill(1 - dampening, count.type()), first);
  }
}
