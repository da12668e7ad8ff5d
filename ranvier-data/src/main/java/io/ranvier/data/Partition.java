package io.ranvier.data;

import java.util.Arrays;
import java.util.HashMap;
import java.util.stream.IntStream;

/// Which of `n` examples one learns from, and which one is examined on. A function of the seed and
/// of what is asked for alone.
public final class Partition {
  private final int[] train;
  private final int[] test;

  private Partition(int[] train, int[] test) {
    this.train = train;
    this.test = test;
  }

  /// The places of those to learn from, ascending.
  public int[] train() {
    return train.clone();
  }

  /// The places of those to be examined on, ascending.
  public int[] test() {
    return test.clone();
  }

  /// Draws from all alike.
  ///
  /// @param testShare of the examples, in `(0, 1)`, rounded to whole examples
  public static Partition random(int count, double testShare, long seed) {
    return stratified(new int[count], testShare, seed);
  }

  /// Draws from each class as many as its share in the whole: what is rare is not missing by
  /// chance.
  ///
  /// @param labels the class of each example
  /// @param testShare of the examples of each class, in `(0, 1)`, rounded to whole examples
  /// @throws DataException if so nothing would be left for one of the parts
  public static Partition stratified(int[] labels, double testShare, long seed) {
    if (!(testShare > 0 && testShare < 1)) {
      throw new IllegalArgumentException(
          "partition: testShare is %s, and must be in (0, 1)".formatted(testShare));
    }
    var wanted = new HashMap<Integer, Long>();
    for (int label : labels) {
      wanted.merge(label, 1L, Long::sum);
    }
    wanted.replaceAll((_, count) -> Math.round(count * testShare));
    var tested = new boolean[labels.length];
    for (int i : new Order.Shuffled(seed, 0).permutation(labels.length)) {
      tested[i] = wanted.merge(labels[i], -1L, Long::sum) >= 0;
    }
    int[] train = IntStream.range(0, labels.length).filter(i -> !tested[i]).toArray();
    int[] test = IntStream.range(0, labels.length).filter(i -> tested[i]).toArray();
    if (test.length == 0 || train.length == 0) {
      throw new DataException(
          "a share of %s of %d examples leaves %d to learn from and %d to test: wants some of both"
              .formatted(testShare, labels.length, train.length, test.length));
    }
    return new Partition(train, test);
  }

  @Override
  public String toString() {
    return "train %s, test %s".formatted(Arrays.toString(train), Arrays.toString(test));
  }
}
