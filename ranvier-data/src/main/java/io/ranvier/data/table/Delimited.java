package io.ranvier.data.table;

import io.ranvier.data.DataException;
import io.ranvier.data.file.DataFile;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;

/// How a table lies in a text file (UTF-8, gzipped or plain): a row a line, its values separated by
/// one character, and in quotes where they hold it (RFC 4180).
///
///     Table wine = Delimited.csv().header(Header.COUNTS_AND_CLASSES).read(Path.of("wine_data.csv"));
///     Table sales = Delimited.tsv().skip(2).names("shop").read(Path.of("sales.tsv.gz"));
///
/// Whether a column holds numbers or names is told by its first value, unless [#names] says so;
/// names are coded by their alphabetical order. A value is missing where nothing stands, or a text
/// of `missing`.
///
/// @param skipped how many lines stand before the header
/// @param named the columns whose values are names, even where they look like numbers
/// @param missing what stands for a value that is not there
public record Delimited(
    char separator, Header header, int skipped, Set<String> named, Set<String> missing) {
  private static final Set<String> MISSING = Set.of("", "NA", "N/A", "NaN", "nan", "null", "?");

  /// What the first line says.
  public enum Header {
    /// The columns' names.
    NAMES,

    /// Nothing: it is the first row. Columns are called `x0`, `x1` and so on.
    NONE,

    /// As scikit-learn's files have it, how many rows and features there are, then the names of the
    /// classes. Features are called `x0`, `x1` and so on, the last column `class`: it holds numbers
    /// from 0.
    COUNTS_AND_CLASSES
  }

  public Delimited {
    if (skipped < 0) {
      throw new IllegalArgumentException(
          "delimited: skip is %d, and must be at least 0".formatted(skipped));
    }
    if (separator == '"' || separator == '\n' || separator == '\r') {
      throw new IllegalArgumentException(
          "delimited: separator is %s, and must be neither a quote nor the end of a line"
              .formatted(Character.getName(separator)));
    }
    named = Set.copyOf(named);
    missing = Set.copyOf(missing);
  }

  /// By commas.
  public static Delimited csv() {
    return by(',');
  }

  /// By tabulators.
  public static Delimited tsv() {
    return by('\t');
  }

  /// By `separator`, with a header of names.
  public static Delimited by(char separator) {
    return new Delimited(separator, Header.NAMES, 0, Set.of(), MISSING);
  }

  /// As the first line of `file` suggests: by the first of tabulator, semicolon, comma and blank
  /// that is in it; with a header of names, where it holds no number, or of counts and at least two
  /// classes.
  ///
  /// @throws DataException if the file cannot be read
  public static Delimited detect(Path file) {
    return FirstLine.of(file).format();
  }

  public Delimited header(Header header) {
    return new Delimited(separator, header, skipped, named, missing);
  }

  /// With so many lines before the header.
  public Delimited skip(int lines) {
    return new Delimited(separator, header, lines, named, missing);
  }

  /// With columns whose values are names, even where they look like numbers.
  public Delimited names(String... columns) {
    return new Delimited(separator, header, skipped, Set.of(columns), missing);
  }

  /// With other texts that stand for values that are not there; an empty one always does.
  public Delimited missing(String... texts) {
    var all = Stream.concat(Stream.of(""), Stream.of(texts)).distinct().toArray(String[]::new);
    return new Delimited(separator, header, skipped, named, Set.of(all));
  }

  /// @throws DataException if the file cannot be read, or a line is not as the others are
  public Table read(Path file) {
    return DataFile.read(file, (in, _) -> new DelimitedReader(file, this).read(in));
  }
}
