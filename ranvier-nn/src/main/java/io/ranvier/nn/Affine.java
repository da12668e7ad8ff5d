package io.ranvier.nn;

import io.ranvier.op.Ops;
import io.ranvier.tensor.Tensor;
import java.util.Optional;

/// `x · weightᵀ + bias` over the last axis of `x`, which may have any number of axes before it.
final class Affine {
  private Affine() {}

  /// @param x `[n…, in]`
  /// @param weight `[out, in]`
  /// @param bias `[out]`, or nothing
  /// @return `[n…, out]`
  static Tensor of(Tensor x, Tensor weight, Optional<Tensor> bias) {
    var shape = x.shape();
    if (bias.isEmpty() || shape.rank() < 3 || shape.dim(-1) != weight.shape().dim(1)) {
      var y = product(x, weight);
      return bias.isPresent() ? y.add(bias.get()) : y;
    }
    // As the one matrix that is multiplied: the product's blocks then take the bias as they are
    // made, which they would not in another shape.
    int rows = 1;
    for (int i = 0; i < shape.rank() - 1; i++) rows = Math.multiplyExact(rows, shape.dim(i));
    var y = product(x.reshape(rows, shape.dim(-1)), weight).add(bias.get());
    return y.reshape(shape.with(-1, weight.shape().dim(0)).dims());
  }

  private static Tensor product(Tensor x, Tensor weight) {
    return Tensor.of(Ops.matmul(x.value(), weight.value(), false, true));
  }
}
