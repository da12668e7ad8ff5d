package io.ranvier.zoo;

import io.ranvier.nn.Dropout;
import io.ranvier.nn.Layer;
import io.ranvier.nn.Linear;
import io.ranvier.tensor.Tensor;

/// A perceptron with two hidden layers of 128 rectified units, half of which are dropped while it
/// trains (Srivastava et al., 2014, "Dropout"): `x: [n, …]` to logits `[n, classes]`.
public final class DropoutMlp implements Layer {
  private static final int HIDDEN = 128;
  private static final double RATE = 0.5;

  private final Linear fc1;
  private final Dropout dropout1 = new Dropout(RATE);
  private final Linear fc2 = new Linear(HIDDEN, HIDDEN);
  private final Dropout dropout2 = new Dropout(RATE);
  private final Linear fc3;

  /// @param features how many numbers an example has
  public DropoutMlp(int features, int classes) {
    fc1 = new Linear(features, HIDDEN);
    fc3 = new Linear(HIDDEN, classes);
  }

  @Override
  public Tensor forward(Tensor x) {
    x = dropout1.forward(fc1.forward(x.flatten(1)).relu());
    x = dropout2.forward(fc2.forward(x).relu());
    return fc3.forward(x);
  }
}
