package io.ranvier.nn;

import static io.ranvier.nn.Initializer.constant;

import io.ranvier.tensor.Tensor;
import io.ranvier.type.Shape;

/// Brings the last axes of each example to mean square 1, then scales them: `y = x / √(mean x² +
/// epsilon) · weight` (Zhang and Sennrich, 2019, "Root mean square layer normalization").
///
/// @param weight of the extents of the last axes, from 1
/// @param epsilon keeps the root away from 0
public record RmsNorm(Parameter weight, double epsilon) implements Layer {

  public RmsNorm {
    if (weight.type().rank() < 1 || weight.type().shape().size() < 1) {
      throw new IllegalArgumentException(
          "rmsNorm: shape %s; there is at least one axis, and extents start at 1"
              .formatted(weight.type().shape()));
    }
    Normalized.requireEpsilon("rmsNorm", epsilon);
  }

  /// Of the last axes, with epsilon 1e-6.
  public RmsNorm(int... normalized) {
    this(new Parameter(Shape.of(normalized), constant(1)), 1e-6);
  }

  public RmsNorm epsilon(double epsilon) {
    return new RmsNorm(weight, epsilon);
  }

  @Override
  public Tensor forward(Tensor x) {
    int[] axes = LayerNorm.lastAxes("rmsNorm", x, weight.type().shape());
    return x.mul(x.square().keepMean(axes).add(epsilon).rsqrt()).mul(weight.value());
  }
}
