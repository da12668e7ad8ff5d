package io.ranvier.cli;

import io.ranvier.cli.report.Confusion;
import io.ranvier.cli.report.Console;
import io.ranvier.cli.report.Curves;
import io.ranvier.cli.report.Display;
import io.ranvier.cli.report.Reports;
import io.ranvier.data.Batch;
import io.ranvier.data.Batches;
import io.ranvier.data.Dataset;
import io.ranvier.data.Normalisation;
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

  private static final int TEST_BATCH = 1000;

  private final Provenance provenance;
  private final Dataset dataset;
  private final RunFolder folder;
  private final Layer model;
  private final Optimizer optimizer;

  /// How a training went, and what came of it.
  record Result(Training training, Evaluation evaluation) {

    /// How many pictures a second were learned from, over all epochs.
    double imagesPerSecond() {
      double seconds = training.epochs().stream().mapToDouble(Epoch::seconds).sum();
      return training.epochs().stream().mapToLong(Epoch::examples).sum() / seconds;
    }
  }

  TrainingRun(Provenance provenance, Dataset dataset, RunFolder folder) {
    this.provenance = provenance;
    this.dataset = dataset;
    this.folder = folder;
    var settings = provenance.settings();
    model = Seed.seeded(settings.seed(), () -> settings.network().create());
    optimizer = new Optimizer(model, settings.rule());
  }

  Provenance provenance() {
    return provenance;
  }

  Dataset dataset() {
    return dataset;
  }

  RunFolder folder() {
    return folder;
  }

  /// Puts model and optimiser where `saved` left off.
  void restore(Checkpoints.Saved saved) {
    saved.restore(model, optimizer);
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
    var tests = testBatches(dataset, dataset.normalisation());
    Training training;
    try (var display = new Display(console, epochs, dataset.train().count())) {
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

  /// @param normalisation that of the pictures that were learned from
  static Batches testBatches(Dataset dataset, Normalisation normalisation) {
    return new Batches(dataset.test(), normalisation, TEST_BATCH, new Order.Stored());
  }

  private Batches trainingBatches(int epoch) {
    var settings = provenance.settings();
    return new Batches(
        dataset.train(),
        dataset.normalisation(),
        settings.batch(),
        new Order.Shuffled(settings.seed(), epoch));
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
                AtomicFile.write(folder.confusion(), Confusion.svg(matrix, dataset.classes())));
  }
}
