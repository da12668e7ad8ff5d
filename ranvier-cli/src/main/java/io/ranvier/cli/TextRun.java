package io.ranvier.cli;

import io.ranvier.cli.report.Console;
import io.ranvier.data.Order;
import io.ranvier.data.text.Text;
import io.ranvier.data.text.TextBatches;
import io.ranvier.io.Checkpoints;
import io.ranvier.nn.Layer;
import io.ranvier.optim.Clipping;
import io.ranvier.optim.Optimizer;
import io.ranvier.train.Progress;
import io.ranvier.train.Training;
import java.util.function.BooleanSupplier;

/// The training of a character model with its folder: what is learned is on the disk after every
/// epoch.
final class TextRun {
  /// What of the text is held out, at its end.
  static final double HELD_OUT = 0.05;

  /// Longer windows foretell better, since less of them begins without a past.
  private static final int TEST_STEPS = 256;

  private static final int TEST_BATCH = 16;

  /// Gradients through many steps can be large (Pascanu et al., 2013).
  private static final double LARGEST_NORM = 1;

  private final TextProvenance provenance;
  private final Text text;
  private final RunFolder folder;
  private final Layer model;
  private final Optimizer optimizer;

  TextRun(TextProvenance provenance, Text text, RunFolder folder) {
    this.provenance = provenance;
    this.text = text;
    this.folder = folder;
    var settings = provenance.settings();
    model = settings.create(text.alphabet());
    optimizer =
        settings
            .descent()
            .optimizer(model, epochSteps(text, settings))
            .clipping(Clipping.norm(LARGEST_NORM));
  }

  /// How many steps an epoch has.
  static int epochSteps(Text text, TextSettings settings) {
    return batches(text, settings, new Order.Stored()).batches();
  }

  RunFolder folder() {
    return folder;
  }

  TextProvenance provenance() {
    return provenance;
  }

  /// Puts model and optimiser where `saved` left off.
  void restore(Checkpoints.Saved saved) {
    saved.restore(model, optimizer);
  }

  /// Trains until `epochs` are done in all, or there is reason to stop.
  ///
  /// @param from how far the training has come
  /// @param stop asked between two steps
  Training train(int epochs, Progress from, BooleanSupplier stop, Console console) {
    var heldOut = text.tail(HELD_OUT);
    int steps = Math.min(TEST_STEPS, heldOut.length() - 1);
    var tests = new TextBatches(heldOut, TEST_BATCH, steps, new Order.Stored());
    var course = new KeptTraining.Course(this::batches, batches(1).count(), tests);
    return new KeptTraining(folder, model, optimizer, provenance.toMetadata())
        .train(course, epochs, from, stop, console);
  }

  private TextBatches batches(int epoch) {
    var settings = provenance.settings();
    return batches(text, settings, new Order.Shuffled(settings.seed(), epoch));
  }

  private static TextBatches batches(Text text, TextSettings settings, Order order) {
    return new TextBatches(text.head(HELD_OUT), settings.batch(), settings.steps(), order);
  }
}
