package io.ranvier.nn;

import static io.ranvier.nn.Losses.requireIn;

import io.ranvier.tensor.Tensor;
import java.util.Collection;
import java.util.function.UnaryOperator;

/// What a structural risk adds to the empirical one: terms that grow with the parameters, so that
/// of two models which fit alike the simpler one wins.
///
///     var risk = crossEntropy(model.forward(x), y).add(Penalties.l2(weights, 1e-4));
///
/// Parameters are usually the weights alone: see [Variables#parameters].
public final class Penalties {
  private Penalties() {}

  /// `rate · Σ |p|`, which makes parameters zero (Tibshirani, 1996).
  ///
  /// @param rate at least 0
  public static Tensor l1(Collection<Parameter> parameters, double rate) {
    return sum("l1", parameters, rate, p -> p.abs().sum());
  }

  /// `½ · rate · Σ p²`, whose gradient is `rate · p` (Hoerl and Kennard, 1970).
  ///
  /// @param rate at least 0
  public static Tensor l2(Collection<Parameter> parameters, double rate) {
    return sum("l2", parameters, rate, p -> p.square().sum().mul(0.5));
  }

  /// `rate · (share · Σ |p| + ½ (1 − share) · Σ p²)` (Zou and Hastie, 2005).
  ///
  /// @param rate at least 0
  /// @param share of the first term, in `[0, 1]`
  public static Tensor elasticNet(Collection<Parameter> parameters, double rate, double share) {
    requireIn("elasticNet", "share", share, share >= 0 && share <= 1, "in [0, 1]");
    return l1(parameters, rate * share).add(l2(parameters, rate * (1 - share)));
  }

  /// `½ · rate · Σ max(0, ‖row‖ − limit)²` over the rows of weights `[out, …]`: what it costs to
  /// leave the ball that max-norm regularisation keeps each unit in (Srebro and Shraibman, 2005;
  /// Srivastava et al., 2014).
  ///
  /// @param rate at least 0
  /// @param limit above 0
  public static Tensor maxNorm(Collection<Parameter> parameters, double rate, double limit) {
    requireIn("maxNorm", "limit", limit, limit > 0, "above 0");
    return sum("maxNorm", parameters, rate, p -> excess(p, limit));
  }

  private static Tensor excess(Tensor p, double limit) {
    var squares = p.reshape(p.dim(0), -1).square().sum(1);
    // Within the ball the root is not looked at, and so has no infinite slope at 0.
    var outside = squares.greater(limit * limit);
    var norm = outside.select(squares, Tensor.fill(limit * limit, squares.type())).sqrt();
    return norm.sub(limit).square().sum().mul(0.5);
  }

  private static Tensor sum(
      String name, Collection<Parameter> parameters, double rate, UnaryOperator<Tensor> term) {
    requireIn(name, "rate", rate, rate >= 0, "at least 0");
    return parameters.stream()
        .map(p -> term.apply(p.value()))
        .reduce(Tensor::add)
        .orElseThrow(() -> new IllegalArgumentException(name + ": no parameters"))
        .mul(rate);
  }
}
