package io.ranvier.bench;

import static io.ranvier.type.Window.window;

import io.ranvier.nn.BatchNorm2d;
import io.ranvier.nn.Conv2d;
import io.ranvier.nn.Layer;
import io.ranvier.nn.Linear;
import io.ranvier.nn.Sequential;
import io.ranvier.tensor.Tensor;
import java.util.ArrayList;

/// A plain convolutional network of any size: `depth` times a 3 × 3 convolution with `width`
/// channels, batch normalisation and ReLU, then the mean of each plane and a dense layer. `x: [n,
/// 3, side, side]` to ten logits `[n, 10]`.
final class ScaledNet implements Layer {
  static final int CLASSES = 10;

  private final Sequential features;
  private final Linear fc;

  ScaledNet(int width, int depth) {
    var layers = new ArrayList<Layer>();
    for (int i = 0; i < depth; i++) {
      layers.add(new Conv2d(i == 0 ? 3 : width, width, window(3).padding(1)).withoutBias());
      layers.add(new BatchNorm2d(width));
      layers.add(Tensor::relu);
    }
    features = new Sequential(layers);
    fc = new Linear(width, CLASSES);
  }

  @Override
  public Tensor forward(Tensor x) {
    return fc.forward(features.forward(x).mean(2, 3));
  }
}
