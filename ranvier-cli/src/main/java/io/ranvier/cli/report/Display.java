package io.ranvier.cli.report;

import io.ranvier.train.Epoch;
import io.ranvier.train.Listener;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.OptionalInt;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
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
  /// @param examples how many pictures an epoch has
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
        String.format(Locale.ROOT, "loss %.4f %.1f %%", score.loss(), 100 * score.accuracy()));
  }

  private ProgressBar open(int epoch, OptionalInt columns) {
    int width = Math.max(columns.orElseThrow() - 1, NARROWEST);
    return new ProgressBarBuilder()
        .setTaskName("epoch %d/%d".formatted(epoch, epochs))
        .setInitialMax(examples)
        .setStyle(ProgressBarStyle.ASCII)
        .setUpdateIntervalMillis(UPDATE_MILLISECONDS)
        .setUnit("", 1)
        .setSpeedUnit(ChronoUnit.SECONDS)
        .showSpeed()
        .setConsumer(new ConsoleProgressBarConsumer(console.err(), width))
        .setMaxRenderedLength(width)
        .clearDisplayOnFinish()
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
    if (bar != null) bar.close();
    bar = null;
  }
}
