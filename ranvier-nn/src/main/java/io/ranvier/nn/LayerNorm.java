package io.ranvier.nn;

import static io.ranvier.nn.Initializer.constant;

import io.ranvier.tensor.Tensor;
import io.ranvier.type.Shape;
import io.ranvier.type.ShapeException;
import java.util.Optional;
import java.util.stream.IntStream;

/// Brings the last axes of each example to mean 0 and variance 1, then scales and shifts them (Ba
/// et al., 2016, "Layer normalization"):
///
/// `y = (x − mean) / √(variance + epsilon) · weight + bias`
///
/// @param normalized the extents of the last axes
/// @param weight of this shape, from 1; or nothing
/// @param bias of this shape, from 0; or nothing
/// @param epsilon keeps the root away from 0
public record LayerNorm(
    Shape normalized, Optional<Parameter> weight, Optional<Parameter> bias, double epsilon)
    implements Layer {

  public LayerNorm {
    if (normalized.rank() < 1 || normalized.size() < 1) {
      throw new IllegalArgumentException(
          "layerNorm: shape %s; there is at least one axis, and extents start at 1"
              .formatted(normalized));
    }
    Normalized.requireEpsilon("layerNorm", epsilon);
  }

  /// Of the last axes, with epsilon 1e-5, as in PyTorch.
  public LayerNorm(int... normalized) {
    var shape = Shape.of(normalized);
    this(
        shape,
        Optional.of(new Parameter(shape, constant(1))),
        Optional.of(new Parameter(shape, constant(0))),
        1e-5);
  }

  public LayerNorm withoutAffine() {
    return new LayerNorm(normalized, Optional.empty(), Optional.empty(), epsilon);
  }

  public LayerNorm withoutBias() {
    return new LayerNorm(normalized, weight, Optional.empty(), epsilon);
  }

  public LayerNorm epsilon(double epsilon) {
    return new LayerNorm(normalized, weight, bias, epsilon);
  }

  @Override
  public Tensor forward(Tensor x) {
    var y = Normalized.of(x, lastAxes("layerNorm", x, normalized), epsilon);
    if (weight.isPresent()) y = y.mul(weight.get().value());
    return bias.isPresent() ? y.add(bias.get().value()) : y;
  }

  /// The axes of `x` that `normalized` names.
  static int[] lastAxes(String name, Tensor x, Shape normalized) {
    int rank = x.shape().rank();
    int from = rank - normalized.rank();
    boolean fits = from >= 0;
    for (int i = 0; fits && i < normalized.rank(); i++) {
      fits = x.dim(from + i) == normalized.dim(i);
    }
    if (!fits) {
      throw new ShapeException(
          "%s wants x: […, %s], got %s"
              .formatted(name, normalized.toString().replaceAll("[\\[\\]]", ""), x.type()));
    }
    return IntStream.range(from, rank).toArray();
  }
}
