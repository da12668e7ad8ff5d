package io.ranvier.data.table;

import java.util.stream.IntStream;
import java.util.stream.Stream;

/// A number that each row of a table has.
sealed interface Feature {

  String name();

  double at(int row);

  /// What a column contributes.
  static Stream<Feature> of(Column column) {
    return switch (column) {
      case Numbers numbers -> Stream.of(new Value(numbers));
      case Categories names ->
          IntStream.range(0, names.names().size()).mapToObj(code -> new OneHot(names, code));
    };
  }

  /// The number itself.
  record Value(Numbers column) implements Feature {
    @Override
    public String name() {
      return column.name();
    }

    @Override
    public double at(int row) {
      return column.at(row);
    }
  }

  /// Whether a row holds one name.
  record OneHot(Categories column, int code) implements Feature {
    @Override
    public String name() {
      return column.name() + "=" + column.names().get(code);
    }

    @Override
    public double at(int row) {
      return column.code(row) == code ? 1 : 0;
    }
  }
}
