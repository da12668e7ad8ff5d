package io.ranvier.nn;

import io.ranvier.tensor.Tensor;
import io.ranvier.type.ShapeException;
import java.util.List;
import java.util.SequencedMap;

/// Several layers that read the same input, and what they make of it joined. Their paths are their
/// places: `0.weight`, `2.bias`.
///
///     Parallel.concat(
///         new ConvNorm(64, 32, window(1)),
///         Sequential.of(new ConvNorm(64, 16, window(1)), new ConvNorm(16, 32, window(3).padding(1))))
///
/// @param branches at least one
public record Parallel(List<Layer> branches, Join join) implements Container {

  /// How the outputs of branches become one.
  public enum Join {
    /// Behind each other along the channels, axis 1; all other extents are the same.
    CONCAT,
    /// Added up; all have one shape.
    SUM
  }

  public Parallel {
    branches = List.copyOf(branches);
    if (branches.isEmpty()) {
      throw new IllegalArgumentException("parallel: no branches; at least one is needed");
    }
  }

  /// The outputs behind each other along the channels.
  public static Parallel concat(Layer... branches) {
    return new Parallel(List.of(branches), Join.CONCAT);
  }

  /// The sum of the outputs.
  public static Parallel sum(Layer... branches) {
    return new Parallel(List.of(branches), Join.SUM);
  }

  @Override
  public SequencedMap<String, Layer> parts() {
    return Container.numbered(branches);
  }

  @Override
  public Tensor forward(Tensor x) {
    var outputs = branches.stream().map(branch -> branch.forward(x)).toList();
    return switch (join) {
      case CONCAT -> Tensor.concat(outputs, 1);
      case SUM -> outputs.stream().reduce(Parallel::added).orElseThrow();
    };
  }

  /// `a + b` where nothing has to stretch: a branch of another shape is a mistake.
  static Tensor added(Tensor a, Tensor b) {
    if (!a.shape().equals(b.shape())) {
      throw new ShapeException(
          "branches give %s and %s, and cannot be added: they must have one shape"
              .formatted(a.type(), b.type()));
    }
    return a.add(b);
  }
}
