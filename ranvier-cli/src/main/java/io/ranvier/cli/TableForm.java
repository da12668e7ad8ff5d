package io.ranvier.cli;

import io.ranvier.data.DataException;
import io.ranvier.data.table.Categories;
import io.ranvier.data.table.Column;
import io.ranvier.data.table.Delimited;
import io.ranvier.data.table.Numbers;
import io.ranvier.data.table.Table;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// What a table must hold for a network that has learned from another one.
///
/// @param columns those that it reads, with the names that they may hold, but without rows
record TableForm(Table columns) {

  /// Of all columns but the classes.
  static TableForm of(Table learned, String classes) {
    return new TableForm(learned.without(classes).select(new int[0]));
  }

  /// The columns in `file` that the network reads, coded as those that it has learned from. Others,
  /// such as the classes, are passed over.
  ///
  /// @throws DataException if the file cannot be read, a column is missing, or does not hold what
  ///   it must
  Table read(Path file) {
    var named =
        columns.columns().stream()
            .filter(Categories.class::isInstance)
            .map(Column::name)
            .toArray(String[]::new);
    var table = Delimited.detect(file).names(named).read(file);
    var chosen = table.select(columns.names().toArray(String[]::new));
    for (var column : columns.columns()) {
      if (column instanceof Numbers && chosen.column(column.name()) instanceof Categories names) {
        throw new DataException(
            "%s: column '%s' holds names, such as '%s': wants numbers"
                .formatted(file, column.name(), names.names().getFirst()));
      }
    }
    return chosen.codedBy(columns);
  }

  /// In one text, which [#of(String)] reads.
  @Override
  public String toString() {
    return columns.columns().stream().map(TableForm::text).collect(Collectors.joining("&"));
  }

  private static String text(Column column) {
    return switch (column) {
      case Numbers _ -> encoded(column.name());
      case Categories names ->
          names.names().stream()
              .map(TableForm::encoded)
              .collect(Collectors.joining(",", encoded(column.name()) + "=", ""));
    };
  }

  /// @throws IllegalArgumentException if it is not of a form
  static TableForm of(String text) {
    try {
      return new TableForm(
          new Table(Arrays.stream(text.split("&", -1)).map(TableForm::column).toList()));
    } catch (DataException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private static Column column(String text) {
    int end = text.indexOf('=');
    if (end < 0) return new Numbers(decoded(text));
    var names = text.substring(end + 1);
    List<String> all =
        names.isEmpty()
            ? List.of()
            : Arrays.stream(names.split(",", -1)).map(TableForm::decoded).toList();
    return new Categories(decoded(text.substring(0, end)), all);
  }

  private static String encoded(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8);
  }

  private static String decoded(String name) {
    return URLDecoder.decode(name, StandardCharsets.UTF_8);
  }
}
