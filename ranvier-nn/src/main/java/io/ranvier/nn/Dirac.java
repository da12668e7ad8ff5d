package io.ranvier.nn;

import io.ranvier.tensor.Tensor;
import io.ranvier.type.ShapeException;
import io.ranvier.type.TensorType;
import java.util.List;

/// See [Initializer#dirac].
record Dirac(int groups) implements Initializer {

  Dirac {
    if (groups < 1) {
      throw new IllegalArgumentException(
          "dirac: %d groups; there is at least one".formatted(groups));
    }
  }

  @Override
  public Tensor initial(TensorType type, Tensor key) {
    if (type.rank() < 3 || type.rank() > 5 || type.dim(0) % groups != 0) {
      throw new ShapeException(
          "dirac wants a kernel [out, in, taps…] with out in %d groups, got %s"
              .formatted(groups, type));
    }
    int outputs = type.dim(0) / groups;
    int inputs = type.dim(1);
    int taps = Math.toIntExact(type.shape().without(List.of(0, 1)).size());
    var x = new double[Math.toIntExact(type.shape().size())];
    for (int out = 0; out < type.dim(0); out++) {
      int in = out % outputs;
      if (in < inputs) x[(out * inputs + in) * taps + middle(type)] = 1;
    }
    return Tensor.of(type.shape(), x).cast(type.dtype());
  }

  /// The place of the middle tap among the taps in row-major order.
  private static int middle(TensorType type) {
    int place = 0;
    for (int axis = 2; axis < type.rank(); axis++) {
      place = place * type.dim(axis) + type.dim(axis) / 2;
    }
    return place;
  }
}
