package io.ranvier.nn;

import static io.ranvier.nn.Initializer.constant;

import io.ranvier.tensor.Tensor;
import io.ranvier.type.Shape;
import io.ranvier.type.ShapeException;
import java.util.Optional;

/// Brings each run of channels of each example, `x: [n, c, …]`, to mean 0 and variance 1, then
/// scales and shifts each channel (Wu and He, 2018, "Group normalization"). With one group for each
/// channel this is instance normalisation (Ulyanov et al., 2016).
///
/// @param channels of `x`
/// @param groups divides `channels`
/// @param weight `[c]`, from 1; or nothing
/// @param bias `[c]`, from 0; or nothing
/// @param epsilon keeps the root away from 0
public record GroupNorm(
    int channels, int groups, Optional<Parameter> weight, Optional<Parameter> bias, double epsilon)
    implements Layer {

  public GroupNorm {
    if (groups < 1 || channels < 1 || channels % groups != 0) {
      throw new IllegalArgumentException(
          "groupNorm: %d channels in %d groups; groups must divide them, and both start at 1"
              .formatted(channels, groups));
    }
    Normalized.requireEpsilon("groupNorm", epsilon);
  }

  /// With epsilon 1e-5, as in PyTorch.
  public GroupNorm(int channels, int groups) {
    var shape = Shape.of(Math.max(channels, 0));
    this(
        channels,
        groups,
        Optional.of(new Parameter(shape, constant(1))),
        Optional.of(new Parameter(shape, constant(0))),
        1e-5);
  }

  public GroupNorm withoutAffine() {
    return new GroupNorm(channels, groups, Optional.empty(), Optional.empty(), epsilon);
  }

  public GroupNorm epsilon(double epsilon) {
    return new GroupNorm(channels, groups, weight, bias, epsilon);
  }

  @Override
  public Tensor forward(Tensor x) {
    if (x.shape().rank() < 2 || x.dim(1) != channels) {
      throw new ShapeException(
          "groupNorm wants x: [n, %d, …], got %s".formatted(channels, x.type()));
    }
    var y = Normalized.byGroup(x, groups, epsilon);
    if (weight.isPresent()) y = y.mul(Normalized.byChannel(weight.get().value(), x));
    return bias.isPresent() ? y.add(Normalized.byChannel(bias.get().value(), x)) : y;
  }
}
