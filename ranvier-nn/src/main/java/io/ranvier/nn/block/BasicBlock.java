package io.ranvier.nn.block;

import static io.ranvier.nn.block.ResidualParts.convolution;
import static io.ranvier.type.Window.window;

import io.ranvier.nn.BatchNorm2d;
import io.ranvier.nn.Conv2d;
import io.ranvier.nn.Layer;
import io.ranvier.nn.Sequential;
import io.ranvier.tensor.Tensor;
import java.util.Optional;

/// Two 3 × 3 convolutions and a way around them (He et al., 2016, "Deep residual learning for image
/// recognition", figure 5, left): `x: [n, in, h, w]` to `[n, width, h / stride, w / stride]`.
///
/// Parameters have the names of torchvision's checkpoints.
///
/// @param se weighs the channels of what is added to the input, or nothing
/// @param downsample brings the input to the shape of the output, where it has another
public record BasicBlock(
    Conv2d conv1,
    BatchNorm2d bn1,
    Conv2d conv2,
    BatchNorm2d bn2,
    Optional<SqueezeExcitation> se,
    Optional<Sequential> downsample)
    implements Layer {

  public BasicBlock(int in, int width, int stride) {
    this(
        convolution(in, width, window(3).stride(stride).padding(1)),
        new BatchNorm2d(width),
        convolution(width, width, window(3).padding(1)),
        new BatchNorm2d(width),
        Optional.empty(),
        ResidualParts.downsample(in, width, stride));
  }

  /// With a squeeze-and-excitation before the sum, as in SE-ResNet (Hu et al., 2018).
  ///
  /// @param squeezed how many units it has
  public BasicBlock squeezing(int squeezed) {
    int channels = bn2.channels();
    var se = Optional.of(new SqueezeExcitation(channels, squeezed));
    return new BasicBlock(conv1, bn1, conv2, bn2, se, downsample);
  }

  @Override
  public Tensor forward(Tensor x) {
    var y = bn1.forward(conv1.forward(x)).relu();
    y = bn2.forward(conv2.forward(y));
    return ResidualParts.joined(y, se, downsample, x);
  }
}
