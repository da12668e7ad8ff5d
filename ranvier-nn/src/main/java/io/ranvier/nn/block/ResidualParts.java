package io.ranvier.nn.block;

import static io.ranvier.nn.Initializer.Fan.OUT;
import static io.ranvier.nn.Initializer.kaimingNormal;
import static io.ranvier.type.Window.window;

import io.ranvier.nn.BatchNorm2d;
import io.ranvier.nn.Conv2d;
import io.ranvier.nn.Gain;
import io.ranvier.nn.Sequential;
import io.ranvier.tensor.Tensor;
import io.ranvier.type.Window;
import java.util.Optional;

/// What the residual blocks have in common.
final class ResidualParts {
  private ResidualParts() {}

  /// Without bias, which the normalisation behind it would take away.
  static Conv2d convolution(int in, int out, Window window) {
    return new Conv2d(in, out, window).withoutBias().withWeight(kaimingNormal(OUT, Gain.RELU));
  }

  /// What brings a block's input to the shape of its output, where it has another.
  static Optional<Sequential> downsample(int in, int out, int stride) {
    if (stride == 1 && in == out) return Optional.empty();
    return Optional.of(
        Sequential.of(convolution(in, out, window(1).stride(stride)), new BatchNorm2d(out)));
  }

  /// `relu(se(y) + downsample(x))`
  static Tensor joined(
      Tensor y, Optional<SqueezeExcitation> se, Optional<Sequential> downsample, Tensor x) {
    var weighed = se.isPresent() ? se.get().forward(y) : y;
    var around = downsample.isPresent() ? downsample.get().forward(x) : x;
    return weighed.add(around).relu();
  }
}
