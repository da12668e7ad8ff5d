package io.ranvier.metric;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// How often which class was taken for which. Mutable; used by one thread at a time.
public final class ConfusionMatrix {
  private final long[][] counts;

  public ConfusionMatrix(int classes) {
    if (classes < 1)
      throw new IllegalArgumentException("confusion matrix of %d classes".formatted(classes));
    counts = new long[classes][classes];
  }

  /// One class, one against the rest. A ratio of nothing to nothing is 0.
  ///
  /// @param precision how many of those taken for the class are of it
  /// @param recall how many of the class are taken for it
  /// @param f1 the harmonic mean of both
  /// @param support how many of the class there are
  public record ClassScore(double precision, double recall, double f1, long support) {}

  /// Counts a batch.
  ///
  /// @param actual the classes that the examples have
  /// @param predicted the classes that they were taken for, in the same order
  public void add(int[] actual, int[] predicted) {
    if (actual.length != predicted.length) {
      throw new IllegalArgumentException(
          "confusion matrix: %d labels for %d predictions"
              .formatted(actual.length, predicted.length));
    }
    for (int i = 0; i < actual.length; i++) {
      int row =
          Math.max(actual[i], predicted[i]) < classes() ? Math.min(actual[i], predicted[i]) : -1;
      if (row < 0) {
        throw new IllegalArgumentException(
            "confusion matrix: label %d, prediction %d; there are %d classes"
                .formatted(actual[i], predicted[i], classes()));
      }
      counts[actual[i]][predicted[i]]++;
    }
  }

  public int classes() {
    return counts.length;
  }

  /// How many examples of class `actual` were taken for class `predicted`.
  public long count(int actual, int predicted) {
    return counts[actual][predicted];
  }

  /// A copy of the counts: rows are the actual classes, columns the predicted ones.
  public long[][] counts() {
    return Arrays.stream(counts).map(long[]::clone).toArray(long[][]::new);
  }

  /// How many examples were counted.
  public long total() {
    return Arrays.stream(counts).flatMapToLong(Arrays::stream).sum();
  }

  /// The part of examples on the diagonal; NaN of nothing.
  public double accuracy() {
    return (double) IntStream.range(0, classes()).mapToLong(c -> counts[c][c]).sum() / total();
  }

  /// The scores of each class.
  public List<ClassScore> byClass() {
    return IntStream.range(0, classes()).mapToObj(this::score).toList();
  }

  private ClassScore score(int c) {
    long hits = counts[c][c];
    long support = Arrays.stream(counts[c]).sum();
    long taken = Arrays.stream(counts).mapToLong(row -> row[c]).sum();
    return new ClassScore(
        ratio(hits, taken), ratio(hits, support), ratio(2 * hits, support + taken), support);
  }

  private static double ratio(long part, long whole) {
    return whole == 0 ? 0 : (double) part / whole;
  }
}
