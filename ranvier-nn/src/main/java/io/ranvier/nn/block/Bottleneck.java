package io.ranvier.nn.block;

import static io.ranvier.nn.block.ResidualParts.convolution;
import static io.ranvier.type.Window.window;

import io.ranvier.nn.BatchNorm2d;
import io.ranvier.nn.Conv2d;
import io.ranvier.nn.Layer;
import io.ranvier.nn.Sequential;
import io.ranvier.tensor.Tensor;
import java.util.Optional;

/// A 3 × 3 convolution between two of 1 × 1, of which one makes it narrow and one makes its output
/// wide again, and a way around them (He et al., 2016, "Deep residual learning for image
/// recognition", figure 5, right): `x: [n, in, h, w]` to `[n, 4 · width, h / stride, w / stride]`.
///
/// The stride is in the 3 × 3 convolution, as is usual today; the paper has it in the first 1 × 1.
/// Parameters have the names of torchvision's checkpoints.
///
/// @param se weighs the channels of what is added to the input, or nothing
/// @param downsample brings the input to the shape of the output, where it has another
public record Bottleneck(
    Conv2d conv1,
    BatchNorm2d bn1,
    Conv2d conv2,
    BatchNorm2d bn2,
    Conv2d conv3,
    BatchNorm2d bn3,
    Optional<SqueezeExcitation> se,
    Optional<Sequential> downsample)
    implements Layer {

  /// How many times wider the output is than the 3 × 3 convolution.
  public static final int WIDENING = 4;

  public Bottleneck(int in, int width, int stride) {
    int out = WIDENING * width;
    this(
        convolution(in, width, window(1)),
        new BatchNorm2d(width),
        convolution(width, width, window(3).stride(stride).padding(1)),
        new BatchNorm2d(width),
        convolution(width, out, window(1)),
        new BatchNorm2d(out),
        Optional.empty(),
        ResidualParts.downsample(in, out, stride));
  }

  /// With a squeeze-and-excitation before the sum, as in SE-ResNet (Hu et al., 2018).
  ///
  /// @param squeezed how many units it has
  public Bottleneck squeezing(int squeezed) {
    int channels = bn3.channels();
    var se = Optional.of(new SqueezeExcitation(channels, squeezed));
    return new Bottleneck(conv1, bn1, conv2, bn2, conv3, bn3, se, downsample);
  }

  @Override
  public Tensor forward(Tensor x) {
    var y = bn1.forward(conv1.forward(x)).relu();
    y = bn2.forward(conv2.forward(y)).relu();
    y = bn3.forward(conv3.forward(y));
    return ResidualParts.joined(y, se, downsample, x);
  }
}
