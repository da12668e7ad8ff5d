package io.ranvier.nn.block;

import static io.ranvier.nn.Initializer.Fan.IN;
import static io.ranvier.nn.Initializer.kaimingNormal;
import static io.ranvier.type.Window.window;

import io.ranvier.nn.BatchNorm2d;
import io.ranvier.nn.Conv2d;
import io.ranvier.nn.Gain;
import io.ranvier.nn.Layer;
import io.ranvier.tensor.Tensor;
import io.ranvier.type.Window;

/// One layer of a [DenseBlock]: a 3 × 3 convolution behind one of 1 × 1, which leaves it four times
/// `growth` channels to read. `x: [n, in, h, w]` to `[n, growth, h, w]`.
public record DenseLayer(BatchNorm2d norm1, Conv2d conv1, BatchNorm2d norm2, Conv2d conv2)
    implements Layer {
  private static final int WIDENING = 4;

  public DenseLayer(int in, int growth) {
    this(
        new BatchNorm2d(in),
        convolution(in, WIDENING * growth, window(1)),
        new BatchNorm2d(WIDENING * growth),
        convolution(WIDENING * growth, growth, window(3).padding(1)));
  }

  /// Without bias, which the normalisation behind it would take away.
  static Conv2d convolution(int in, int out, Window window) {
    return new Conv2d(in, out, window).withoutBias().withWeight(kaimingNormal(IN, Gain.RELU));
  }

  @Override
  public Tensor forward(Tensor x) {
    var y = conv1.forward(norm1.forward(x).relu());
    return conv2.forward(norm2.forward(y).relu());
  }
}
