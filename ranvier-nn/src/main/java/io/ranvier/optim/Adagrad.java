package io.ranvier.optim;

import static io.ranvier.optim.Settings.notNegative;

import io.ranvier.tensor.Tensor;
import java.util.List;

/// Adagrad (Duchi et al., 2011, "Adaptive subgradient methods"): at step `t`
///
///     g ← ∂loss/∂p + weightDecay · p
///     s ← s + g²
///     p ← p − rate / (1 + (t − 1) · rateDecay) · g / (√s + epsilon)
///
/// @param rateDecay at least 0
/// @param weightDecay at least 0
/// @param initialSum what `s` begins with, at least 0
/// @param epsilon at least 0
public record Adagrad(
    double learningRate, double rateDecay, double weightDecay, double initialSum, double epsilon)
    implements Rule {

  public Adagrad {
    notNegative("adagrad", "learningRate", learningRate);
    notNegative("adagrad", "rateDecay", rateDecay);
    notNegative("adagrad", "weightDecay", weightDecay);
    notNegative("adagrad", "initialSum", initialSum);
    notNegative("adagrad", "epsilon", epsilon);
  }

  /// Without decay of the rate or the weights; the sum begins with 0, epsilon is 1e-10.
  public Adagrad(double learningRate) {
    this(learningRate, 0, 0, 0, 1e-10);
  }

  public Adagrad rateDecay(double rateDecay) {
    return new Adagrad(learningRate, rateDecay, weightDecay, initialSum, epsilon);
  }

  public Adagrad weightDecay(double weightDecay) {
    return new Adagrad(learningRate, rateDecay, weightDecay, initialSum, epsilon);
  }

  public Adagrad initialSum(double initialSum) {
    return new Adagrad(learningRate, rateDecay, weightDecay, initialSum, epsilon);
  }

  public Adagrad epsilon(double epsilon) {
    return new Adagrad(learningRate, rateDecay, weightDecay, initialSum, epsilon);
  }

  @Override
  public List<String> slots() {
    return List.of("sum");
  }

  @Override
  public double initial(String slot) {
    return initialSum;
  }

  @Override
  public Step at(Tensor rate, Tensor count) {
    var stride = rateDecay == 0 ? rate : rate.div(count.sub(1).mul(rateDecay).add(1));
    return (parameter, gradient, slots) -> {
      var g = Penalty.added(gradient, parameter, weightDecay);
      var sum = slots.getFirst().add(g.square());
      var scale = sum.sqrt().add(epsilon);
      return new Next(parameter.sub(g.div(scale).mul(stride)), List.of(sum));
    };
  }
}
