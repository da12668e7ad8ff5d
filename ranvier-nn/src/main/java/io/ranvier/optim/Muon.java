package io.ranvier.optim;

import static io.ranvier.optim.Settings.atLeast;
import static io.ranvier.optim.Settings.notNegative;
import static io.ranvier.optim.Settings.within;

import io.ranvier.tensor.Tensor;
import io.ranvier.type.ShapeException;
import java.util.List;

/// Muon (Jordan et al., 2024, "Muon: an optimizer for hidden layers in neural networks"), for weights
/// `[out, in, …]`, which are taken as matrices of `out` rows; `g = ∂loss/∂p`:
///
///     m ← momentum · m + (1 − momentum) · g
///     d ← (1 − momentum) · g + momentum · m        (without Nesterov's look ahead: d ← m)
///     p ← p · (1 − rate · weightDecay) − rate · √max(1, rows / columns) · orthogonal(d)
///
/// `orthogonal` brings the singular values near 1 by iterations of Newton and Schulz: `x ← a·x +
/// (b·A + c·A²)·x` with `A = x·xᵀ`, from `d / ‖d‖`, with `(a, b, c) = (3.4445, −4.7750, 2.0315)`.
///
/// Vectors, embeddings and the last layer follow another rule:
///
///     new Optimizer(model, new Muon(0.02).besides(new AdamW(3e-4)))
///
/// @param momentum in `[0, 1)`
/// @param lookAhead looks ahead along the momentum
/// @param weightDecay at least 0
/// @param iterations at least 1
public record Muon(
    double learningRate, double momentum, boolean lookAhead, double weightDecay, int iterations)
    implements Rule {

  private static final double A = 3.4445;
  private static final double B = -4.7750;
  private static final double C = 2.0315;

  /// Keeps the norm of a zero gradient away from zero.
  private static final double TINY = 1e-7;

  public Muon {
    notNegative("muon", "learningRate", learningRate);
    within("muon", "momentum", momentum, 0, 1);
    notNegative("muon", "weightDecay", weightDecay);
    atLeast("muon", "iterations", iterations, 1);
  }

  /// With momentum 0.95, looking ahead, without weight decay, and with 5 iterations.
  public Muon(double learningRate) {
    this(learningRate, 0.95, true, 0, 5);
  }

  public Muon momentum(double momentum) {
    return new Muon(learningRate, momentum, lookAhead, weightDecay, iterations);
  }

  public Muon withoutLookAhead() {
    return new Muon(learningRate, momentum, false, weightDecay, iterations);
  }

  public Muon weightDecay(double weightDecay) {
    return new Muon(learningRate, momentum, lookAhead, weightDecay, iterations);
  }

  public Muon iterations(int iterations) {
    return new Muon(learningRate, momentum, lookAhead, weightDecay, iterations);
  }

  /// This rule for weights of rank 2 and more, and `rest` for all else.
  public Groups besides(Rule rest) {
    return Groups.all(rest).with(parameter -> parameter.type().shape().rank() >= 2, this);
  }

  @Override
  public List<String> slots() {
    return List.of("momentum");
  }

  @Override
  public Step at(Tensor rate, Tensor count) {
    var shrink = Penalty.shrink(rate, weightDecay);
    return (parameter, gradient, slots) -> {
      if (parameter.shape().rank() < 2) {
        throw new ShapeException(
            "muon: wants weights [out, in, …], got " + parameter.type() + "; see Muon.besides");
      }
      var m = Averages.moved(slots.getFirst(), momentum, gradient);
      var d = lookAhead ? gradient.mul(1 - momentum).add(m.mul(momentum)) : m;
      var matrix = d.flatten(1);
      double shape = Math.sqrt(Math.max(1, (double) matrix.dim(0) / matrix.dim(1)));
      var direction = orthogonal(matrix).mul(shape).reshape(parameter.shape().dims());
      var kept = weightDecay == 0 ? parameter : parameter.mul(shrink);
      return new Next(kept.sub(direction.mul(rate)), List.of(m));
    };
  }

  private Tensor orthogonal(Tensor d) {
    boolean tall = d.dim(0) > d.dim(1);
    var x = tall ? d.transpose() : d;
    x = x.div(x.square().sum().sqrt().add(TINY));
    for (int i = 0; i < iterations; i++) {
      var a = x.matmul(x.transpose());
      var polynomial = a.mul(B).add(a.matmul(a).mul(C));
      x = x.mul(A).add(polynomial.matmul(x));
    }
    return tall ? x.transpose() : x;
  }
}
