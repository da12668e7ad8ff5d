package io.ranvier.nn;

import io.ranvier.tensor.Tensor;

/// Makes one axis of `axis` and all that follow it: from axis 1, `x: [n, c, h, w]` to `y: [n,
/// c·h·w]`.
public record Flatten(int axis) implements Layer {

  /// Keeps the batch and flattens the rest.
  public Flatten() {
    this(1);
  }

  @Override
  public Tensor forward(Tensor x) {
    return x.flatten(axis);
  }
}
