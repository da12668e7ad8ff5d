package io.ranvier.nn;

import io.ranvier.tensor.Tensor;
import io.ranvier.type.ShapeException;

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
  ///
  /// @throws ShapeException if a mean is wanted and there are none, as of an empty batch
  public Tensor of(Tensor losses) {
    return switch (this) {
      case NONE -> losses;
      case MEAN -> some(losses).mean();
      case SUM -> losses.sum();
      case BATCH_MEAN -> some(losses).sum().div(losses.dim(0));
    };
  }

  /// `losses`, of which there must be some.
  static Tensor some(Tensor losses) {
    if (!losses.shape().isEmpty()) return losses;
    throw new ShapeException(
        "a mean of losses %s; a batch must have at least one example".formatted(losses.type()));
  }
}
