package io.ranvier.backend.cpu;

import static io.ranvier.backend.cpu.Simd.FLOAT;
import static io.ranvier.backend.cpu.Simd.KERNEL;

import java.lang.foreign.MemorySegment;

/// The product of a large matrix and a few vectors, both of which run along k: a linear layer on a
/// small batch, which is as fast as its weights can be read.
///
/// The idea: nothing is packed. Lanes hold neighbouring terms of a sum, blocks of 4 x 4 sums
/// ([Microkernel#strip]) go along pieces of [#LENGTH] terms. The few lines' pieces stay in the
/// caches while all lines of a task pass by, so each line is read once, a page at a time.
///
/// Measured (two cores of Zen 5): 8 x 4096 with sums of 25,088 terms at 88 GFLOP/s, 22 GB/s of
/// weights; tiles reached 30.
///
/// @param m rows of A, `[m, k]`
/// @param n columns of B, `[k, n]`
record Strips(int m, int n, int k) {

  /// The fewest terms for which finishing the sums does not matter.
  private static final int FEWEST_TERMS = 1024;

  private static final int MOST_LINES = 16;
  private static final int LENGTH = 1024;

  /// Lines of a task: a multiple of 4.
  private static final int CHUNK = 32;

  boolean pays() {
    int few = Math.min(m, n);
    return few >= 4 && few <= MOST_LINES && k >= FEWEST_TERMS;
  }

  private boolean tall() {
    return m > n;
  }

  private int lines() {
    return Math.max(m, n);
  }

  private int few() {
    return Math.min(m, n);
  }

  /// Scratch memory of one worker.
  long workerBytes() {
    return pays() ? blockBytes() * (CHUNK / 4) * Math.ceilDiv(few(), 4) : 0;
  }

  private static long blockBytes() {
    return 64L * KERNEL.lanes();
  }

  /// Computes one product of a batch. A and the transpose of B have contiguous rows.
  void run(
      Matrix a,
      Matrix b,
      Matrix c,
      int matrix,
      boolean accumulate,
      MemorySegment workspace,
      Epilogue epilogue) {
    int chunks = Math.ceilDiv(lines(), CHUNK);
    Parallel.run(
        chunks,
        2L * m * n * k,
        (task, worker) -> {
          int first = task * CHUNK;
          int count = Math.min(CHUNK, lines() - first);
          long sums = worker * workerBytes();
          addUp(a, b, matrix, first, count, workspace, sums);
          finish(a, b, c, matrix, first, count, accumulate, workspace, sums);
          long row = (long) matrix * m;
          if (tall()) {
            epilogue.apply(row + first, count, 0, n);
          } else {
            epilogue.apply(row, m, first, count);
          }
        });
  }

  private void addUp(
      Matrix a, Matrix b, int matrix, int first, int count, MemorySegment workspace, long sums) {
    int groups = Math.ceilDiv(few(), 4);
    int whole = k / KERNEL.lanes() * KERNEL.lanes();
    KERNEL.clear((int) (workerBytes() / 4), workspace, sums);
    Matrix many = tall() ? a : b.transposed();
    Matrix little = tall() ? b.transposed() : a;
    for (int step = 0; step < whole; step += LENGTH) {
      int length = Math.min(LENGTH, whole - step);
      for (int line = 0; line < count; line += 4) {
        for (int group = 0; group < groups; group++) {
          KERNEL.strip(
              length,
              many.data(),
              many.at(matrix, start(first + line, lines()), step),
              4 * many.rowStride(),
              little.data(),
              little.at(matrix, start(4 * group, few()), step),
              4 * little.rowStride(),
              workspace,
              sums + (line / 4 * groups + group) * blockBytes());
        }
      }
    }
  }

  /// Four lines are computed always: the last group overlaps the one before.
  private static int start(int line, int lines) {
    return Math.min(line, lines - 4);
  }

  private void finish(
      Matrix a,
      Matrix b,
      Matrix c,
      int matrix,
      int first,
      int count,
      boolean accumulate,
      MemorySegment workspace,
      long sums) {
    int groups = Math.ceilDiv(few(), 4);
    int whole = k / KERNEL.lanes() * KERNEL.lanes();
    for (int line = first; line < first + count; line++) {
      for (int other = 0; other < few(); other++) {
        int place = (line - first) / 4 * groups + other / 4;
        int i = line - start(first + (line - first) / 4 * 4, lines());
        int j = other - start(other / 4 * 4, few());
        long at = sums + place * blockBytes() + (4L * i + j) * 4 * KERNEL.lanes();
        float sum = KERNEL.sum(workspace, at);
        int row = tall() ? line : other;
        int column = tall() ? other : line;
        if (whole < k) {
          sum +=
              KERNEL.dot(
                  k - whole,
                  a.data(),
                  a.at(matrix, row, whole),
                  b.data(),
                  b.at(matrix, whole, column));
        }
        long to = c.at(matrix, row, column);
        c.data().set(FLOAT, to, accumulate ? c.data().get(FLOAT, to) + sum : sum);
      }
    }
  }
}
