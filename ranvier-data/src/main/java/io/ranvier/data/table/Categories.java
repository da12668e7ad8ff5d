package io.ranvier.data.table;

import io.ranvier.data.DataException;
import java.util.List;
import java.util.stream.IntStream;

/// A column of names, each coded by its place among the categories.
public final class Categories implements Column {
  /// The code of a value that is missing.
  public static final int MISSING = -1;

  private final String name;
  private final List<String> categories;
  private final int[] codes;

  /// @param categories the names, each once
  /// @param codes the place of each row's name among them, or [#MISSING]
  public Categories(String name, List<String> categories, int... codes) {
    this.name = name;
    this.categories = List.copyOf(categories);
    this.codes = codes.clone();
    if (categories.stream().distinct().count() != categories.size()) {
      throw new IllegalArgumentException(
          "column '%s': categories %s: each must be named once".formatted(name, categories));
    }
    for (int row = 0; row < codes.length; row++) {
      if (codes[row] < MISSING || codes[row] >= categories.size()) {
        throw new IllegalArgumentException(
            "column '%s': code %d in row %d, and must be in [0, %d), or -1 where it is missing"
                .formatted(name, codes[row], row, categories.size()));
      }
    }
  }

  /// Of the names of all rows, coded by their alphabetical order.
  public static Categories of(String name, List<String> values) {
    var sorted = values.stream().distinct().sorted().toList();
    return new Categories(name, sorted, values.stream().mapToInt(sorted::indexOf).toArray());
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int rows() {
    return codes.length;
  }

  /// The name of each code.
  public List<String> names() {
    return categories;
  }

  /// The code in `row`, or [#MISSING].
  public int code(int row) {
    return codes[row];
  }

  /// A copy.
  public int[] codes() {
    return codes.clone();
  }

  @Override
  public boolean isMissing(int row) {
    return codes[row] == MISSING;
  }

  @Override
  public Categories select(int... rows) {
    return new Categories(name, categories, IntStream.of(rows).map(row -> codes[row]).toArray());
  }

  @Override
  public Categories categories() {
    return this;
  }

  /// The same names by the codes of another column, such as that which was learned from.
  ///
  /// @throws DataException if a row holds a name that `names` lacks
  public Categories codedBy(List<String> names) {
    var places = categories.stream().mapToInt(names::indexOf).toArray();
    var recoded = new int[codes.length];
    for (int row = 0; row < codes.length; row++) {
      recoded[row] = isMissing(row) ? MISSING : places[codes[row]];
      if (recoded[row] == MISSING && !isMissing(row)) {
        throw new DataException(
            "column '%s': row %d holds '%s', which is none of %s"
                .formatted(name, row, categories.get(codes[row]), names));
      }
    }
    return new Categories(name, names, recoded);
  }

  @Override
  public String toString() {
    return "%s: %d of %s".formatted(name, codes.length, categories);
  }
}
