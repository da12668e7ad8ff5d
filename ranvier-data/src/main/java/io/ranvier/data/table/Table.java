package io.ranvier.data.table;

import io.ranvier.data.DataException;
import io.ranvier.tensor.Tensor;
import io.ranvier.type.Shape;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Columns of one length, each with a name of its own.
///
///     Table table = Delimited.csv().read(Path.of("penguins.csv")).complete();
///     Rows penguins = table.classify("species");
///
/// @param columns at least one
public record Table(List<Column> columns) {

  /// A value that is not there.
  ///
  /// @param row from 0
  /// @param column its name
  public record Missing(int row, String column) {}

  public Table {
    columns = List.copyOf(columns);
    if (columns.isEmpty()) throw new DataException("a table without columns: wants at least one");
    var names = new HashSet<String>();
    for (var column : columns) {
      if (!names.add(column.name())) {
        throw new DataException(
            "two columns are called '%s': each wants a name of its own".formatted(column.name()));
      }
      if (column.rows() != columns.getFirst().rows()) {
        throw new DataException(
            "column '%s' has %d rows, but column '%s' has %d"
                .formatted(
                    column.name(),
                    column.rows(),
                    columns.getFirst().name(),
                    columns.getFirst().rows()));
      }
    }
  }

  public static Table of(Column... columns) {
    return new Table(List.of(columns));
  }

  public int rows() {
    return columns.getFirst().rows();
  }

  public List<String> names() {
    return columns.stream().map(Column::name).toList();
  }

  /// @throws DataException if no column has this name
  public Column column(String name) {
    return columns.stream()
        .filter(column -> column.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new DataException(
                    "no column is called '%s': there are %s".formatted(name, names())));
  }

  /// The columns of these names, in this order.
  public Table select(String... names) {
    return new Table(Stream.of(names).map(this::column).toList());
  }

  /// All columns but those of these names.
  public Table without(String... names) {
    var unwanted = new HashSet<Column>();
    for (var name : names) unwanted.add(column(name));
    return new Table(columns.stream().filter(column -> !unwanted.contains(column)).toList());
  }

  /// The columns of this table and, behind them, those of another.
  public Table beside(Table other) {
    return new Table(Stream.concat(columns.stream(), other.columns.stream()).toList());
  }

  /// The rows of these numbers, in this order.
  public Table select(int... rows) {
    return new Table(columns.stream().map(column -> column.select(rows)).toList());
  }

  /// What is missing, row by row.
  public List<Missing> missing() {
    var missing = new ArrayList<Missing>();
    for (int row = 0; row < rows(); row++) {
      for (var column : columns) {
        if (column.isMissing(row)) missing.add(new Missing(row, column.name()));
      }
    }
    return missing;
  }

  /// The rows in which nothing is missing.
  public Table complete() {
    return select(
        IntStream.range(0, rows())
            .filter(row -> columns.stream().noneMatch(column -> column.isMissing(row)))
            .toArray());
  }

  /// The same values, with names coded as in `other`: what was learned from it holds for them.
  ///
  /// @throws DataException if a row holds a name that is not in `other`
  public Table codedBy(Table other) {
    return new Table(
        columns.stream()
            .map(
                column ->
                    column instanceof Categories names
                            && other.column(column.name()) instanceof Categories known
                        ? names.codedBy(known.names())
                        : column)
            .toList());
  }

  /// `[rows, features]`, float32: a feature for each column of numbers; for each column of names
  /// one for each name, 1 in the rows that hold it and else 0 (one-hot).
  ///
  /// @throws DataException if a value is missing
  public Tensor input() {
    requireComplete();
    var features = columns.stream().flatMap(Feature::of).toList();
    var values = new float[rows() * features.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) features.get(i % features.size()).at(i / features.size());
    }
    return Tensor.of(Shape.of(rows(), features.size()), values);
  }

  /// What each feature of [#input] is: `age`, `sex=male`.
  public List<String> features() {
    return columns.stream().flatMap(Feature::of).map(Feature::name).toList();
  }

  /// Examples of classes: all columns but `target` are the input, its codes the labels.
  public Rows classify(String target) {
    requireComplete();
    int[] labels = column(target).categories().codes();
    return new Rows(without(target).input(), Tensor.of(Shape.of(labels.length), labels));
  }

  /// Examples of numbers that are to be found: the columns `targets`, `[rows, targets]`; all others
  /// are the input.
  public Rows regress(String... targets) {
    return new Rows(without(targets).input(), select(targets).input());
  }

  private void requireComplete() {
    var missing = missing();
    if (missing.isEmpty()) return;
    throw new DataException(
        "row %d has no value in column '%s', one of %d that are missing: take the rows that are complete()"
            .formatted(missing.getFirst().row(), missing.getFirst().column(), missing.size()));
  }
}
