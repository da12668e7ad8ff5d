package io.ranvier.cli;

import io.ranvier.cli.report.Console;
import io.ranvier.cli.report.Curves;
import io.ranvier.cli.report.Display;
import io.ranvier.cli.report.Reports;
import io.ranvier.data.Batch;
import io.ranvier.io.AtomicFile;
import io.ranvier.io.Checkpoints;
import io.ranvier.io.Weights;
import io.ranvier.nn.Layer;
import io.ranvier.optim.Optimizer;
import io.ranvier.train.Checkpoint;
import io.ranvier.train.Progress;
import io.ranvier.train.Task;
import io.ranvier.train.Trainer;
import io.ranvier.train.Training;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;

/// A training that tells classes, with its folder: what is learned is on the disk after every
/// epoch.
///
/// @param about what is needed to use the weights: it stands in the metadata of every file
record KeptTraining(RunFolder folder, Layer model, Optimizer optimizer, Map<String, String> about) {
  /// Under this key a checkpoint says how many epochs there are to be.
  static final String EPOCHS = "epochs";

  /// What is learned from, and what is examined on.
  ///
  /// @param training the batches of an epoch, from 1
  /// @param count how many examples an epoch has
  record Course(
      IntFunction<? extends Iterable<Batch>> training, long count, Iterable<Batch> tests) {}

  static Task<Batch> task() {
    return Task.classify(Batch::input, Batch::target);
  }

  /// Trains until `epochs` are done in all, or there is reason to stop, and draws the curves.
  ///
  /// @param from how far the training has come
  /// @param stop asked between two steps
  /// @throws Failure if the training diverges
  Training train(Course course, int epochs, Progress from, BooleanSupplier stop, Console console) {
    var trainer =
        new Trainer<Batch>(model, optimizer, task())
            .checkpoints(checkpoint -> keep(checkpoint, epochs))
            .stopWhen(stop)
            .from(from);
    Training training;
    try (var display = new Display(console, epochs, course.count)) {
      training = trainer.listener(display).train(course.training, course.tests, epochs);
    }
    var done = training.epochs();
    if (training.end() == Training.End.DIVERGED) {
      throw new Failure(
          "the loss is no longer a number in epoch %d: take a lower --lr"
              .formatted(done.size() + 1));
    }
    if (!done.isEmpty()) AtomicFile.write(folder.curves(), Curves.svg(done));
    return training;
  }

  /// The checkpoint first: the other files can be had from it.
  private void keep(Checkpoint checkpoint, int epochs) {
    var withEpochs = new LinkedHashMap<>(about);
    withEpochs.put(EPOCHS, Integer.toString(epochs));
    Checkpoints.write(folder.checkpoint(), checkpoint, withEpochs);
    Weights.write(folder.weights(), model, about);
    AtomicFile.write(folder.metrics(), Reports.csv(checkpoint.progress().epochs()));
  }
}
