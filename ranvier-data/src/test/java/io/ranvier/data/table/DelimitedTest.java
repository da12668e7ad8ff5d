package io.ranvier.data.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.ranvier.data.DataException;
import io.ranvier.data.idx.IdxBytes;
import io.ranvier.data.table.Delimited.Header;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DelimitedTest {
  @TempDir Path folder;

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("table.csv"), text);
  }

  private static double[] numbers(Table table, String name) {
    return ((Numbers) table.column(name)).toArray();
  }

  private static Categories names(Table table, String name) {
    return (Categories) table.column(name);
  }

  @Test
  void theFirstValueSaysWhatAColumnHolds() throws IOException {
    var table = Delimited.csv().read(file("age,town\n7,Ulm\n-1.5e2,Bern\n 8 ,Ulm\n"));
    assertThat(table.names()).containsExactly("age", "town");
    assertThat(table.rows()).isEqualTo(3);
    assertThat(numbers(table, "age")).containsExactly(7, -150, 8);
    assertThat(names(table, "town").names()).containsExactly("Bern", "Ulm");
    assertThat(names(table, "town").codes()).containsExactly(1, 0, 1);
  }

  @Test
  void quotesKeepSeparatorsAndEndsOfLines() throws IOException {
    var table = Delimited.csv().read(file("a,\"b, \"\"c\"\"\"\r\n1,\"x\ny\"\r\n2,\"x,y\"\r\n"));
    assertThat(table.names()).containsExactly("a", "b, \"c\"");
    assertThat(names(table, "b, \"c\"").names()).containsExactly("x\ny", "x,y");
  }

  @Test
  void otherSeparatorsAndLinesBefore() throws IOException {
    var text = "made by hand\n\na\tb\n1\tx\n2\ty\n";
    assertThat(numbers(Delimited.tsv().skip(2).read(file(text)), "a")).containsExactly(1, 2);
    var spaces = Delimited.by(' ').header(Header.NONE).read(file("1 2\n3 4\n"));
    assertThat(spaces.names()).containsExactly("x0", "x1");
    assertThat(numbers(spaces, "x1")).containsExactly(2, 4);
  }

  @Test
  void emptyLinesAndAByteOrderMarkAreNothing() throws IOException {
    assertThat(numbers(Delimited.csv().read(file("\uFEFFa\n\n1\n\n2\n\n")), "a"))
        .containsExactly(1, 2);
  }

  @Test
  void zippedFilesAreUnzipped() throws IOException {
    var zipped = IdxBytes.gzip("a\n1\n".getBytes(StandardCharsets.UTF_8));
    var file = Files.write(folder.resolve("table.csv.gz"), zipped);
    assertThat(numbers(Delimited.csv().read(file), "a")).containsExactly(1);
    Files.write(file, Arrays.copyOf(zipped, zipped.length - 9));
    assertRefused(Delimited.csv(), file, "cut short");
  }

  @Test
  void missingValuesAreSaidByRowAndColumn() throws IOException {
    var table = Delimited.csv().read(file("a,b\n,x\n1,NA\n?,y\n2,y\n"));
    assertThat(table.missing())
        .containsExactly(
            new Table.Missing(0, "a"), new Table.Missing(1, "b"), new Table.Missing(2, "a"));
    assertThat(numbers(table.complete(), "a")).containsExactly(2);
    assertThat(names(table.complete(), "b").names()).containsExactly("x", "y");
    var other = Delimited.csv().missing("-").read(file("a,b\n1,NA\n-,?\n"));
    assertThat(other.missing()).containsExactly(new Table.Missing(1, "a"));
    assertThat(names(other, "b").names()).containsExactly("?", "NA");
  }

  @Test
  void numbersMayBeNames() throws IOException {
    var table = Delimited.csv().names("zip").read(file("zip,x\n89073,1\n01067,2\n"));
    assertThat(names(table, "zip").names()).containsExactly("01067", "89073");
  }

  @Test
  void countsAndClassesStandFirst() throws IOException {
    var format = Delimited.csv().header(Header.COUNTS_AND_CLASSES);
    var table = format.read(file("3,2,no,yes\n1,2,1\n3,4,0\n5,6,1\n"));
    assertThat(table.names()).containsExactly("x0", "x1", "class");
    assertThat(names(table, "class").names()).containsExactly("no", "yes");
    assertThat(names(table, "class").codes()).containsExactly(1, 0, 1);
    assertRefused(format, file("4,1,a\n1,0\n"), "line 1: says 4 rows, but there are 1");
    assertRefused(format, file("1,1,a\n1,1\n"), "row 0 is of class 1.0: wants a whole number in");
    assertRefused(format, file("1,1,a\n1,b\n"), "row 0 is of class NaN");
    assertRefused(format, file("1,x,a\n1,0\n"), "line 1: value 2 is 'x': wants a count");
    assertRefused(format, file("1,2\n1,0\n"), "line 1: 2 values: wants rows, features and names");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a,b               | NAMES              | ','
          a;b, c            | NAMES              | ';'
          1,2,no,yes        | COUNTS_AND_CLASSES | ','
          1,2,3             | NONE               | ','
          1.5e-3 -7 .5      | NONE               | ' '
          7                 | NONE               | ','
          1,2,no,3          | NONE               | ','
          1,2,no            | NONE               | ','
          5.1,x             | NONE               | ','
          """)
  void theFirstLineSuggestsTheForm(String line, Header header, char separator) throws IOException {
    var format = Delimited.detect(file(line + "\n"));
    assertThat(format.header()).isEqualTo(header);
    assertThat(format.separator()).isEqualTo(separator);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          a,b;1,2;3            | line 3: 1 values: wants 2
          a,b;1,2;3,4,5        | line 3: 3 values: wants 2
          a,b;1,2;;3,x         | line 4, column 'b': 'x': wants a number, as in the rows before
          a;1;2f               | line 3, column 'a': '2f': wants a number
          a;1;1e999            | line 3, column 'a': '1e999': wants a number
          a,a;1,2              | two columns are called 'a'
          a                    | nothing follows the header: wants rows
          ;                    | empty: wants rows
          """)
  void saysWhereAFileIsWrong(String text, String reason) throws IOException {
    assertRefused(Delimited.csv(), file(text.replace(';', '\n')), reason);
  }

  @Test
  void linesAreCountedFromTheTop() throws IOException {
    assertRefused(Delimited.csv().skip(2), file("x\ny\na\n1\nb\n"), "line 5, column 'a': 'b'");
  }

  @Test
  void refusesWhatCannotBeMeant() throws IOException {
    assertRefused(Delimited.csv(), folder.resolve("none.csv"), "no such file");
    assertRefused(Delimited.csv().names("c"), file("a\n1\n"), "no column is called 'c'");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Delimited.csv().skip(-1))
        .withMessage("delimited: skip is -1, and must be at least 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Delimited.by('"'))
        .withMessageContaining("separator is QUOTATION MARK, and must be neither");
  }

  private static void assertRefused(Delimited format, Path file, String reason) {
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> format.read(file))
        .withMessageContaining(reason);
  }
}
