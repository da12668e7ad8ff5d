package io.ranvier.nn.block;

import static io.ranvier.nn.block.ResidualParts.convolution;
import static io.ranvier.type.Window.window;

import io.ranvier.nn.BatchNorm2d;
import io.ranvier.nn.Conv2d;
import io.ranvier.nn.Layer;
import io.ranvier.nn.Sequential;
import io.ranvier.tensor.Tensor;
import java.util.Optional;

/// A residual block whose normalisations and activations come before its convolutions, so that
/// nothing is done to the sum (He et al., 2016, "Identity mappings in deep residual networks"):
///
/// `y = body(a) + x`, or `y = body(a) + shortcut(a)` where the shape changes, with `a =
/// relu(bn(x))`
///
/// @param body what follows the first activation, from a convolution to a convolution
/// @param shortcut a 1 × 1 convolution to the shape of the output, where the input has another
public record PreActivation(BatchNorm2d bn, Sequential body, Optional<Conv2d> shortcut)
    implements Layer {

  /// Two 3 × 3 convolutions: `x: [n, in, h, w]` to `[n, width, h / stride, w / stride]`.
  public static PreActivation basic(int in, int width, int stride) {
    var body =
        Sequential.of(
            convolution(in, width, window(3).stride(stride).padding(1)),
            new BatchNorm2d(width),
            Tensor::relu,
            convolution(width, width, window(3).padding(1)));
    return new PreActivation(new BatchNorm2d(in), body, shortcut(in, width, stride));
  }

  /// A 3 × 3 convolution between two of 1 × 1: `x: [n, in, h, w]` to `[n, 4 · width, h / stride, w
  /// / stride]`.
  public static PreActivation bottleneck(int in, int width, int stride) {
    int out = Bottleneck.WIDENING * width;
    var body =
        Sequential.of(
            convolution(in, width, window(1)),
            new BatchNorm2d(width),
            Tensor::relu,
            convolution(width, width, window(3).stride(stride).padding(1)),
            new BatchNorm2d(width),
            Tensor::relu,
            convolution(width, out, window(1)));
    return new PreActivation(new BatchNorm2d(in), body, shortcut(in, out, stride));
  }

  private static Optional<Conv2d> shortcut(int in, int out, int stride) {
    if (stride == 1 && in == out) return Optional.empty();
    return Optional.of(convolution(in, out, window(1).stride(stride)));
  }

  @Override
  public Tensor forward(Tensor x) {
    var active = bn.forward(x).relu();
    var around = shortcut.isPresent() ? shortcut.get().forward(active) : x;
    return body.forward(active).add(around);
  }
}
