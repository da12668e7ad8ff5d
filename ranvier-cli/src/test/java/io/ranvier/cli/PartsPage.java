package io.ranvier.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// The page of all parts, `docs/parts.md`.
final class PartsPage {
  static final Path ROOT = root();
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");

  private PartsPage() {}

  /// A row of a table.
  record Row(String heading, String part, String code, String source, String test) {
    Set<String> names() {
      return codes(code);
    }

    Set<String> tests() {
      return codes(test);
    }

    private static Set<String> codes(String cell) {
      var names = new LinkedHashSet<String>();
      CODE.matcher(cell).results().forEach(found -> names.add(found.group(1)));
      return names;
    }
  }

  private static Path root() {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      if (Files.exists(at.resolve("docs/parts.md"))) return at;
    }
    throw new IllegalStateException("no docs/parts.md above " + Path.of("").toAbsolutePath());
  }

  /// The rows of all tables.
  ///
  /// @throws IllegalStateException if one has not four cells
  static List<Row> rows() throws IOException {
    var rows = new ArrayList<Row>();
    var heading = "";
    for (var line : Files.readAllLines(ROOT.resolve("docs/parts.md"))) {
      if (line.startsWith("## ")) heading = line.substring(3);
      if (!line.startsWith("| ") || line.startsWith("| ---") || line.startsWith("| part "))
        continue;
      var cells = line.split(" *\\| *", -1);
      if (cells.length != 6) throw new IllegalStateException("not four cells: " + line);
      rows.add(new Row(heading, cells[1], cells[2], cells[3], cells[4]));
    }
    return rows;
  }
}
