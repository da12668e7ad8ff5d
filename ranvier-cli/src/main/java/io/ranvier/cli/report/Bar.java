package io.ranvier.cli.report;

import java.io.PrintStream;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Locale;
import java.util.Optional;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarStyle;

/// How far something has come, with the time that is left: a line on the terminal that goes away in
/// the end. Without a terminal there is none.
public final class Bar implements AutoCloseable {
  private static final int UPDATE_MILLISECONDS = 100;
  private static final int NARROWEST = 40;

  private final Console console;
  private final int width;
  private final Optional<ProgressBar> bar;

  /// @param task what is done
  /// @param steps how many there are of it
  /// @param unit of the steps, whose speed is shown
  public Bar(Console console, String task, long steps, String unit) {
    this.console = console;
    width = Math.max(console.columns().orElse(0) - 1, NARROWEST);
    bar = console.columns().isEmpty() ? Optional.empty() : Optional.of(open(task, steps, unit));
  }

  private ProgressBar open(String task, long steps, String unit) {
    var symbols = DecimalFormatSymbols.getInstance(Locale.ROOT);
    return new ProgressBarBuilder()
        .setTaskName(task)
        .setInitialMax(steps)
        .setStyle(ProgressBarStyle.ASCII)
        .setUpdateIntervalMillis(UPDATE_MILLISECONDS)
        .showSpeed(new DecimalFormat(" #,##0 " + unit, symbols))
        .setConsumer(new Line(console.err(), width))
        .setMaxRenderedLength(width)
        .build();
  }

  /// That many are done, of which the last had this to tell.
  public void stepTo(long steps, String message) {
    bar.ifPresent(shown -> shown.stepTo(steps).setExtraMessage("  " + message));
  }

  /// Takes the bar away.
  @Override
  public void close() {
    if (bar.isEmpty()) return;
    bar.get().close();
    console.err().print("\r" + " ".repeat(width) + "\r");
    console.err().flush();
  }

  /// A line of a terminal that is written over.
  private record Line(PrintStream out, int width) implements ProgressBarConsumer {
    @Override
    public int getMaxRenderedLength() {
      return width;
    }

    @Override
    public void accept(String text) {
      out.print("\r" + text);
      out.flush();
    }

    @Override
    public void close() {
      // The bar wipes it: the library forgets to close what it has drawn once.
    }
  }
}
