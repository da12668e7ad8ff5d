package io.ranvier.nn;

import io.ranvier.tensor.Tensor;
import io.ranvier.type.ShapeException;
import io.ranvier.type.TensorType;
import java.util.stream.IntStream;

/// See [Initializer#orthogonal].
///
/// Vectors of normal numbers point in all directions alike; each is freed of its part along those
/// before it and brought to length 1. That is the factor Q of A = QR with a positive diagonal of R,
/// by the modified method of Gram and Schmidt. Its rounding errors grow with the condition of A,
/// which is small for random numbers (Björck, 1967): in double precision nothing of them is left in
/// a weight.
record Orthogonal(double gain) implements Initializer {

  @Override
  public Tensor initial(TensorType type, Tensor key) {
    if (type.rank() < 2) {
      throw new ShapeException("orthogonal wants a weight [out, in, …], got " + type);
    }
    var matrix = Tensor.normal(key, type).flatten(1);
    boolean isTall = matrix.dim(0) > matrix.dim(1);
    var wide = isTall ? matrix.transpose() : matrix;
    var rows = orthonormal(wide.toDoubles(), wide.dim(0), wide.dim(1));
    var q = Tensor.of(wide.shape(), rows).mul(gain).cast(type.dtype());
    return (isTall ? q.transpose() : q).reshape(type.shape().dims());
  }

  /// The rows of `[count, length]`, in place.
  private static double[] orthonormal(double[] x, int count, int length) {
    for (int i = 0; i < count; i++) {
      int row = i * length;
      double norm = Math.sqrt(dot(x, row, row, length));
      for (int k = 0; k < length; k++) x[row + k] /= norm;
      IntStream.range(i + 1, count)
          .parallel()
          .forEach(j -> subtractProjection(x, j * length, row, length));
    }
    return x;
  }

  /// Takes from the vector at `from` its part along that of length 1 at `unit`.
  private static void subtractProjection(double[] x, int from, int unit, int length) {
    double share = dot(x, from, unit, length);
    for (int k = 0; k < length; k++) x[from + k] -= share * x[unit + k];
  }

  private static double dot(double[] x, int a, int b, int length) {
    double sum = 0;
    for (int k = 0; k < length; k++) sum += x[a + k] * x[b + k];
    return sum;
  }
}
