package io.ranvier.nn;

import static io.ranvier.nn.Initializer.Fan.IN;
import static io.ranvier.nn.Initializer.kaimingUniform;
import static io.ranvier.nn.Initializer.uniform;

import io.ranvier.tensor.Tensor;
import io.ranvier.type.Shape;
import io.ranvier.type.Window;
import java.util.Optional;

/// A 2-D convolution: `x: [n, in, h, w]` to `y: [n, out, h′, w′]`, with `y = x ⋆ weight + bias`.
///
/// With groups, run `g` of the output channels sees run `g` of the input channels alone; as many
/// groups as channels make it depthwise. Both parameters start uniform in `±1/√(in / groups ·
/// height · width)`, as in PyTorch.
///
/// @param weight `[out, in / groups, height, width]`
/// @param bias `[out]`, or nothing
public record Conv2d(Parameter weight, Optional<Parameter> bias, Window window, int groups)
    implements Layer {

  public Conv2d(int in, int out, Window window) {
    this(in, out, window, 1);
  }

  public Conv2d(int in, int out, Window window, int groups) {
    if (in < 1 || out < 1 || groups < 1 || in % groups != 0 || out % groups != 0) {
      throw new IllegalArgumentException(
          "conv2d: %d channels to %d in %d groups; groups must divide both, and all start at 1"
              .formatted(in, out, groups));
    }
    var shape = Shape.of(out, in / groups, window.height().size(), window.width().size());
    double bound = 1 / Math.sqrt(IN.of(shape));
    var weight = new Parameter(shape, kaimingUniform(IN, Gain.leakyRelu(Math.sqrt(5))));
    var bias = new Parameter(Shape.of(out), uniform(-bound, bound));
    this(weight, Optional.of(bias), window, groups);
  }

  public Conv2d withoutBias() {
    return new Conv2d(weight, Optional.empty(), window, groups);
  }

  /// With a weight that starts otherwise.
  public Conv2d withWeight(Initializer initializer) {
    return new Conv2d(new Parameter(weight.type(), initializer), bias, window, groups);
  }

  /// With a bias that starts otherwise.
  public Conv2d withBias(Initializer initializer) {
    var shape = Shape.of(weight.type().dim(0));
    return new Conv2d(weight, Optional.of(new Parameter(shape, initializer)), window, groups);
  }

  @Override
  public Tensor forward(Tensor x) {
    var y = x.conv2d(weight.value(), window, groups);
    if (bias.isEmpty()) return y;
    var b = bias.get();
    return y.add(b.value().reshape(1, b.type().dim(0), 1, 1));
  }
}
