package io.ranvier.nn.block;

import static io.ranvier.type.Window.window;

import io.ranvier.nn.BatchNorm2d;
import io.ranvier.nn.Conv2d;
import io.ranvier.nn.Layer;
import io.ranvier.tensor.Tensor;

/// What stands between two dense blocks: fewer channels, and pictures of half the size (Huang et
/// al., 2017, "Densely connected convolutional networks"). `x: [n, in, h, w]` to `[n, out, h / 2, w
/// / 2]`; the paper halves the channels.
public record Transition(BatchNorm2d norm, Conv2d conv) implements Layer {

  public Transition(int in, int out) {
    this(new BatchNorm2d(in), DenseLayer.convolution(in, out, window(1)));
  }

  @Override
  public Tensor forward(Tensor x) {
    return conv.forward(norm.forward(x).relu()).avgPool2d(2);
  }
}
