package io.ranvier.optim;

import static io.ranvier.optim.Settings.closed;
import static io.ranvier.optim.Settings.positive;

import io.ranvier.tensor.Tensor;
import io.ranvier.type.DType;
import io.ranvier.type.TensorType;
import java.util.List;

/// What is done to the gradients of all parameters before a step, so that a single one does not
/// throw training off its course.
@FunctionalInterface
public interface Clipping {

  /// @return one for each of `gradients`, of the same type
  List<Tensor> clip(List<Tensor> gradients);

  /// Each number is brought into `±limit`.
  static Clipping value(double limit) {
    positive("clipping", "limit", limit);
    return gradients -> gradients.stream().map(g -> g.clip(-limit, limit)).toList();
  }

  /// All gradients, as one vector, are made no longer than `limit`: multiplied by `min(1, limit /
  /// (‖gradients‖₂ + 1e-6))` (Pascanu et al., 2013, "On the difficulty of training recurrent neural
  /// networks").
  static Clipping norm(double limit) {
    return norm(limit, 2);
  }

  /// As [#norm(double)], with the norm `(Σ |g|ᵖ)^(1/p)`.
  ///
  /// @param p at least 1; infinite for the largest magnitude
  static Clipping norm(double limit, double p) {
    positive("clipping", "limit", limit);
    closed("clipping", "p", p, 1, Double.POSITIVE_INFINITY);
    return gradients -> {
      var factor = total(gradients, p).add(1e-6).reciprocal().mul(limit).minimum(1);
      return gradients.stream().map(g -> g.mul(factor.cast(g.dtype()))).toList();
    };
  }

  private static Tensor total(List<Tensor> gradients, double p) {
    var sum = Tensor.fill(0, TensorType.of(gradients.getFirst().dtype()));
    for (var g : gradients) {
      var part = part(g, p).cast(sum.dtype() == DType.F64 ? DType.F64 : g.dtype());
      sum = p == Double.POSITIVE_INFINITY ? sum.maximum(part) : sum.add(part);
    }
    if (p == 1 || p == Double.POSITIVE_INFINITY) return sum;
    return p == 2 ? sum.sqrt() : sum.pow(1 / p);
  }

  private static Tensor part(Tensor g, double p) {
    if (p == Double.POSITIVE_INFINITY) return g.abs().max();
    if (p == 1) return g.abs().sum();
    return p == 2 ? g.square().sum() : g.abs().pow(p).sum();
  }
}
