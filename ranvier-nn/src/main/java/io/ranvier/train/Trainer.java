package io.ranvier.train;

import io.ranvier.nn.Layer;
import io.ranvier.optim.Optimizer;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.IntToDoubleFunction;

/// The plain training loop, with what people want around it. For each batch it does no more than
///
///     Tensor loss = training(() -> crossEntropy(model.forward(batch.input()), batch.target()));
///     optimizer.minimize(loss);
///
/// Immutable: every setting gives another trainer.
///
///     var trainer = new Trainer<>(model, optimizer, Task.classify(Batch::input, Batch::target))
///         .listener(progressBar)
///         .earlyStopping(new EarlyStopping(3));
///     trainer.train(epoch -> shuffledBatches(epoch), testBatches, 5);
///
/// @param <B> the type of a batch
public final class Trainer<B> {
  private final Layer model;
  private final Optimizer optimizer;
  private final Task<B> task;
  private final Extras extras;

  /// What surrounds the loop.
  record Extras(
      Listener listener,
      Optional<IntToDoubleFunction> schedule,
      Optional<EarlyStopping> earlyStopping,
      Consumer<Checkpoint> keeper,
      BooleanSupplier stop,
      Progress progress) {}

  public Trainer(Layer model, Optimizer optimizer, Task<B> task) {
    this(
        model,
        optimizer,
        task,
        new Extras(
            new Listener() {},
            Optional.empty(),
            Optional.empty(),
            _ -> {},
            () -> false,
            Progress.NONE));
  }

  private Trainer(Layer model, Optimizer optimizer, Task<B> task, Extras extras) {
    this.model = model;
    this.optimizer = optimizer;
    this.task = task;
    this.extras = extras;
  }

  private Trainer<B> with(Extras extras) {
    return new Trainer<>(model, optimizer, task, extras);
  }

  /// Tells `listener` of each step and epoch.
  public Trainer<B> listener(Listener listener) {
    var e = extras;
    return with(new Extras(listener, e.schedule, e.earlyStopping, e.keeper, e.stop, e.progress));
  }

  /// Sets the learning rate at the beginning of each epoch (from 1) to what `schedule` says.
  public Trainer<B> schedule(IntToDoubleFunction schedule) {
    var e = extras;
    return with(
        new Extras(
            e.listener, Optional.of(schedule), e.earlyStopping, e.keeper, e.stop, e.progress));
  }

  /// Ends the training when it no longer gets better.
  public Trainer<B> earlyStopping(EarlyStopping earlyStopping) {
    var e = extras;
    return with(
        new Extras(
            e.listener, e.schedule, Optional.of(earlyStopping), e.keeper, e.stop, e.progress));
  }

  /// Hands a checkpoint to `keeper` after each epoch, and when the training is told to stop.
  public Trainer<B> checkpoints(Consumer<Checkpoint> keeper) {
    var e = extras;
    return with(new Extras(e.listener, e.schedule, e.earlyStopping, keeper, e.stop, e.progress));
  }

  /// Asks `stop` between two steps whether to end: how Ctrl-C is heeded.
  public Trainer<B> stopWhen(BooleanSupplier stop) {
    var e = extras;
    return with(new Extras(e.listener, e.schedule, e.earlyStopping, e.keeper, stop, e.progress));
  }

  /// Goes on from `progress`; the variables of model and optimizer hold their values of that
  /// moment.
  public Trainer<B> from(Progress progress) {
    var e = extras;
    return with(new Extras(e.listener, e.schedule, e.earlyStopping, e.keeper, e.stop, progress));
  }

  /// Trains until `epochs` epochs are done in all, those of a resumed progress included, and scores
  /// the model on `test` after each.
  ///
  /// Batches are asked for anew for each epoch. Iterators that are [AutoCloseable] are closed.
  ///
  /// @param batches the training data of an epoch, given its number from 1; the same number must
  ///   give the same batches, or a resumed training will differ
  /// @param test the test data, or nothing (an empty list)
  public Training train(
      IntFunction<? extends Iterable<? extends B>> batches,
      Iterable<? extends B> test,
      int epochs) {
    if (epochs < 1) {
      throw new IllegalArgumentException("trainer: %d epochs; at least 1".formatted(epochs));
    }
    return new Run<B>(model, optimizer, task, extras).train(batches, test, epochs);
  }

  /// Scores the model on `batches`, in inference mode.
  public Evaluation evaluate(Iterable<? extends B> batches) {
    return Evaluation.of(model, task, batches);
  }
}
