package io.ranvier.data.table;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Makes a column of texts that come row by row. The first that is not missing says whether they
/// are numbers or names.
final class ColumnBuilder {
  private final String name;
  private Kind kind;

  /// Numbers; or the places of names in the order of their first appearance. NaN where missing.
  private double[] values = new double[64];

  private int rows;
  private final Map<String, Integer> places = new LinkedHashMap<>();

  private enum Kind {
    UNKNOWN,
    NUMBERS,
    NAMES
  }

  /// @param names whether numbers are names too
  ColumnBuilder(String name, boolean names) {
    this.name = name;
    this.kind = names ? Kind.NAMES : Kind.UNKNOWN;
  }

  String name() {
    return name;
  }

  void addMissing() {
    append(Double.NaN);
  }

  /// Whether `text` is a value of this column, in which case it is the next one.
  boolean add(String text) {
    if (kind == Kind.UNKNOWN) kind = Double.isNaN(number(text)) ? Kind.NAMES : Kind.NUMBERS;
    if (kind == Kind.NAMES) {
      append(places.computeIfAbsent(text, _ -> places.size()));
      return true;
    }
    double number = number(text);
    if (Double.isNaN(number)) return false;
    append(number);
    return true;
  }

  private void append(double value) {
    if (rows == values.length) values = Arrays.copyOf(values, 2 * rows);
    values[rows++] = value;
  }

  /// The finite decimal number that `text` is, or NaN.
  private static double number(String text) {
    // Java would take the letters of 1f and 1d for its own.
    if (text.isEmpty() || Character.isLetter(text.charAt(text.length() - 1))) return Double.NaN;
    try {
      double number = Double.parseDouble(text);
      return Double.isFinite(number) ? number : Double.NaN;
    } catch (NumberFormatException _) {
      return Double.NaN;
    }
  }

  Column build() {
    if (kind != Kind.NAMES) return new Numbers(name, Arrays.copyOf(values, rows));
    List<String> sorted = places.keySet().stream().sorted().toList();
    int[] codes = places.keySet().stream().mapToInt(sorted::indexOf).toArray();
    return new Categories(
        name,
        sorted,
        Arrays.stream(values, 0, rows)
            .mapToInt(place -> Double.isNaN(place) ? Categories.MISSING : codes[(int) place])
            .toArray());
  }
}
