package io.ranvier.zoo;

import io.ranvier.nn.Layer;
import io.ranvier.nn.Linear;
import io.ranvier.tensor.Tensor;

/// Softmax regression, also called multinomial logistic regression: one affine map of all numbers
/// of an example to the logits of its classes: `x: [n, …]` to `[n, classes]`.
public final class SoftmaxRegression implements Layer {
  private final Linear fc;

  /// @param features how many numbers an example has
  public SoftmaxRegression(int features, int classes) {
    fc = new Linear(features, classes);
  }

  @Override
  public Tensor forward(Tensor x) {
    return fc.forward(x.flatten(1));
  }
}
