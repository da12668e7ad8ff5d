package io.ranvier.cli;

import io.ranvier.cli.report.Confusion;
import io.ranvier.cli.report.Console;
import io.ranvier.data.Batch;
import io.ranvier.data.Order;
import io.ranvier.io.AtomicFile;
import io.ranvier.io.Checkpoints;
import io.ranvier.nn.Layer;
import io.ranvier.nn.Seed;
import io.ranvier.optim.Optimizer;
import io.ranvier.train.Epoch;
import io.ranvier.train.Evaluation;
import io.ranvier.train.Progress;
import io.ranvier.train.Training;
import java.util.function.BooleanSupplier;

/// A training with its folder: what is learned is on the disk after every epoch.
final class TrainingRun {
  private final Provenance provenance;
  private final Lessons lessons;
  private final RunFolder folder;
  private final Layer model;
  private final Optimizer optimizer;

  /// How a training went, and what came of it.
  record Result(Training training, Evaluation evaluation) {

    /// How many examples a second were learned from, over all epochs.
    double examplesPerSecond() {
      double seconds = training.epochs().stream().mapToDouble(Epoch::seconds).sum();
      return training.epochs().stream().mapToLong(Epoch::examples).sum() / seconds;
    }
  }

  private TrainingRun(Provenance provenance, Lessons lessons, RunFolder folder, Layer model) {
    this.provenance = provenance;
    this.lessons = lessons;
    this.folder = folder;
    this.model = model;
    var settings = provenance.settings();
    int epochSteps = Math.ceilDiv(lessons.count(), settings.batch());
    optimizer = settings.descent().optimizer(model, epochSteps);
  }

  /// A training that begins.
  static TrainingRun fresh(Provenance provenance, Lessons lessons, RunFolder folder) {
    long seed = provenance.settings().seed();
    var model = Seed.seeded(seed, () -> provenance.fitted(lessons));
    return new TrainingRun(provenance, lessons, folder, model);
  }

  /// A training that goes on where `saved` left off.
  static TrainingRun resumed(
      Provenance provenance, Lessons lessons, RunFolder folder, Checkpoints.Saved saved) {
    var model = Seed.seeded(provenance.settings().seed(), provenance::unfitted);
    var run = new TrainingRun(provenance, lessons, folder, model);
    saved.restore(run.model, run.optimizer);
    return run;
  }

  Provenance provenance() {
    return provenance;
  }

  Lessons lessons() {
    return lessons;
  }

  RunFolder folder() {
    return folder;
  }

  /// Trains until `epochs` are done in all, or there is reason to stop.
  ///
  /// @param from how far the training has come
  /// @param stop asked between two steps
  Result train(int epochs, Progress from, BooleanSupplier stop, Console console) {
    var tests = lessons.tests();
    var course = new KeptTraining.Course(this::trainingBatches, lessons.count(), tests);
    var training =
        new KeptTraining(folder, model, optimizer, provenance.toMetadata())
            .train(course, epochs, from, stop, console);
    var result = new Result(training, Evaluation.of(model, KeptTraining.task(), tests));
    draw(result);
    return result;
  }

  private Iterable<Batch> trainingBatches(int epoch) {
    var settings = provenance.settings();
    var order = new Order.Shuffled(settings.seed(), epoch);
    return lessons.training(settings.batch(), order, settings.variations());
  }

  private void draw(Result result) {
    result
        .evaluation()
        .confusion()
        .ifPresent(
            matrix ->
                AtomicFile.write(folder.confusion(), Confusion.svg(matrix, lessons.classes())));
  }
}
