package io.ranvier.optim;

import static io.ranvier.optim.Settings.notNegative;

import io.ranvier.tensor.Tensor;
import io.ranvier.type.DType;
import io.ranvier.type.Shape;
import java.util.List;

/// Adam with Nesterov's momentum (Dozat, 2016, "Incorporating Nesterov momentum into Adam"): the
/// averages `m` and `v` of [Adam], and at step `t`
///
///     μₜ ← beta1 · (1 − ½ · 0.96^(t · momentumDecay));  πₜ ← μ₁ · … · μₜ
///     s ← √(v / (1 − beta2ᵗ)) + epsilon
///     p ← p − rate · ((1 − μₜ) / (1 − πₜ) · g + μₜ₊₁ / (1 − πₜ · μₜ · μₜ₊₁) · m) / s
///
/// The last product is the paper's `πₜ₊₁` with another `μₜ`, as PyTorch 1.13 has it.
///
/// @param beta1 how long the mean gradient is remembered, in `[0, 1)`
/// @param beta2 how long the mean square is remembered, in `[0, 1)`
/// @param epsilon at least 0
/// @param weightDecay at least 0
/// @param momentumDecay how fast `μ` comes near beta1, at least 0
public record NAdam(
    double learningRate,
    double beta1,
    double beta2,
    double epsilon,
    double weightDecay,
    double momentumDecay)
    implements Rule {

  /// Terms of a series whose terms halve.
  private static final int TERMS = 60;

  public NAdam {
    Adam.check("nAdam", learningRate, beta1, beta2, epsilon, weightDecay);
    notNegative("nAdam", "momentumDecay", momentumDecay);
  }

  /// With betas 0.9 and 0.999, epsilon 1e-8, no weight decay, and momentum decay 0.004.
  public NAdam(double learningRate) {
    this(learningRate, 0.9, 0.999, 1e-8, 0, 0.004);
  }

  public NAdam betas(double beta1, double beta2) {
    return new NAdam(learningRate, beta1, beta2, epsilon, weightDecay, momentumDecay);
  }

  public NAdam epsilon(double epsilon) {
    return new NAdam(learningRate, beta1, beta2, epsilon, weightDecay, momentumDecay);
  }

  public NAdam weightDecay(double weightDecay) {
    return new NAdam(learningRate, beta1, beta2, epsilon, weightDecay, momentumDecay);
  }

  public NAdam momentumDecay(double momentumDecay) {
    return new NAdam(learningRate, beta1, beta2, epsilon, weightDecay, momentumDecay);
  }

  @Override
  public List<String> slots() {
    return List.of("exp_avg", "exp_avg_sq");
  }

  @Override
  public Step at(Tensor rate, Tensor count) {
    var t = count.cast(DType.F64);
    var now = momentum(t);
    var then = momentum(t.add(1));
    var product = product(t);
    var ofGradient = now.neg().add(1).div(product.neg().add(1));
    var ofMean = then.div(product.mul(now).mul(then).neg().add(1));
    var forGradient = rate.mul(ofGradient.cast(rate.dtype()));
    var forMean = rate.mul(ofMean.cast(rate.dtype()));
    var root = Averages.correction(beta2, count).sqrt();
    return (parameter, gradient, slots) -> {
      var g = Penalty.added(gradient, parameter, weightDecay);
      var m = Averages.moved(slots.get(0), beta1, g);
      var v = slots.get(1).mul(beta2).add(g.square().mul(1 - beta2));
      var scale = v.sqrt().div(root).add(epsilon);
      var direction = g.mul(forGradient).add(m.mul(forMean)).div(scale);
      return new Next(parameter.sub(direction), List.of(m, v));
    };
  }

  /// The logarithm of what `0.96^(t · momentumDecay)` shrinks by in a step.
  private double logDecay() {
    return Math.log(0.96) * momentumDecay;
  }

  /// `μₜ`
  private Tensor momentum(Tensor t) {
    return t.mul(logDecay()).exp().mul(-0.5).add(1).mul(beta1);
  }

  /// `πₜ = beta1ᵗ · Π (1 − ½qⁱ)` with `q = 0.96^momentumDecay`. Of the product's logarithm, each
  /// factor is a series in `qⁱ`, and each power a geometric sum over the steps: `−Σₖ (q/2)ᵏ / k ·
  /// (1 − qᵏᵗ) / (1 − qᵏ)`. So nothing need be remembered.
  private Tensor product(Tensor t) {
    if (beta1 == 0) return Tensor.fill(0, t.type());
    if (momentumDecay == 0) return t.mul(Math.log(beta1 / 2)).exp();
    var coefficients = new double[TERMS];
    var rates = new double[TERMS];
    for (int i = 0; i < TERMS; i++) {
      int k = i + 1;
      rates[i] = k * logDecay();
      coefficients[i] = Math.exp(rates[i]) * Math.pow(0.5, k) / k / -Math.expm1(rates[i]);
    }
    var terms = t.mul(Tensor.of(Shape.of(TERMS), rates)).expm1();
    var sum = terms.mul(Tensor.of(Shape.of(TERMS), coefficients)).sum();
    return t.mul(Math.log(beta1)).add(sum).exp();
  }
}
