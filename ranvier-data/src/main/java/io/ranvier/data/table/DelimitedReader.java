package io.ranvier.data.table;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import io.ranvier.data.DataException;
import io.ranvier.data.table.Delimited.Header;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;

/// Reads one text file as a table.
final class DelimitedReader {
  private static final char BYTE_ORDER_MARK = '\uFEFF';
  private static final String CLASS = "class";

  private final Path file;
  private final Delimited format;

  DelimitedReader(Path file, Delimited format) {
    this.file = file;
    this.format = format;
  }

  Table read(InputStream in) throws IOException {
    var text = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    text.mark(1);
    if (text.read() != BYTE_ORDER_MARK) text.reset();
    for (int i = 0; i < format.skipped(); i++) text.readLine();
    // Lines that are longer or shorter than the others are named by us, with the file.
    var lines =
        CsvReader.builder()
            .fieldSeparator(format.separator())
            .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
            .extraFieldStrategy(FieldMismatchStrategy.IGNORE);
    try (var records = lines.ofCsvRecord(text)) {
      return table(records.iterator());
    } catch (CsvParseException e) {
      throw new DataException("%s: %s".formatted(file, e.getMessage()), e);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private Table table(Iterator<CsvRecord> lines) {
    if (!lines.hasNext()) throw new DataException("%s: empty: wants rows".formatted(file));
    var first = lines.next();
    var columns = columns(names(first));
    int rows = 0;
    if (format.header() == Header.NONE) {
      add(first, columns);
      rows++;
    }
    for (; lines.hasNext(); rows++) add(lines.next(), columns);
    if (rows == 0) {
      throw new DataException("%s: nothing follows the header: wants rows".formatted(file));
    }
    var table = new Table(columns.stream().map(ColumnBuilder::build).toList());
    return format.header() == Header.COUNTS_AND_CLASSES ? withClasses(table, first) : table;
  }

  private List<String> names(CsvRecord first) {
    int values = first.getFieldCount();
    return switch (format.header()) {
      case NAMES -> first.getFields().stream().map(String::strip).toList();
      case NONE -> numbered(values);
      case COUNTS_AND_CLASSES -> {
        if (values < 3) {
          throw wrong(first, "%d values: wants rows, features and names of classes", values);
        }
        var names = new ArrayList<>(numbered(count(first, 1)));
        names.add(CLASS);
        yield names;
      }
    };
  }

  private static List<String> numbered(int count) {
    return IntStream.range(0, count).mapToObj(i -> "x" + i).toList();
  }

  private int count(CsvRecord first, int place) {
    var text = first.getField(place).strip();
    if (!text.matches("[1-9][0-9]{0,8}")) {
      throw wrong(first, "value %d is '%s': wants a count of at least 1", place + 1, text);
    }
    return Integer.parseInt(text);
  }

  private List<ColumnBuilder> columns(List<String> names) {
    for (var name : format.named()) {
      if (!names.contains(name)) {
        throw new DataException(
            "%s: no column is called '%s': there are %s".formatted(file, name, names));
      }
    }
    return names.stream()
        .map(name -> new ColumnBuilder(name, format.named().contains(name)))
        .toList();
  }

  private void add(CsvRecord line, List<ColumnBuilder> columns) {
    if (line.getFieldCount() != columns.size()) {
      throw wrong(line, "%d values: wants %d", line.getFieldCount(), columns.size());
    }
    for (int i = 0; i < columns.size(); i++) {
      var column = columns.get(i);
      var text = line.getField(i).strip();
      if (format.missing().contains(text)) {
        column.addMissing();
      } else if (!column.add(text)) {
        throw new DataException(
            "%s, column '%s': '%s': wants a number, as in the rows before; or say that it holds names"
                .formatted(place(line), column.name(), text));
      }
    }
  }

  /// `table` with the names of the classes, once what the first line promises is there.
  private Table withClasses(Table table, CsvRecord first) {
    if (table.rows() != count(first, 0)) {
      throw wrong(
          first, "says %d rows, but there are %d: get it anew", count(first, 0), table.rows());
    }
    var classes = first.getFields().stream().skip(2).map(String::strip).toList();
    var labels = table.column(CLASS);
    var codes = new int[table.rows()];
    for (int row = 0; row < codes.length; row++) {
      double label = labels instanceof Numbers numbers ? numbers.at(row) : Double.NaN;
      codes[row] = (int) label;
      if (codes[row] != label || label < 0 || label >= classes.size()) {
        throw new DataException(
            "%s: row %d is of class %s: wants a whole number in [0, %d)"
                .formatted(file, row, label, classes.size()));
      }
    }
    return table.without(CLASS).beside(Table.of(new Categories(CLASS, classes, codes)));
  }

  private DataException wrong(CsvRecord line, String message, Object... arguments) {
    return new DataException("%s: %s".formatted(place(line), message.formatted(arguments)));
  }

  private String place(CsvRecord line) {
    return "%s, line %d".formatted(file, format.skipped() + line.getStartingLineNumber());
  }
}
