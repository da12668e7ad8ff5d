package io.ranvier.io;

/// Text from a file nobody vouches for, made fit for one line of a message: without control
/// characters and not long.
final class Quote {
  private static final int LONGEST = 120;

  private Quote() {}

  static String name(String name) {
    return "'" + line(name) + "'";
  }

  static String line(String text) {
    var start = text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    var line = new StringBuilder();
    start
        .codePoints()
        .map(c -> Character.isISOControl(c) || isUnprintable(c) ? '?' : c)
        .forEach(line::appendCodePoint);
    return line.toString();
  }

  private static boolean isUnprintable(int c) {
    return switch (Character.getType(c)) {
      case Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.UNASSIGNED ->
          true;
      default -> false;
    };
  }
}
