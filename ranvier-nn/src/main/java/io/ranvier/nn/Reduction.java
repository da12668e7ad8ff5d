package io.ranvier.nn;

import io.ranvier.tensor.Tensor;

/// What becomes of the losses of single elements.
public enum Reduction {
  /// They stay as they are.
  NONE,
  /// Their mean; where elements have weights, the weighted one.
  MEAN,
  SUM,
  /// Their sum over the extent of the first axis.
  BATCH_MEAN;

  /// One number of all `losses`, or all of them.
  public Tensor of(Tensor losses) {
    return switch (this) {
      case NONE -> losses;
      case MEAN -> losses.mean();
      case SUM -> losses.sum();
      case BATCH_MEAN -> losses.sum().div(losses.dim(0));
    };
  }
}
