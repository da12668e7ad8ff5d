package io.ranvier.backend.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Products against a double loop in double precision.
class GemmTest {

  /// How a matrix lies in memory.
  enum Order {
    ROWS,
    COLUMNS,
    SPREAD;

    Matrix over(MemorySegment data, long rows, long columns, long batchStride) {
      return switch (this) {
        case ROWS -> new Matrix(data, 1, batchStride, columns + 3, 1);
        case COLUMNS -> new Matrix(data, 2, batchStride, 1, rows + 1);
        case SPREAD -> new Matrix(data, 3, batchStride, 2 * columns + 1, 2);
      };
    }
  }

  private record Case(int batch, int m, int n, int k, Order a, Order b, boolean accumulate) {}

  @Property(tries = 300)
  void equalsTheDoubleLoop(
      @ForAll @IntRange(max = 3) int batch,
      @ForAll @IntRange(max = 70) int m,
      @ForAll @IntRange(max = 90) int n,
      @ForAll @IntRange(max = 80) int k,
      @ForAll Order a,
      @ForAll Order b,
      @ForAll boolean accumulate) {
    check(new Case(batch, m, n, k, a, b, accumulate));
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1, 1, 1",
    "1, 120, 400, 1",
    "1, 1, 400, 120",
    "400, 1, 1, 120",
    "3, 50, 700, 1",
    "500, 70, 130, 1",
    "6, 25, 5000, 1",
    "64, 10, 84, 1",
    "530, 300, 20, 1",
    "33, 65, 1000, 2",
    "16, 150, 6400, 1",
    "8, 50, 1100, 2",
    "70, 5, 1030, 1",
    "100, 70, 300, 1",
    "64, 120, 257, 1",
    "6, 1100, 1024, 1"
  })
  void equalsTheDoubleLoopWhereItIsCut(int m, int n, int k, int batch) {
    for (Order a : Order.values()) {
      for (Order b : Order.values()) {
        check(new Case(batch, m, n, k, a, b, a == b));
      }
    }
  }

  @Property(tries = 30)
  void doesNotDependOnThreads(
      @ForAll @IntRange(min = 1, max = 300) int m,
      @ForAll @IntRange(min = 1, max = 200) int n,
      @ForAll @IntRange(min = 1, max = 3000) int k,
      @ForAll Order a,
      @ForAll Order b) {
    var random = new SplittableRandom(1);
    MemorySegment left = Floats.random(random, 2L * (m + 4) * (k + 4));
    MemorySegment right = Floats.random(random, 2L * (k + 4) * (n + 4));
    int threads = Parallel.threads();
    try {
      float[] one = product(m, n, k, a.over(left, m, k, 0), b.over(right, k, n, 0), 1);
      float[] three = product(m, n, k, a.over(left, m, k, 0), b.over(right, k, n, 0), 3);
      assertThat(three).isEqualTo(one);
    } finally {
      Parallel.threads(threads);
    }
  }

  private static float[] product(int m, int n, int k, Matrix a, Matrix b, int threads) {
    Parallel.threads(threads);
    var gemm = new Gemm(m, n, k);
    MemorySegment c = Floats.poisoned((long) m * n);
    MemorySegment workspace = Floats.workspace(gemm.workspaceBytes(threads));
    gemm.run(a, b, Matrix.rowMajor(c, 0, n), false, workspace, Epilogue.NONE);
    return Floats.array(c);
  }

  @Property(tries = 50)
  void handsEveryElementToTheEpilogueOnce(
      @ForAll @IntRange(min = 1, max = 200) int m,
      @ForAll @IntRange(min = 1, max = 200) int n,
      @ForAll @IntRange(max = 2000) int k) {
    var random = new SplittableRandom(2);
    Matrix a = Matrix.rowMajor(Floats.random(random, (long) m * k), 0, k);
    Matrix b = new Matrix(Floats.random(random, (long) k * n), 0, 0, 1, k);
    Matrix c = Matrix.rowMajor(Floats.poisoned((long) m * n), 0, n);
    var gemm = new Gemm(m, n, k);
    var elements = new AtomicLong();
    gemm.run(
        a,
        b,
        c,
        false,
        Floats.workspace(gemm.workspaceBytes(Parallel.threads())),
        (row, rows, column, columns) -> {
          assertThat(Floats.get(c.data(), row * n + column)).isNotNaN();
          assertThat(Floats.get(c.data(), (row + rows - 1) * n + column + columns - 1)).isNotNaN();
          elements.addAndGet(rows * columns);
        });
    assertThat(elements).hasValue((long) m * n);
  }

  @Test
  void rejectsNegativeSizes() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Gemm(2, -1, 3))
        .withMessage("gemm: batch 1, m 2, n -1, k 3: none may be negative");
  }

  private static void check(Case c) {
    var random = new SplittableRandom(c.hashCode());
    long as = 2L * (c.m + 4) * (c.k + 4);
    long bs = 2L * (c.k + 4) * (c.n + 4);
    int pitch = c.n + 5;
    long cs = (long) c.m * pitch;
    Matrix a = c.a.over(Floats.random(random, as * Math.max(1, c.batch)), c.m, c.k, as);
    Matrix b = c.b.over(Floats.random(random, bs), c.k, c.n, 0);
    MemorySegment before = Floats.random(random, cs * c.batch);
    MemorySegment data = Floats.poisoned(cs * c.batch).copyFrom(before);
    var gemm = new Gemm(c.batch, c.m, c.n, c.k);
    MemorySegment workspace = Floats.workspace(gemm.workspaceBytes(Parallel.threads()));
    gemm.run(a, b, new Matrix(data, 0, cs, pitch, 1), c.accumulate, workspace, Epilogue.NONE);
    for (int i = 0; i < c.batch; i++) {
      for (int row = 0; row < c.m; row++) {
        for (int column = 0; column < pitch; column++) {
          long index = i * cs + (long) row * pitch + column;
          double old = Floats.get(before, index);
          if (column >= c.n) {
            assertThat(Floats.get(data, index)).isEqualTo((float) old);
            continue;
          }
          double sum = c.accumulate ? old : 0;
          double size = Math.abs(sum);
          for (int k = 0; k < c.k; k++) {
            double term =
                (double) Floats.get(a.data(), a.at(i, row, k) / 4)
                    * Floats.get(b.data(), b.at(i, k, column) / 4);
            sum += term;
            size += Math.abs(term);
          }
          assertThat((double) Floats.get(data, index)).isCloseTo(sum, within(bound(c.k, size)));
        }
      }
    }
  }

  /// Each rounding of a sum of k terms loses at most half a unit of the sum of their sizes.
  private static double bound(int k, double size) {
    return (k + 2) * 0x1p-24 * size;
  }
}
