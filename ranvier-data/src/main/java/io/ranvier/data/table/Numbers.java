package io.ranvier.data.table;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// A column of numbers; one that is missing is NaN.
public final class Numbers implements Column {
  private final String name;
  private final double[] values;

  public Numbers(String name, double... values) {
    this.name = name;
    this.values = values.clone();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int rows() {
    return values.length;
  }

  /// The number in `row`; NaN where it is missing.
  public double at(int row) {
    return values[row];
  }

  /// A copy.
  public double[] toArray() {
    return values.clone();
  }

  @Override
  public boolean isMissing(int row) {
    return Double.isNaN(values[row]);
  }

  @Override
  public Numbers select(int... rows) {
    return new Numbers(name, IntStream.of(rows).mapToDouble(row -> values[row]).toArray());
  }

  @Override
  public Categories categories() {
    double[] distinct =
        Arrays.stream(values).filter(x -> !Double.isNaN(x)).sorted().distinct().toArray();
    List<String> names = Arrays.stream(distinct).mapToObj(Numbers::text).toList();
    int[] codes =
        Arrays.stream(values)
            .mapToInt(x -> Double.isNaN(x) ? Categories.MISSING : Arrays.binarySearch(distinct, x))
            .toArray();
    return new Categories(name, names, codes);
  }

  /// `7`, where `7.0` says no more.
  private static String text(double x) {
    return x == Math.rint(x) && Math.abs(x) < 1e15 ? Long.toString((long) x) : Double.toString(x);
  }

  @Override
  public String toString() {
    return "%s: %d numbers".formatted(name, values.length);
  }
}
