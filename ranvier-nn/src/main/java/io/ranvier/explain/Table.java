package io.ranvier.explain;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A [Summary] as text.
final class Table {
  private static final int WIDTH = 80;
  private static final int GAP = 2;
  private static final int NARROWEST = 12;
  private static final int COLUMNS = 5;

  private Table() {}

  static String of(Summary summary) {
    var lines = new ArrayList<String[]>();
    lines.add(new String[] {"layer", "what", "output", "parameters", "multiply-adds"});
    for (var row : summary.rows()) {
      lines.add(
          new String[] {
            row.path(),
            row.what(),
            row.output().toString(),
            row.parameters() == 0 ? "" : number(row.parameters()),
            row.multiplyAdds() == 0 ? "" : number(row.multiplyAdds())
          });
    }
    lines.add(
        new String[] {
          "total", "", "", number(summary.parameters()), number(summary.multiplyAdds())
        });
    var widths = widths(lines);
    var text = new StringBuilder(summary.model() + " for " + summary.input() + "\n");
    for (var line : lines.subList(0, lines.size() - 1)) append(text, line, widths);
    text.append("─".repeat(sum(widths))).append('\n');
    append(text, lines.getLast(), widths);
    if (!summary.unused().isEmpty()) {
      text.append("not read: ").append(String.join(", ", summary.unused())).append('\n');
    }
    return text.toString();
  }

  /// As wide as their content; where the table gets too wide, first the description and then the
  /// path give way.
  private static int[] widths(List<String[]> lines) {
    var widths = new int[COLUMNS];
    for (var line : lines) {
      for (int i = 0; i < COLUMNS; i++) widths[i] = Math.max(widths[i], line[i].length());
    }
    for (int i : new int[] {1, 0}) {
      int excess = Math.max(sum(widths) - WIDTH, 0);
      widths[i] -= Math.min(excess, Math.max(widths[i] - NARROWEST, 0));
    }
    return widths;
  }

  private static int sum(int[] widths) {
    int sum = GAP * (COLUMNS - 1);
    for (int width : widths) sum += width;
    return sum;
  }

  private static void append(StringBuilder text, String[] line, int[] widths) {
    var row = new StringBuilder();
    for (int i = 0; i < COLUMNS; i++) {
      var cell = fitted(line[i], widths[i], i == 0);
      var space = " ".repeat(widths[i] - cell.length());
      row.append(i < 3 ? cell + space : space + cell).append(" ".repeat(GAP));
    }
    text.append(row.toString().stripTrailing()).append('\n');
  }

  /// `cell` cut to `width`: of a path the end tells most, of a description the beginning.
  private static String fitted(String cell, int width, boolean keepEnd) {
    if (cell.length() <= width) return cell;
    return keepEnd
        ? "…" + cell.substring(cell.length() - width + 1)
        : cell.substring(0, width - 1) + "…";
  }

  private static String number(long n) {
    return String.format(Locale.ROOT, "%,d", n);
  }
}
