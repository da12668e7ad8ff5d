package io.ranvier.nn;

import io.ranvier.tensor.Tensor;
import java.util.Arrays;

/// What the normalisations have in common.
final class Normalized {
  private Normalized() {}

  /// `(x − mean) / √(variance + epsilon)` over `axes`, with the biased variance.
  static Tensor of(Tensor x, int[] axes, double epsilon) {
    var centered = x.sub(x.keepMean(axes));
    return centered.mul(centered.square().keepMean(axes).add(epsilon).rsqrt());
  }

  /// `p: [c]`, ready to stretch over `x: [n, c, …]`.
  static Tensor byChannel(Tensor p, Tensor x) {
    var dims = new int[x.shape().rank()];
    Arrays.fill(dims, 1);
    dims[1] = p.dim(0);
    return p.reshape(dims);
  }

  static void requireEpsilon(String name, double epsilon) {
    if (epsilon > 0) return;
    throw new IllegalArgumentException(
        "%s: epsilon is %s, and must be above 0".formatted(name, epsilon));
  }
}
