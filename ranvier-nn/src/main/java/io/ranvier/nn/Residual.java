package io.ranvier.nn;

import io.ranvier.tensor.Tensor;

/// What `body` makes of `x` added to `x` itself, so that depth costs no gradient (He et al., 2016,
/// "Deep residual learning for image recognition"):
///
/// `y = body(x) + shortcut(x)`
///
/// @param shortcut brings `x` to the shape of what `body` gives, where that has another; else
///   nothing is done to it
public record Residual(Layer body, Layer shortcut) implements Layer {

  /// With `x` itself as the shortcut.
  public Residual(Layer body) {
    this(body, Tensor::identity);
  }

  @Override
  public Tensor forward(Tensor x) {
    return Parallel.added(body.forward(x), shortcut.forward(x));
  }
}
