package io.ranvier.zoo;

import static io.ranvier.type.Window.window;

import io.ranvier.nn.Conv2d;
import io.ranvier.nn.Layer;
import io.ranvier.nn.Linear;
import io.ranvier.tensor.Tensor;

/// LeNet-5 (LeCun, Bottou, Bengio and Haffner, 1998, "Gradient-based learning applied to document
/// recognition"), with ReLU and max pooling as is usual today: `x: [n, 1, 28, 28]` to ten logits
/// `[n, 10]`. 61,706 parameters.
public final class LeNet5 implements Layer {
  private final Conv2d conv1 = new Conv2d(1, 6, window(5).padding(2));
  private final Conv2d conv2 = new Conv2d(6, 16, window(5));
  private final Linear fc1 = new Linear(16 * 5 * 5, 120);
  private final Linear fc2 = new Linear(120, 84);
  private final Linear fc3 = new Linear(84, 10);

  public LeNet5() {}

  @Override
  public Tensor forward(Tensor x) {
    x = conv1.forward(x).relu().maxPool2d(2);
    x = conv2.forward(x).relu().maxPool2d(2);
    x = fc1.forward(x.flatten(1)).relu();
    x = fc2.forward(x).relu();
    return fc3.forward(x);
  }
}
