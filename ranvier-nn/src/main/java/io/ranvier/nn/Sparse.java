package io.ranvier.nn;

import io.ranvier.tensor.Tensor;
import io.ranvier.type.Shape;
import io.ranvier.type.ShapeException;
import io.ranvier.type.TensorType;
import java.util.Comparator;
import java.util.stream.IntStream;

/// See [Initializer#sparse].
record Sparse(double sparsity, double deviation) implements Initializer {

  Sparse {
    if (!(sparsity >= 0 && sparsity <= 1)) {
      throw new IllegalArgumentException(
          "sparse: sparsity is %s, and must be in [0, 1]".formatted(sparsity));
    }
  }

  @Override
  public Tensor initial(TensorType type, Tensor key) {
    if (type.rank() != 2) throw new ShapeException("sparse wants a matrix, got " + type);
    int rows = type.dim(0);
    int columns = type.dim(1);
    int zeros = (int) Math.ceil(sparsity * rows);
    var x = Tensor.normal(key, type).mul(deviation).toDoubles();
    // Of another stream: the normal numbers are made of the uniform ones of this.
    var scores = Tensor.uniform(key.add(Tensor.of(Shape.of(2), 0L, 1L)), type).toDoubles();
    for (int column = 0; column < columns; column++) {
      int first = column;
      IntStream.range(0, rows)
          .mapToObj(row -> row * columns + first)
          .sorted(Comparator.comparingDouble(place -> scores[place]))
          .limit(zeros)
          .forEach(place -> x[place] = 0);
    }
    return Tensor.of(type.shape(), x).cast(type.dtype());
  }
}
