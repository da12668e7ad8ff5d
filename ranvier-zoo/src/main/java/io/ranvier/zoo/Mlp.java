package io.ranvier.zoo;

import io.ranvier.nn.Layer;
import io.ranvier.nn.Linear;
import io.ranvier.tensor.Tensor;

/// A perceptron with one hidden layer of 256 units, trained by back-propagation (Rumelhart, Hinton
/// and Williams, 1986, "Learning representations by back-propagating errors"), with ReLU as is
/// usual today: `x: [n, …]` with 784 numbers per example to ten logits `[n, 10]`. 203,530
/// parameters.
public final class Mlp implements Layer {
  private final Linear fc1 = new Linear(28 * 28, 256);
  private final Linear fc2 = new Linear(256, 10);

  public Mlp() {}

  @Override
  public Tensor forward(Tensor x) {
    return fc2.forward(fc1.forward(x.flatten(1)).relu());
  }
}
