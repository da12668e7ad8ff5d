package io.ranvier.nn;

import static io.ranvier.nn.Initializer.Fan.IN;
import static io.ranvier.nn.Initializer.kaimingUniform;
import static io.ranvier.nn.Initializer.uniform;

import io.ranvier.tensor.Tensor;
import io.ranvier.type.Shape;
import java.util.Optional;

/// An affine map of the last axis: `x: [n…, in]` to `y: [n…, out]`, with `y = x · weightᵀ + bias`.
///
/// Both start uniform in `±1/√in`, as in PyTorch.
///
/// @param weight `[out, in]`
/// @param bias `[out]`, or nothing
public record Linear(Parameter weight, Optional<Parameter> bias) implements Weighted {

  public Linear(int in, int out) {
    if (in < 1 || out < 1) {
      throw new IllegalArgumentException(
          "linear: %d features to %d; both start at 1".formatted(in, out));
    }
    double bound = 1 / Math.sqrt(in);
    var weight = new Parameter(Shape.of(out, in), kaimingUniform(IN, Gain.leakyRelu(Math.sqrt(5))));
    this(weight, Optional.of(new Parameter(Shape.of(out), uniform(-bound, bound))));
  }

  public Linear withoutBias() {
    return new Linear(weight, Optional.empty());
  }

  /// With a weight that starts otherwise.
  public Linear withWeight(Initializer initializer) {
    return new Linear(new Parameter(weight.type(), initializer), bias);
  }

  /// With a bias that starts otherwise.
  public Linear withBias(Initializer initializer) {
    var shape = Shape.of(weight.type().dim(0));
    return new Linear(weight, Optional.of(new Parameter(shape, initializer)));
  }

  @Override
  public Linear withWeight(Parameter weight) {
    return new Linear(weight, bias);
  }

  @Override
  public Tensor forward(Tensor x, Tensor weight) {
    return Affine.of(x, weight, bias.map(Parameter::value));
  }
}
