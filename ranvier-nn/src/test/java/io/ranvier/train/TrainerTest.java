package io.ranvier.train;

import static io.ranvier.nn.Seed.seeded;
import static io.ranvier.type.Window.window;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ranvier.metric.Score;
import io.ranvier.nn.BatchNorm2d;
import io.ranvier.nn.Conv2d;
import io.ranvier.nn.Dropout;
import io.ranvier.nn.Flatten;
import io.ranvier.nn.Layer;
import io.ranvier.nn.Linear;
import io.ranvier.nn.Losses;
import io.ranvier.nn.Mode;
import io.ranvier.nn.Sequential;
import io.ranvier.nn.Variables;
import io.ranvier.optim.Adam;
import io.ranvier.optim.Optimizer;
import io.ranvier.optim.Sgd;
import io.ranvier.tensor.Tensor;
import io.ranvier.tensor.Variable;
import io.ranvier.train.Training.End;
import io.ranvier.type.Shape;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TrainerTest {

  private record Batch(Tensor input, Tensor target) {}

  private static final Task<Batch> TASK = Task.classify(Batch::input, Batch::target);

  /// Pictures of 4 × 4 whose class is the row that is bright; the last batch is short.
  private static List<Batch> epoch(int number) {
    var random = new Random(number);
    var batches = new ArrayList<Batch>();
    for (int size : new int[] {8, 8, 8, 3}) {
      var pixels = new float[size * 16];
      var labels = new int[size];
      for (int i = 0; i < size; i++) {
        labels[i] = random.nextInt(4);
        for (int j = 0; j < 16; j++) {
          pixels[16 * i + j] = random.nextFloat() * 0.3f + (j / 4 == labels[i] ? 1 : 0);
        }
      }
      batches.add(
          new Batch(Tensor.of(Shape.of(size, 1, 4, 4), pixels), Tensor.of(Shape.of(size), labels)));
    }
    return batches;
  }

  private static List<Batch> test() {
    return epoch(1000);
  }

  private record Setup(Layer model, Optimizer optimizer, Trainer<Batch> trainer) {
    static Setup of(long seed) {
      var model =
          seeded(
              seed,
              () ->
                  Sequential.of(
                      new Conv2d(1, 3, window(3).padding(1)).withoutBias(),
                      new BatchNorm2d(3),
                      Tensor::relu,
                      new Flatten(),
                      new Dropout(0.2),
                      new Linear(48, 4)));
      var optimizer = new Optimizer(model, new Adam(0.02));
      return new Setup(model, optimizer, new Trainer<>(model, optimizer, TASK));
    }

    Map<String, byte[]> bytes() {
      var bytes = new TreeMap<String, byte[]>();
      Variables.of(model).forEach((path, leaf) -> bytes.put(path, leaf.value().toBytes()));
      optimizer.state().forEach((name, v) -> bytes.put("optimizer." + name, v.value().toBytes()));
      return bytes;
    }
  }

  /// A checkpoint as a file would keep it.
  private record Saved(
      Map<String, byte[]> model, Map<String, byte[]> optimizer, Progress progress) {
    static Saved of(Checkpoint checkpoint) {
      return new Saved(
          bytes(checkpoint.model()), bytes(checkpoint.optimizer()), checkpoint.progress());
    }

    private static Map<String, byte[]> bytes(Map<String, Variable> variables) {
      var bytes = new TreeMap<String, byte[]>();
      variables.forEach((name, v) -> bytes.put(name, v.value().toBytes()));
      return bytes;
    }

    Setup resume() {
      var setup = Setup.of(99);
      Variables.of(setup.model).forEach((path, leaf) -> load(leaf.variable(), model.get(path)));
      setup.optimizer.state().forEach((name, v) -> load(v, optimizer.get(name)));
      return new Setup(setup.model, setup.optimizer, setup.trainer.from(progress));
    }

    private static void load(Variable variable, byte @Nullable [] bytes) {
      assertThat(bytes).isNotNull();
      if (bytes != null) variable.load(MemorySegment.ofArray(bytes));
    }
  }

  private static List<Score> scores(Training training) {
    return training.epochs().stream().map(Epoch::training).toList();
  }

  @Test
  void learns() {
    var setup = Setup.of(1);
    var training = setup.trainer.train(TrainerTest::epoch, test(), 12);
    assertThat(training.end()).isEqualTo(End.COMPLETE);
    assertThat(training.epochs()).hasSize(12);
    var last = training.epochs().getLast();
    assertThat(last.number()).isEqualTo(12);
    assertThat(last.examples()).isEqualTo(27);
    assertThat(last.test().orElseThrow().accuracy()).isGreaterThan(0.9);
    assertThat(last.training().loss()).isLessThan(training.epochs().getFirst().training().loss());
    assertThat(last.seconds()).isPositive();
  }

  @Test
  void doesNoMoreThanThePlainLoop() {
    var plain = Setup.of(1);
    for (var batch : epoch(1)) {
      var loss =
          Mode.training(
              () -> Losses.crossEntropy(plain.model.forward(batch.input()), batch.target()));
      plain.optimizer.minimize(loss);
    }
    var trained = Setup.of(1);
    trained.trainer.train(TrainerTest::epoch, List.of(), 1);
    assertSame(trained, plain);
  }

  @Test
  void resumesBitForBitAtEachEpoch() {
    var saved = new ArrayList<Saved>();
    var whole = Setup.of(1);
    var training =
        whole.trainer.checkpoints(c -> saved.add(Saved.of(c))).train(TrainerTest::epoch, test(), 3);
    assertThat(saved).hasSize(3);
    for (int done = 1; done < 3; done++) {
      var resumed = saved.get(done - 1).resume();
      var rest = resumed.trainer.train(TrainerTest::epoch, test(), 3);
      assertSame(resumed, whole);
      assertThat(scores(rest)).isEqualTo(scores(training));
    }
  }

  @Test
  void stopsBetweenStepsAndResumesBitForBitInTheMiddleOfAnEpoch() {
    var whole = Setup.of(1);
    var training = whole.trainer.train(TrainerTest::epoch, test(), 3);
    for (int steps = 0; steps < 9; steps++) {
      var left = new AtomicInteger(steps);
      var saved = new ArrayList<Saved>();
      var stopped =
          Setup.of(1)
              .trainer
              .stopWhen(() -> left.getAndDecrement() == 0)
              .checkpoints(c -> saved.add(Saved.of(c)))
              .train(TrainerTest::epoch, test(), 3);
      assertThat(stopped.end()).isEqualTo(End.STOPPED);
      assertThat(stopped.epochs()).hasSize(steps / 4);
      var last = saved.getLast();
      assertThat(last.progress().epoch()).isEqualTo(steps / 4 + 1);
      assertThat(last.progress().batches()).isEqualTo(steps % 4);
      var resumed = last.resume();
      var rest = resumed.trainer.train(TrainerTest::epoch, test(), 3);
      assertSame(resumed, whole);
      assertThat(scores(rest)).isEqualTo(scores(training));
    }
  }

  private static void assertSame(Setup actual, Setup expected) {
    var a = actual.bytes();
    var b = expected.bytes();
    assertThat(a.keySet()).isEqualTo(b.keySet());
    a.forEach((name, bytes) -> assertThat(bytes).as(name).isEqualTo(b.get(name)));
  }

  @Test
  void tellsOfEachStepAndEpoch() {
    var steps = new ArrayList<Listener.Step>();
    var epochs = new ArrayList<Epoch>();
    var listener =
        new Listener() {
          @Override
          public void stepDone(Step step) {
            steps.add(step);
          }

          @Override
          public void epochDone(Epoch epoch) {
            epochs.add(epoch);
          }
        };
    Setup.of(1).trainer.listener(listener).train(TrainerTest::epoch, List.of(), 2);
    assertThat(steps).extracting(Listener.Step::batch).containsExactly(1, 2, 3, 4, 1, 2, 3, 4);
    assertThat(steps).extracting(Listener.Step::epoch).containsExactly(1, 1, 1, 1, 2, 2, 2, 2);
    assertThat(steps.get(3).tally().examples()).isEqualTo(27);
    assertThat(steps.get(3).tally().score()).isEqualTo(epochs.getFirst().training());
    assertThat(steps.get(0).tally().score().loss()).isCloseTo(steps.get(0).loss(), within(1e-12));
    assertThat(epochs).extracting(Epoch::test).containsExactly(Optional.empty(), Optional.empty());
  }

  @Test
  void theScheduleSetsTheRateOfEachEpoch() {
    var training =
        Setup.of(1).trainer.schedule(n -> 0.1 / n).train(TrainerTest::epoch, List.of(), 2);
    assertThat(training.epochs()).extracting(Epoch::learningRate).containsExactly(0.1, 0.05);
  }

  @Test
  void stopsEarlyAndBringsTheBestWeightsBack() {
    var setup = Setup.of(1);
    var saved = new ArrayList<Saved>();
    // From epoch 3 on the rate is so high that the loss grows.
    var training =
        setup
            .trainer
            .schedule(n -> n <= 2 ? 0.02 : 3)
            .earlyStopping(new EarlyStopping(2))
            .checkpoints(c -> saved.add(Saved.of(c)))
            .train(TrainerTest::epoch, test(), 50);
    assertThat(training.end()).isEqualTo(End.NO_BETTER);
    int best = new EarlyStopping(2).best(training.epochs());
    assertThat(training.epochs()).hasSize(best + 2);
    Variables.of(setup.model)
        .forEach(
            (path, leaf) ->
                assertThat(leaf.value().toBytes())
                    .as(path)
                    .isEqualTo(saved.get(best - 1).model().get(path)));
    assertThat(saved.getLast().progress().best()).hasSize(Variables.of(setup.model).size());
  }

  @Test
  void earlyStoppingCountsFromTheBest() {
    var stopping = new EarlyStopping(2, 0.1);
    assertThat(stopping.best(List.of())).isZero();
    assertThat(stopping.best(losses(1.0, 0.95, 0.5))).isEqualTo(3);
    assertThat(stopping.best(losses(1.0, 0.95, Double.NaN))).isEqualTo(1);
    assertThat(stopping.isOver(losses(1.0, 0.95))).isFalse();
    assertThat(stopping.isOver(losses(1.0, 0.95, 0.91))).isTrue();
    assertThatThrownBy(() -> new EarlyStopping(0)).hasMessageContaining("at least 1");
    assertThatThrownBy(() -> new EarlyStopping(1, -1)).hasMessageContaining("at least 0");
  }

  private static List<Epoch> losses(double... losses) {
    var epochs = new ArrayList<Epoch>();
    for (double loss : losses) {
      var score = new Score(loss, 0);
      epochs.add(new Epoch(epochs.size() + 1, 1, score, Optional.of(score), 0.1, 1));
    }
    return epochs;
  }

  @Test
  void aLossThatIsNoNumberEndsTheTraining() {
    var model = new Linear(1, 1);
    var trainer =
        new Trainer<Batch>(
            model, new Optimizer(model, new Sgd(0.1)), Task.regress(Batch::input, Batch::target));
    var saved = new ArrayList<Checkpoint>();
    var broken = new Batch(Tensor.fill(Double.NaN, 2, 1), Tensor.ones(2, 1));
    var training = trainer.checkpoints(saved::add).train(_ -> List.of(broken), List.of(), 3);
    assertThat(training.end()).isEqualTo(End.DIVERGED);
    assertThat(training.epochs()).isEmpty();
    assertThat(saved).isEmpty();
  }

  @Test
  void fitsALine() {
    var model = seeded(3, () -> new Linear(1, 1));
    var trainer =
        new Trainer<Batch>(
            model, new Optimizer(model, new Sgd(0.1)), Task.regress(Batch::input, Batch::target));
    var x = Tensor.of(Shape.of(3, 1), -1f, 0f, 1f);
    var line = new Batch(x, Tensor.of(Shape.of(3, 1), -1f, 1f, 3f));
    trainer.train(_ -> List.of(line), List.of(), 300);
    assertThat(model.weight().value().item()).isCloseTo(2, within(1e-3));
    assertThat(model.bias().orElseThrow().value().item()).isCloseTo(1, within(1e-3));
    assertThat(trainer.evaluate(List.of(line)).confusion()).isEmpty();
  }

  @Test
  void evaluationDoesNotDependOnTheBatchSize() {
    var setup = Setup.of(1);
    setup.trainer.train(TrainerTest::epoch, List.of(), 2);
    var all = setup.trainer.evaluate(test());
    var confusion = all.confusion().orElseThrow();
    assertThat(confusion.total()).isEqualTo(27);
    assertThat(confusion.accuracy()).isEqualTo(all.score().accuracy());
    double loss = 0;
    for (var batch : test()) {
      loss += setup.trainer.evaluate(List.of(batch)).score().loss() * batch.target().dim(0);
    }
    assertThat(all.score().loss()).isCloseTo(loss / 27, within(1e-9));
  }

  @Test
  void manyThreadsEvaluateOneModelAsOneDoes() throws Exception {
    var setup = Setup.of(1);
    setup.trainer.train(TrainerTest::epoch, List.of(), 1);
    var alone = setup.trainer.evaluate(test()).score();
    try (var threads = Executors.newFixedThreadPool(8)) {
      var scores = new ArrayList<Future<Score>>();
      for (int i = 0; i < 64; i++) {
        scores.add(threads.submit(() -> setup.trainer.evaluate(test()).score()));
      }
      for (var score : scores) assertThat(score.get()).isEqualTo(alone);
    }
  }

  @Test
  void iteratorsThatHoldSomethingAreClosed() {
    final class Held implements Iterator<Batch>, AutoCloseable {
      private final Iterator<Batch> batches = epoch(1).iterator();
      private boolean closed;

      @Override
      public boolean hasNext() {
        return batches.hasNext();
      }

      @Override
      public Batch next() {
        return batches.next();
      }

      @Override
      public void close() {
        closed = true;
      }
    }
    var held = new Held();
    Setup.of(1).trainer.stopWhen(() -> true).train(_ -> () -> held, List.of(), 1);
    assertThat(held.closed).isTrue();
  }

  @Test
  void aStepThatFailsIsTakenBack() {
    var setup = Setup.of(1);
    setup.trainer.train(TrainerTest::epoch, List.of(), 1);
    var before = setup.bytes();
    var good = epoch(1).getFirst();
    var bad = new Batch(good.input(), Tensor.of(Shape.of(8), 0, 1, 2, 3, 4, 3, 2, 1));
    assertThatThrownBy(() -> setup.trainer.train(_ -> List.of(bad), List.of(), 1))
        .isInstanceOf(IndexOutOfBoundsException.class);
    // The dropout layer has drawn a mask; all else is as it was.
    var after = setup.bytes();
    after.forEach(
        (name, bytes) -> {
          if (!name.endsWith("key")) assertThat(bytes).as(name).isEqualTo(before.get(name));
        });
  }

  @Test
  void nothingToTrainOnIsRefused() {
    var trainer = Setup.of(1).trainer;
    assertThatThrownBy(() -> trainer.train(_ -> List.of(), List.of(), 1))
        .hasMessageContaining("no batches in epoch 1");
    assertThatThrownBy(() -> trainer.train(TrainerTest::epoch, List.of(), 0))
        .hasMessageContaining("0 epochs");
  }

  @Test
  void targetsMayBeProbabilities() {
    Layer model = input -> input;
    var logits = Tensor.of(Shape.of(2, 3), 1f, 0f, 2f, 0f, 3f, 0f);
    var labels = new Batch(logits, Tensor.of(Shape.of(2), 2, 0));
    var certain = new Batch(logits, Tensor.of(Shape.of(2, 3), 0f, 0f, 1f, 1f, 0f, 0f));
    var byLabels = TASK.apply(model, labels);
    var byProbabilities = TASK.apply(model, certain);
    assertThat(byProbabilities.loss().item()).isCloseTo(byLabels.loss().item(), within(1e-6));
    assertThat(byProbabilities.classes().orElseThrow().hits().toInts()).containsExactly(1);
    assertThat(byLabels.classes().orElseThrow().hits().toInts()).containsExactly(1);
  }
}
