package io.ranvier.data.table;

import io.ranvier.data.file.DataFile;
import io.ranvier.data.table.Delimited.Header;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/// The first line of a text file, and what it suggests about the rest.
record FirstLine(String text) {
  /// The likeliest first: names and numbers may hold the later ones.
  private static final List<Character> SEPARATORS = List.of('\t', ';', ',', ' ');

  private static final String COUNT = "[0-9]+";
  private static final String NUMBER = "[-+]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][-+]?[0-9]+)?";

  static FirstLine of(Path file) {
    return DataFile.read(
        file,
        (in, _) -> {
          var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
          return new FirstLine(Objects.requireNonNullElse(lines.readLine(), ""));
        });
  }

  Delimited format() {
    char separator = SEPARATORS.stream().filter(c -> text.indexOf(c) >= 0).findFirst().orElse(',');
    return Delimited.by(separator).header(header(separator));
  }

  private Header header(char separator) {
    var values =
        Arrays.stream(text.split(String.valueOf(separator), -1)).map(String::strip).toList();
    if (values.stream().noneMatch(value -> value.matches(NUMBER))) return Header.NAMES;
    return values.size() > 3
            && values.stream().limit(2).allMatch(value -> value.matches(COUNT))
            && values.stream().skip(2).noneMatch(value -> value.matches(NUMBER))
        ? Header.COUNTS_AND_CLASSES
        : Header.NONE;
  }
}
