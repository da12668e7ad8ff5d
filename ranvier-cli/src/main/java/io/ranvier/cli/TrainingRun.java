package io.ranvier.cli;

import io.ranvier.cli.report.Confusion;
import io.ranvier.cli.report.Console;
import io.ranvier.cli.report.Curves;
import io.ranvier.cli.report.Display;
import io.ranvier.cli.report.Reports;
import io.ranvier.data.Batch;
import io.ranvier.data.Order;
import io.ranvier.io.AtomicFile;
import io.ranvier.io.Checkpoints;
import io.ranvier.io.Weights;
import io.ranvier.nn.Layer;
import io.ranvier.nn.Seed;
import io.ranvier.optim.Optimizer;
import io.ranvier.train.Checkpoint;
import io.ranvier.train.Epoch;
import io.ranvier.train.Evaluation;
import io.ranvier.train.Progress;
import io.ranvier.train.Task;
import io.ranvier.train.Trainer;
import io.ranvier.train.Training;
import io.ranvier.train.Training.End;
import java.util.List;
import java.util.function.BooleanSupplier;

/// A training with its folder: what is learned is on the disk after every epoch.
final class TrainingRun {
  /// Under this key a checkpoint says how many epochs there are to be.
  static final String EPOCHS = "epochs";

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
    optimizer = new Optimizer(model, provenance.settings().rule());
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
    var settings = provenance.settings();
    var trainer =
        new Trainer<Batch>(model, optimizer, task())
            .schedule(settings::learningRate)
            .checkpoints(checkpoint -> keep(checkpoint, epochs))
            .stopWhen(stop)
            .from(from);
    var tests = lessons.tests();
    Training training;
    try (var display = new Display(console, epochs, lessons.count())) {
      training = trainer.listener(display).train(this::trainingBatches, tests, epochs);
    }
    if (training.end() == End.DIVERGED) {
      throw new Failure(
          "the loss is no longer a number in epoch %d: take a lower --lr"
              .formatted(training.epochs().size() + 1));
    }
    var result = new Result(training, trainer.evaluate(tests));
    draw(result);
    return result;
  }

  static Task<Batch> task() {
    return Task.classify(Batch::input, Batch::target);
  }

  private Iterable<Batch> trainingBatches(int epoch) {
    var settings = provenance.settings();
    return lessons.training(settings.batch(), new Order.Shuffled(settings.seed(), epoch));
  }

  /// The checkpoint first: the other files can be had from it.
  private void keep(Checkpoint checkpoint, int epochs) {
    var about = provenance.toMetadata();
    about.put(EPOCHS, Integer.toString(epochs));
    Checkpoints.write(folder.checkpoint(), checkpoint, about);
    Weights.write(folder.weights(), model, provenance.toMetadata());
    AtomicFile.write(folder.metrics(), Reports.csv(checkpoint.progress().epochs()));
  }

  private void draw(Result result) {
    List<Epoch> epochs = result.training().epochs();
    if (!epochs.isEmpty()) AtomicFile.write(folder.curves(), Curves.svg(epochs));
    result
        .evaluation()
        .confusion()
        .ifPresent(
            matrix ->
                AtomicFile.write(folder.confusion(), Confusion.svg(matrix, lessons.classes())));
  }
}
