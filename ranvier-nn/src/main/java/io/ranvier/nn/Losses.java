package io.ranvier.nn;

import io.ranvier.tensor.Tensor;
import io.ranvier.type.ShapeException;

/// How wrong a prediction is: one number, the mean over the batch.
public final class Losses {
  private Losses() {}

  /// The mean of `−ln softmax(logits)[label]` over a batch.
  ///
  /// @param logits `[n, classes]`
  /// @param labels `i32[n]`, each in `[0, classes)`
  public static Tensor crossEntropy(Tensor logits, Tensor labels) {
    return logits.crossEntropy(labels).mean();
  }

  /// The mean of `(prediction − target)²` over all elements of two tensors of one shape.
  public static Tensor mse(Tensor prediction, Tensor target) {
    if (!prediction.shape().equals(target.shape())) {
      throw new ShapeException(
          "mse: prediction %s and target %s differ in shape"
              .formatted(prediction.type(), target.type()));
    }
    return prediction.sub(target).square().mean();
  }
}
