package io.ranvier.optim;

import static io.ranvier.optim.Settings.notNegative;
import static io.ranvier.optim.Settings.within;

import io.ranvier.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/// RMSprop (Hinton, 2012, "Neural networks for machine learning", lecture 6e; centred: Graves, 2013,
/// "Generating sequences with recurrent neural networks"):
///
///     g ← ∂loss/∂p + weightDecay · p
///     v ← alpha · v + (1 − alpha) · g²
///     m ← alpha · m + (1 − alpha) · g                 (centred alone; otherwise m is 0)
///     b ← momentum · b + g / (√(v − m²) + epsilon)
///     p ← p − rate · b
///
/// @param alpha how long the mean square is remembered, in `[0, 1)`
/// @param epsilon at least 0
/// @param momentum in `[0, 1)`
/// @param isCentered whether the variance takes the place of the mean square
/// @param weightDecay at least 0
public record RmsProp(
    double learningRate,
    double alpha,
    double epsilon,
    double momentum,
    boolean isCentered,
    double weightDecay)
    implements Rule {

  public RmsProp {
    notNegative("rmsProp", "learningRate", learningRate);
    within("rmsProp", "alpha", alpha, 0, 1);
    notNegative("rmsProp", "epsilon", epsilon);
    within("rmsProp", "momentum", momentum, 0, 1);
    notNegative("rmsProp", "weightDecay", weightDecay);
  }

  /// With alpha 0.99, epsilon 1e-8, and nothing else.
  public RmsProp(double learningRate) {
    this(learningRate, 0.99, 1e-8, 0, false, 0);
  }

  public RmsProp alpha(double alpha) {
    return new RmsProp(learningRate, alpha, epsilon, momentum, isCentered, weightDecay);
  }

  public RmsProp epsilon(double epsilon) {
    return new RmsProp(learningRate, alpha, epsilon, momentum, isCentered, weightDecay);
  }

  public RmsProp momentum(double momentum) {
    return new RmsProp(learningRate, alpha, epsilon, momentum, isCentered, weightDecay);
  }

  public RmsProp centered() {
    return new RmsProp(learningRate, alpha, epsilon, momentum, true, weightDecay);
  }

  public RmsProp weightDecay(double weightDecay) {
    return new RmsProp(learningRate, alpha, epsilon, momentum, isCentered, weightDecay);
  }

  @Override
  public List<String> slots() {
    var slots = new ArrayList<String>();
    slots.add("square_avg");
    if (isCentered) slots.add("grad_avg");
    if (momentum != 0) slots.add("momentum");
    return slots;
  }

  @Override
  public Step at(Tensor rate, Tensor count) {
    return (parameter, gradient, slots) -> {
      var g = Penalty.added(gradient, parameter, weightDecay);
      var next = new ArrayList<Tensor>();
      var v = Averages.moved(slots.getFirst(), alpha, g.square());
      next.add(v);
      if (isCentered) {
        var mean = Averages.moved(slots.get(1), alpha, g);
        next.add(mean);
        // Of equal gradients the variance may come out just below zero.
        v = v.sub(mean.square()).maximum(0);
      }
      var direction = g.div(v.sqrt().add(epsilon));
      if (momentum != 0) {
        direction = Averages.settled(slots.getLast().mul(momentum).add(direction));
        next.add(direction);
      }
      return new Next(parameter.sub(direction.mul(rate)), next);
    };
  }
}
