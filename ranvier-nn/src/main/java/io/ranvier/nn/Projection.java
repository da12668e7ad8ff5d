package io.ranvier.nn;

import io.ranvier.tensor.Tensor;
import io.ranvier.type.Shape;
import io.ranvier.type.ShapeException;

/// An affine map of the last axis that is fitted to examples and no longer learnt, such as one to
/// principal components: `x: [n…, features]` to `y: [n…, out]`, with `y = (x − mean) · matrix`. It
/// is saved with the model that it stands before. `io.ranvier.data.preprocessing.Pca` makes them.
///
/// @param mean `[features]`
/// @param matrix `[features, out]`
/// @param inverse `[out, features]`: the way back, as far as there is one
/// @param explainedVariance `[components]`: the variance of the examples along each component
/// @param totalVariance `[]`: the sum of the variances of all features
public record Projection(
    State mean, State matrix, State inverse, State explainedVariance, State totalVariance)
    implements Layer {

  public Projection {
    var forth = matrix.type().shape();
    var back = inverse.type().shape();
    if (forth.rank() != 2
        || !mean.type().shape().equals(Shape.of(forth.dim(0)))
        || !back.equals(Shape.of(forth.dim(1), forth.dim(0)))
        || explainedVariance.type().rank() != 1
        || totalVariance.type().rank() != 0) {
      throw new ShapeException(
          "projection wants mean: [f], matrix: [f, o], inverse: [o, f], explainedVariance: [k] and"
              + " totalVariance: [], got %s, %s, %s, %s and %s"
                  .formatted(
                      mean.type(),
                      matrix.type(),
                      inverse.type(),
                      explainedVariance.type(),
                      totalVariance.type()));
    }
  }

  /// One that keeps the first `out` features as they are: into which another can be loaded.
  ///
  /// @param components of how many the variance is known, from 1
  public Projection(int features, int out, int components) {
    if (features < 1 || out < 1 || out > features || components < 1 || components > features) {
      throw new IllegalArgumentException(
          "projection: %d features to %d by %d components; all start at 1, and features are the most"
              .formatted(features, out, components));
    }
    this(
        new State(Tensor.zeros(features)),
        new State(firstOf(features, out)),
        new State(firstOf(features, out).transpose()),
        new State(Tensor.zeros(components)),
        new State(Tensor.scalar(0)));
  }

  private static Tensor firstOf(int features, int out) {
    var matrix = new float[features * out];
    for (int i = 0; i < out; i++) matrix[i * out + i] = 1;
    return Tensor.of(Shape.of(features, out), matrix);
  }

  @Override
  public Tensor forward(Tensor x) {
    LayerNorm.lastAxes("projection", x, mean.type().shape());
    return x.sub(mean.value()).matmul(matrix.value());
  }

  /// What was mapped to `y`, or the nearest that `y` can say of it: `y · inverse + mean`.
  public Tensor inverse(Tensor y) {
    LayerNorm.lastAxes("projection", y, Shape.of(matrix.type().dim(1)));
    return y.matmul(inverse.value()).add(mean.value());
  }

  /// Which part of the examples' variance lies along each component: `[components]`.
  public Tensor explainedVarianceRatio() {
    return explainedVariance.value().div(totalVariance.value());
  }
}
