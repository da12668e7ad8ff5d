package io.ranvier.cli.report;

import io.ranvier.train.Epoch;
import io.ranvier.train.Listener;
import java.io.PrintStream;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Locale;
import java.util.OptionalInt;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/// Shows how a training gets on: on a terminal a bar with loss, accuracy, speed and the time that
/// is left; a line for each epoch everywhere.
public final class Display implements Listener, AutoCloseable {
  private static final int UPDATE_MILLISECONDS = 100;
  private static final int NARROWEST = 40;

  private final Console console;
  private final int epochs;
  private final long examples;
  private @Nullable ProgressBar bar;

  /// @param epochs how many there will be
  /// @param examples how many examples an epoch has
  public Display(Console console, int epochs, long examples) {
    this.console = console;
    this.epochs = epochs;
    this.examples = examples;
  }

  @Override
  public void stepDone(Step step) {
    if (console.columns().isEmpty()) return;
    var shown = bar;
    if (shown == null) {
      shown = open(step.epoch(), console.columns());
      bar = shown;
    }
    var score = step.tally().score();
    shown.stepTo(step.tally().examples());
    shown.setExtraMessage(
        String.format(Locale.ROOT, "  loss %.4f  %.1f %%", score.loss(), 100 * score.accuracy()));
  }

  private ProgressBar open(int epoch, OptionalInt columns) {
    int width = width(columns);
    return new ProgressBarBuilder()
        .setTaskName("epoch %d/%d".formatted(epoch, epochs))
        .setInitialMax(examples)
        .setStyle(ProgressBarStyle.ASCII)
        .setUpdateIntervalMillis(UPDATE_MILLISECONDS)
        .showSpeed(
            new DecimalFormat(" #,##0 examples", DecimalFormatSymbols.getInstance(Locale.ROOT)))
        .setConsumer(new Line(console.err(), width))
        .setMaxRenderedLength(width)
        .build();
  }

  @Override
  public void epochDone(Epoch epoch) {
    close();
    console.err().println(Reports.epoch(epoch, epochs));
  }

  /// Takes the bar away.
  @Override
  public void close() {
    if (bar == null) return;
    bar.close();
    bar = null;
    int width = width(console.columns());
    console.err().print("\r" + " ".repeat(width) + "\r");
    console.err().flush();
  }

  private static int width(OptionalInt columns) {
    return Math.max(columns.orElse(0) - 1, NARROWEST);
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
      // Whoever shows the bar wipes it: the library forgets to close a bar that it has drawn once.
    }
  }
}
