package io.ranvier.cli.report;

import java.io.PrintStream;
import java.util.Optional;
import java.util.OptionalInt;

/// Where the command writes: results to `out`, everything else to `err`.
///
/// @param columns how wide `err` is, if it is a terminal
public record Console(PrintStream out, PrintStream err, OptionalInt columns) {
  private static final int USUAL_WIDTH = 80;

  /// That of this process. The launcher says whether there is a terminal, for what it starts cannot
  /// see one behind the pipe.
  public static Console ofThisProcess() {
    var told = Integer.getInteger("ranvier.columns");
    if (told != null) return new Console(System.out, System.err, OptionalInt.of(told));
    boolean terminal =
        Optional.ofNullable(System.console()).map(java.io.Console::isTerminal).orElse(false);
    return new Console(
        System.out, System.err, terminal ? OptionalInt.of(USUAL_WIDTH) : OptionalInt.empty());
  }
}
