package io.ranvier.data.preprocessing;

import java.util.Comparator;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.factory.DecompositionFactory_DDRM;

/// The eigenvalues of a symmetric positive semidefinite matrix, the largest first, and the
/// eigenvectors.
///
/// An eigenvalue that rounding cannot tell from 0 is 0. An eigenvector has length 1, and its entry
/// of the largest magnitude (the first, where several are equal) is positive.
final class SymmetricEigen {
  private final double[] values;
  private final double[] vectors;

  private SymmetricEigen(double[] values, double[] vectors) {
    this.values = values;
    this.vectors = vectors;
  }

  /// @param matrix `[size, size]`, which is spent afterwards
  static SymmetricEigen of(double[] matrix, int size) {
    var solver = DecompositionFactory_DDRM.eig(size, true, true);
    if (!solver.decompose(DMatrixRMaj.wrap(size, size, matrix))) {
      throw new IllegalStateException(
          "the eigenvalues of a symmetric matrix of %d rows were not found".formatted(size));
    }
    var found = IntStream.range(0, size).mapToDouble(i -> solver.getEigenvalue(i).getReal());
    double[] unsorted = found.toArray();
    int[] order =
        IntStream.range(0, size)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -unsorted[i]))
            .mapToInt(i -> i)
            .toArray();
    double least = unsorted[order[0]] * size * Math.ulp(1.0);
    var values = new double[size];
    var vectors = new double[size * size];
    for (int i = 0; i < size; i++) {
      values[i] = unsorted[order[i]] > least ? unsorted[order[i]] : 0;
      double[] vector = solver.getEigenVector(order[i]).getData();
      double sign = sign(vector);
      for (int j = 0; j < size; j++) vectors[i * size + j] = sign * vector[j];
    }
    return new SymmetricEigen(values, vectors);
  }

  private static double sign(double[] vector) {
    double largest = 0;
    for (double x : vector) if (Math.abs(x) > Math.abs(largest)) largest = x;
    return Math.signum(largest);
  }

  /// The largest first; shared, not copied.
  double[] values() {
    return values;
  }

  /// Entry `j` of eigenvector `i`.
  double vector(int i, int j) {
    return vectors[i * values.length + j];
  }
}
