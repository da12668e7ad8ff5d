package io.ranvier.data.preprocessing;

import io.ranvier.nn.Projection;
import io.ranvier.nn.Scaling;
import io.ranvier.nn.State;
import io.ranvier.tensor.Tensor;
import io.ranvier.type.DType;
import io.ranvier.type.Shape;
import io.ranvier.type.ShapeException;
import java.util.Arrays;

/// The principal components of examples: the orthogonal directions along which they vary most,
/// second most and so on (Pearson, 1901, "On lines and planes of closest fit to systems of points
/// in space"; Hotelling, 1933). They are the eigenvectors of the covariance `Σ (x − mean)(x −
/// mean)ᵀ / (n − 1)`, its eigenvalues the variances along them.
///
///     var pca = Pca.fit(train).varianceShare(0.95);
///     var model = Sequential.of(pca.whitening(1e-5), new Linear(pca.components(), 10));
///
/// The sign of a component is such that its entry of the largest magnitude (the first, where
/// several are equal) is positive. The fit is computed in float64; layers are of the examples' type.
public final class Pca {
  private final DType dtype;
  private final double[] mean;
  private final SymmetricEigen eigen;
  private final int components;

  private Pca(DType dtype, double[] mean, SymmetricEigen eigen, int components) {
    this.dtype = dtype;
    this.mean = mean;
    this.eigen = eigen;
    this.components = components;
  }

  /// Keeps as many components as there are features, or examples where those are fewer.
  ///
  /// @param x `[n, features]`, at least two examples of finite numbers
  public static Pca fit(Tensor x) {
    if (x.shape().rank() != 2 || x.dim(0) < 2) {
      throw new ShapeException(
          "pca: x is %s, and must be [n, features] with n of at least 2".formatted(x.type()));
    }
    double[] mean = Scaling.meanRemoval(x).shift().value().toDoubles();
    int features = mean.length;
    double[] centred = x.toDoubles();
    for (int i = 0; i < centred.length; i++) centred[i] -= mean[i % features];
    var eigen = SymmetricEigen.of(Covariance.of(centred, features), features);
    return new Pca(x.dtype(), mean, eigen, Math.min(features, x.dim(0)));
  }

  /// How many components are kept.
  public int components() {
    return components;
  }

  /// Keeps the first `count`; those beyond the number of examples have variance 0.
  public Pca components(int count) {
    if (count < 1 || count > mean.length) {
      throw new IllegalArgumentException(
          "pca: %d components of %d features; they start at 1, and features are the most"
              .formatted(count, mean.length));
    }
    return new Pca(dtype, mean, eigen, count);
  }

  /// Keeps the fewest that explain at least `share` of the total variance.
  ///
  /// @param share in `(0, 1]`
  public Pca varianceShare(double share) {
    if (!(share > 0 && share <= 1)) {
      throw new IllegalArgumentException(
          "pca: share is %s, and must be in (0, 1]".formatted(share));
    }
    // Summed in the order of the total, so that a share of 1 is reached.
    double wanted = share * totalVariance();
    double explained = 0;
    int count = 0;
    do explained += eigen.values()[count++];
    while (explained < wanted && count < mean.length);
    return components(count);
  }

  /// The variance along each component that is kept, the largest first.
  public double[] explainedVariance() {
    return Arrays.copyOf(eigen.values(), components);
  }

  /// Which part of the total variance lies along each component that is kept.
  public double[] explainedVarianceRatio() {
    double total = totalVariance();
    return Arrays.stream(explainedVariance()).map(v -> total > 0 ? v / total : 0).toArray();
  }

  /// The sum of the variances of all features.
  public double totalVariance() {
    double total = 0;
    for (double value : eigen.values()) total += value;
    return total;
  }

  /// To the components: `y = (x − mean) · Vᵀ`, with a component in each row of `V`.
  public Projection projection() {
    return rotated(ones());
  }

  /// To the components, each divided by its deviation: `y = (x − mean) · Vᵀ / √(variance +
  /// epsilon)`. Of the examples, with epsilon 0, the covariance is the identity; a component along
  /// which they do not vary at all then becomes 0.
  ///
  /// @param epsilon keeps what hardly varies from being blown up; at least 0
  public Projection whitening(double epsilon) {
    return rotated(deviations(epsilon));
  }

  /// [#whitening], turned back: `y = (x − mean) · Vᵀ / √(variance + epsilon) · V`, which of all
  /// whitenings stays closest to `x` (Bell and Sejnowski, 1997, "The 'independent components' of
  /// natural scenes are edge filters"; Krizhevsky, 2009). Whitened pictures are pictures still.
  ///
  /// @param epsilon as in [#whitening]
  public Projection zcaWhitening(double epsilon) {
    double[] deviations = deviations(epsilon);
    int features = mean.length;
    var matrix = new double[features * features];
    var inverse = new double[features * features];
    for (int c = 0; c < components; c++) {
      for (int i = 0; i < features; i++) {
        double forth = reciprocal(deviations[c]) * eigen.vector(c, i);
        double back = deviations[c] * eigen.vector(c, i);
        for (int j = 0; j < features; j++) {
          matrix[i * features + j] += forth * eigen.vector(c, j);
          inverse[i * features + j] += back * eigen.vector(c, j);
        }
      }
    }
    return layer(matrix, inverse, features);
  }

  private double[] ones() {
    var ones = new double[components];
    Arrays.fill(ones, 1);
    return ones;
  }

  private double[] deviations(double epsilon) {
    if (!(epsilon >= 0 && Double.isFinite(epsilon))) {
      throw new IllegalArgumentException(
          "whitening: epsilon is %s, and must be finite and at least 0".formatted(epsilon));
    }
    return Arrays.stream(explainedVariance()).map(v -> Math.sqrt(v + epsilon)).toArray();
  }

  private static double reciprocal(double deviation) {
    return deviation > 0 ? 1 / deviation : 0;
  }

  /// To the components, each divided by a number.
  private Projection rotated(double[] divisors) {
    int features = mean.length;
    var matrix = new double[features * components];
    var inverse = new double[components * features];
    for (int c = 0; c < components; c++) {
      for (int i = 0; i < features; i++) {
        matrix[i * components + c] = reciprocal(divisors[c]) * eigen.vector(c, i);
        inverse[c * features + i] = divisors[c] * eigen.vector(c, i);
      }
    }
    return layer(matrix, inverse, components);
  }

  private Projection layer(double[] matrix, double[] inverse, int out) {
    int features = mean.length;
    return new Projection(
        state(Shape.of(features), mean),
        state(Shape.of(features, out), matrix),
        state(Shape.of(out, features), inverse),
        state(Shape.of(components), explainedVariance()),
        state(Shape.SCALAR, totalVariance()));
  }

  private State state(Shape shape, double... values) {
    return new State(Tensor.of(shape, values).cast(dtype));
  }
}
