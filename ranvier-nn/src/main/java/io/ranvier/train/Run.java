package io.ranvier.train;

import io.ranvier.metric.Score;
import io.ranvier.metric.Tally;
import io.ranvier.nn.Layer;
import io.ranvier.nn.Mode;
import io.ranvier.nn.Variables;
import io.ranvier.optim.Optimizer;
import io.ranvier.tensor.Tensor;
import io.ranvier.tensor.Variable;
import io.ranvier.train.Training.End;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// One training, from its beginning or a checkpoint to its end: the state of [Trainer#train].
final class Run<B> {
  private final Layer model;
  private final Optimizer optimizer;
  private final Task<B> task;
  private final Trainer.Extras extras;
  private final SequencedMap<String, Variable> variables = new LinkedHashMap<>();

  private final List<Epoch> done;
  private Map<String, Tensor> best;

  // The epoch that is going on.
  private int batch;
  private Tally tally;
  private double seconds;

  Run(Layer model, Optimizer optimizer, Task<B> task, Trainer.Extras extras) {
    this.model = model;
    this.optimizer = optimizer;
    this.task = task;
    this.extras = extras;
    Variables.of(model).forEach((path, leaf) -> variables.put(path, leaf.variable()));
    var progress = extras.progress();
    done = new ArrayList<>(progress.epochs());
    best = progress.best();
    batch = progress.batches();
    tally = progress.tally();
    seconds = progress.seconds();
  }

  Training train(
      IntFunction<? extends Iterable<? extends B>> batches,
      Iterable<? extends B> test,
      int epochs) {
    while (done.size() < epochs && !isOver()) {
      var end = epoch(batches.apply(number()), test);
      if (end.isPresent()) return new Training(done, end.get());
    }
    restoreBest();
    return new Training(done, done.size() < epochs ? End.NO_BETTER : End.COMPLETE);
  }

  private int number() {
    return done.size() + 1;
  }

  private boolean isOver() {
    return extras.earlyStopping().isPresent() && extras.earlyStopping().get().isOver(done);
  }

  /// One epoch, or the rest of it; says why the training ends if it does so on the way.
  private Optional<End> epoch(Iterable<? extends B> batches, Iterable<? extends B> test) {
    if (batch == 0)
      extras.schedule().ifPresent(s -> optimizer.learningRate(s.applyAsDouble(number())));
    double before = seconds;
    long start = System.nanoTime();
    var iterator = batches.iterator();
    try {
      for (int i = 0; i < batch && iterator.hasNext(); i++) iterator.next();
      while (iterator.hasNext()) {
        if (extras.stop().getAsBoolean()) {
          extras.keeper().accept(checkpoint());
          return Optional.of(End.STOPPED);
        }
        double loss = step(iterator.next());
        seconds = before + (System.nanoTime() - start) / 1e9;
        if (Double.isNaN(loss)) return Optional.of(End.DIVERGED);
        extras.listener().stepDone(new Listener.Step(number(), batch, tally, loss));
      }
    } finally {
      close(iterator);
    }
    if (batch == 0) throw new IllegalArgumentException("trainer: no batches in epoch " + number());
    finish(test);
    return Optional.empty();
  }

  /// The loop's body: what a user would write.
  private double step(B next) {
    var result = Mode.training(() -> task.apply(model, next));
    var hits = result.classes().map(Task.Classes::hits);
    if (hits.isPresent()) optimizer.minimize(result.loss(), hits.get());
    else optimizer.minimize(result.loss());
    double loss = result.loss().item();
    batch++;
    tally = tally.add(result.count(), loss, hits.isPresent() ? (long) hits.get().item() : 0);
    return loss;
  }

  private void finish(Iterable<? extends B> test) {
    var evaluation = Evaluation.of(model, task, test);
    Optional<Score> score =
        evaluation.examples() == 0 ? Optional.empty() : Optional.of(evaluation.score());
    var epoch =
        new Epoch(
            number(), tally.examples(), tally.score(), score, optimizer.learningRate(), seconds);
    done.add(epoch);
    batch = 0;
    tally = Tally.NONE;
    seconds = 0;
    if (extras.earlyStopping().isPresent()
        && extras.earlyStopping().get().best(done) == epoch.number()) {
      best = copies();
    }
    extras.listener().epochDone(epoch);
    extras.keeper().accept(checkpoint());
  }

  private Checkpoint checkpoint() {
    var progress = new Progress(done, batch, tally, seconds, best);
    return new Checkpoint(variables, optimizer.state(), progress);
  }

  /// The variables' values in memory of their own: that of a variable is written over by the next
  /// step.
  private Map<String, Tensor> copies() {
    var copies = new LinkedHashMap<String, Tensor>();
    variables.forEach(
        (path, v) ->
            copies.put(path, Tensor.of(v.type(), MemorySegment.ofArray(v.value().toBytes()))));
    return copies;
  }

  private void restoreBest() {
    if (extras.earlyStopping().isEmpty()) return;
    best.forEach(
        (path, value) -> {
          @Nullable Variable v = variables.get(path);
          if (v != null) v.load(MemorySegment.ofArray(value.toBytes()));
        });
  }

  private static void close(Iterator<?> iterator) {
    if (!(iterator instanceof AutoCloseable resource)) return;
    try {
      resource.close();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("batches: " + e.getMessage(), e);
    }
  }
}
