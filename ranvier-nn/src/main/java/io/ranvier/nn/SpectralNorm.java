package io.ranvier.nn;

import io.ranvier.tensor.Tensor;
import io.ranvier.type.Shape;
import java.util.stream.IntStream;

/// A layer whose weight is divided by its largest singular value, so that it stretches nothing
/// (Miyato et al., 2018, "Spectral normalization for generative adversarial networks"):
///
/// `weight / σ`, with `σ = uᵀ W v`,
///
/// where `W` is the layer's own weight as a matrix `[outputs, the rest]`. To gradients `u` and `v`
/// are constants. In training, each use of the layer brings them nearer to the singular vectors by
/// power iteration, `u ← W v / ‖W v‖`, then `v ← Wᵀ u / ‖Wᵀ u‖`. They start 15 iterations from a
/// random place.
///
/// @param layer that gets the weight
/// @param weightU `[outputs]`, of length 1
/// @param weightV `[the rest]`, of length 1
/// @param iterations of each use in training
/// @param epsilon the least number that a vector is divided by
public record SpectralNorm(
    Weighted layer, State weightU, State weightV, int iterations, double epsilon) implements Layer {
  private static final int FIRST_ITERATIONS = 15;
  private static final double EPSILON = 1e-12;

  /// With one iteration and epsilon 1e-12, as in PyTorch.
  public SpectralNorm(Weighted layer) {
    var type = layer.weight().type();
    int outputs = type.dim(layer.outputAxis());
    int rest = Math.toIntExact(type.shape().size() / outputs);
    var u =
        new State(
            type.withShape(Shape.of(outputs)),
            (start, key) -> {
              var any = unit(Tensor.normal(key, start), EPSILON);
              var matrix = matrix(layer);
              for (int i = 0; i < FIRST_ITERATIONS; i++) {
                any = unit(times(matrix, unit(times(matrix.transpose(), any), EPSILON)), EPSILON);
              }
              return any;
            });
    var v =
        new State(
            type.withShape(Shape.of(rest)),
            (_, _) -> unit(times(matrix(layer).transpose(), u.value()), EPSILON));
    this(layer, u, v, 1, EPSILON);
  }

  public SpectralNorm {
    if (iterations < 1) {
      throw new IllegalArgumentException(
          "spectralNorm: %d iterations; there is at least one".formatted(iterations));
    }
    Normalized.requireEpsilon("spectralNorm", epsilon);
  }

  public SpectralNorm iterations(int iterations) {
    return new SpectralNorm(layer, weightU, weightV, iterations, epsilon);
  }

  public SpectralNorm epsilon(double epsilon) {
    return new SpectralNorm(layer, weightU, weightV, iterations, epsilon);
  }

  @Override
  public Tensor forward(Tensor x) {
    if (Mode.isTraining()) iterate(matrix(layer).detach());
    return layer.forward(x, weight());
  }

  /// The layer by itself, with the weight that this makes now: see [WeightNorm#plain].
  public Weighted plain() {
    return layer.withWeight(new Parameter(weight().eval()));
  }

  private Tensor weight() {
    var sigma = times(matrix(layer), weightV.value()).mul(weightU.value()).sum();
    return layer.weight().value().div(sigma);
  }

  private void iterate(Tensor matrix) {
    var u = weightU.value();
    var v = weightV.value();
    for (int i = 0; i < iterations; i++) {
      u = unit(times(matrix, v), epsilon);
      v = unit(times(matrix.transpose(), u), epsilon);
    }
    weightU.assign(u);
    weightV.assign(v);
  }

  private static Tensor matrix(Weighted layer) {
    var weight = layer.weight().value();
    int first = layer.outputAxis();
    var others = IntStream.range(0, weight.shape().rank()).filter(axis -> axis != first);
    var order = IntStream.concat(IntStream.of(first), others).toArray();
    return weight.transpose(order).flatten(1);
  }

  private static Tensor times(Tensor matrix, Tensor vector) {
    return matrix.matmul(vector.unsqueeze(1)).squeeze(1);
  }

  private static Tensor unit(Tensor vector, double epsilon) {
    return vector.div(vector.square().sum().sqrt().maximum(epsilon));
  }
}
