package io.ranvier.data;

import io.ranvier.tensor.Tensor;

/// What one training step learns from.
///
/// @param input `[b, c, h, w]`, float32, normalised
/// @param target `[b]`, int32, the labels; or `[b, classes]`, float32, how likely each class is
public record Batch(Tensor input, Tensor target) {

  /// How many pictures there are.
  public int size() {
    return target.shape().dim(0);
  }
}
