package io.ranvier.cli.report;

import io.ranvier.train.Epoch;
import io.ranvier.train.Listener;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Shows how a training gets on: on a terminal a bar with loss, accuracy, speed and the time that
/// is left; a line for each epoch everywhere.
public final class Display implements Listener, AutoCloseable {
  private final Console console;
  private final int epochs;
  private final long examples;
  private @Nullable Bar bar;

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
      shown = new Bar(console, "epoch %d/%d".formatted(step.epoch(), epochs), examples, "examples");
      bar = shown;
    }
    var score = step.tally().score();
    shown.stepTo(
        step.tally().examples(),
        String.format(Locale.ROOT, "loss %.4f  %.1f %%", score.loss(), 100 * score.accuracy()));
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
  }
}
