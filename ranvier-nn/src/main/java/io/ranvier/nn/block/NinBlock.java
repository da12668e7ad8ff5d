package io.ranvier.nn.block;

import io.ranvier.nn.Conv2d;
import io.ranvier.nn.Layer;
import io.ranvier.tensor.Tensor;
import io.ranvier.type.Window;

/// A convolution whose filters are small networks: behind it, two layers of 1 × 1 mix the channels
/// of each pixel, and ReLU follows each of the three (Lin et al., 2014, "Network in network"). `x:
/// [n, in, h, w]` to `[n, out, h′, w′]`.
public record NinBlock(Conv2d conv, Conv2d mlp1, Conv2d mlp2) implements Layer {

  public NinBlock(int in, int out, Window window) {
    this(new Conv2d(in, out, window), Conv2d.pointwise(out, out), Conv2d.pointwise(out, out));
  }

  @Override
  public Tensor forward(Tensor x) {
    x = conv.forward(x).relu();
    x = mlp1.forward(x).relu();
    return mlp2.forward(x).relu();
  }
}
