package io.ranvier.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.ranvier.metric.Score;
import io.ranvier.metric.Tally;
import io.ranvier.nn.Layer;
import io.ranvier.nn.Linear;
import io.ranvier.nn.Losses;
import io.ranvier.nn.Mode;
import io.ranvier.nn.Seed;
import io.ranvier.nn.Sequential;
import io.ranvier.optim.Adam;
import io.ranvier.optim.Lbfgs;
import io.ranvier.optim.LbfgsOptimizer;
import io.ranvier.optim.Optimizer;
import io.ranvier.optim.Sgd;
import io.ranvier.tensor.Tensor;
import io.ranvier.train.Checkpoint;
import io.ranvier.train.Epoch;
import io.ranvier.train.Progress;
import io.ranvier.type.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointsTest {
  private static final Tensor X = Tensor.of(Shape.of(2, 2), 1f, 2f, -1f, 0.5f);
  private static final Tensor LABELS = Tensor.of(Shape.of(2), 0, 1);

  // Numbers without a short decimal form, and one that is no number.
  private static final Progress PROGRESS =
      new Progress(
          List.of(
              new Epoch(1, 60_000, new Score(0.1 + 0.2, 1 / 3.0), Optional.empty(), 1e-3, Math.PI),
              new Epoch(
                  2,
                  60_000,
                  new Score(Double.POSITIVE_INFINITY, 0),
                  Optional.of(new Score(Double.MIN_VALUE, 1)),
                  7e-4,
                  Math.E)),
          17,
          new Tally(1088, 345.678901234567, 1001),
          0.1,
          Map.of());

  @TempDir Path folder;

  @Test
  void aTrainingGoesOnBitForBit() {
    var file = folder.resolve("c.safetensors");
    var model = model(2);
    var optimizer = new Optimizer(model, new Adam(0.01));
    for (int i = 0; i < 3; i++) step(model, optimizer);
    write(file, model, optimizer);
    for (int i = 0; i < 3; i++) step(model, optimizer);

    var resumed = model(2);
    var resumedOptimizer = new Optimizer(resumed, new Adam(0.5));
    var saved = Checkpoints.read(file);
    saved.restore(resumed, resumedOptimizer);
    assertThat(resumedOptimizer.steps()).isEqualTo(3);
    for (int i = 0; i < 3; i++) step(resumed, resumedOptimizer);

    assertThat(resumed.forward(X).toBytes()).isEqualTo(model.forward(X).toBytes());
    assertThat(saved.progress()).isEqualTo(PROGRESS);
    assertThat(saved.about()).containsExactly(Map.entry("model", "tiny"));
  }

  /// Saved between two parts of a step, with another optimiser's gradients in the place of those
  /// that are to come back; and at its end, into one that has some of its own.
  @Test
  void accumulatedGradientsComeBack() {
    var file = folder.resolve("c.safetensors");
    var model = model(2);
    var optimizer = new Optimizer(model, new Adam(0.01));
    step(model, optimizer);
    var before = folder.resolve("before.safetensors");
    write(before, model, optimizer);
    optimizer.accumulate(loss(model));
    optimizer.accumulate(loss(model).mul(3));
    write(file, model, optimizer);
    for (int i = 0; i < 2; i++) step(model, optimizer);

    var resumed = model(2);
    var resumedOptimizer = new Optimizer(resumed, new Adam(0.5));
    resumedOptimizer.accumulate(loss(resumed).mul(7));
    Checkpoints.read(file).restore(resumed, resumedOptimizer);
    for (int i = 0; i < 2; i++) step(resumed, resumedOptimizer);
    assertThat(resumed.forward(X).toBytes()).isEqualTo(model.forward(X).toBytes());

    resumedOptimizer.accumulate(loss(resumed));
    Checkpoints.read(before).restore(resumed, resumedOptimizer);
    step(resumed, resumedOptimizer);
    Checkpoints.read(before).restore(model, optimizer);
    step(model, optimizer);
    assertThat(resumed.forward(X).toBytes()).isEqualTo(model.forward(X).toBytes());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aQuasiNewtonTrainingGoesOnBitForBit(boolean searches) {
    var settings = new Lbfgs(0.5).iterations(3).history(4);
    if (searches) settings = settings.strongWolfe();
    for (int steps : new int[] {0, 1, 3}) {
      var file = folder.resolve(steps + ".safetensors");
      var model = model(2);
      var optimizer = new LbfgsOptimizer(model, settings);
      for (int i = 0; i < steps; i++) optimizer.step(() -> loss(model));
      Checkpoints.write(
          file,
          new Checkpoint(Weights.variables(model), optimizer.state(), Progress.NONE),
          Map.of());
      for (int i = 0; i < 3; i++) optimizer.step(() -> loss(model));

      var resumed = Seed.seeded(5, () -> model(2));
      var resumedOptimizer = new LbfgsOptimizer(resumed, settings);
      resumedOptimizer.step(() -> loss(resumed));
      Checkpoints.read(file).restore(resumed, resumedOptimizer);
      for (int i = 0; i < 3; i++) resumedOptimizer.step(() -> loss(resumed));
      assertThat(resumed.forward(X).toBytes()).isEqualTo(model.forward(X).toBytes());
    }
  }

  @Test
  void aQuasiNewtonCheckpointOfAnotherOptimiserIsRefused() {
    var file = folder.resolve("c.safetensors");
    var model = model(2);
    write(file, model, new Optimizer(model, new Sgd(0.1)));

    var optimizer = new LbfgsOptimizer(model, new Lbfgs(1));
    assertThatThrownBy(() -> Checkpoints.read(file).restore(model, optimizer))
        .isInstanceOf(FormatException.class)
        .hasMessage(file + ": lbfgs: it needs 'moves' as i64[], not nothing");
  }

  @Test
  void theBestWeightsComeBack() {
    var file = folder.resolve("c.safetensors");
    var model = model(2);
    var optimizer = new Optimizer(model, new Sgd(0.1));
    var best = Map.of("0.weight", Tensor.of(Shape.of(2, 2), 1f, 2f, 3f, 4f));
    var progress = new Progress(List.of(), 0, Tally.NONE, 0, best);
    var checkpoint = new Checkpoint(Weights.variables(model), optimizer.state(), progress);
    Checkpoints.write(file, checkpoint, Map.of());

    var read = Checkpoints.read(file).progress().best();
    assertThat(read).containsOnlyKeys("0.weight");
    assertThat(read.values()).allSatisfy(t -> assertThat(t.toFloats()).containsExactly(1, 2, 3, 4));
  }

  @Test
  void aFileCutAtAnyByteIsRefusedInOneLine() throws IOException {
    var file = folder.resolve("c.safetensors");
    write(file, model(2), new Optimizer(model(2), new Sgd(0.1)));
    byte[] whole = Files.readAllBytes(file);
    for (int length = 0; length < whole.length; length++) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertThat(catchThrowable(() -> Checkpoints.read(file)))
          .as("cut at %d", length)
          .isInstanceOf(FormatException.class)
          .message()
          .startsWith(file + ": the file is cut short")
          .hasLineCount(1);
    }
  }

  @Test
  void whatIsNoCheckpointIsRefused() {
    var file = folder.resolve("w.safetensors");
    Weights.write(file, model(2), Map.of());

    assertThatThrownBy(() -> Checkpoints.read(file))
        .isInstanceOf(FormatException.class)
        .hasMessage(file + ": not a checkpoint that this version of Ranvier can resume");
  }

  @Test
  void aCheckpointOfAnotherOptimiserIsRefused() {
    var file = folder.resolve("c.safetensors");
    write(file, model(2), new Optimizer(model(2), new Sgd(0.1)));
    var model = model(2);

    assertThatThrownBy(
            () -> Checkpoints.read(file).restore(model, new Optimizer(model, new Adam(0.1))))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining("it needs 'exp_avg.0.weight' as f32[2, 2]");
  }

  @Test
  void weightsGoFromModelToModel() {
    var file = folder.resolve("w.safetensors");
    var model = Seed.seeded(1, () -> model(2));
    Weights.write(file, model, Map.of("from", "here"));
    var other = Seed.seeded(2, () -> model(2));
    assertThat(other.forward(X).toFloats()).isNotEqualTo(model.forward(X).toFloats());

    assertThat(Weights.read(file, other)).containsExactly(Map.entry("from", "here"));
    assertThat(other.forward(X).toFloats()).isEqualTo(model.forward(X).toFloats());
  }

  @Test
  void weightsOfAnotherModelAreRefusedAndChangeNothing() {
    var file = folder.resolve("w.safetensors");
    Weights.write(file, model(3), Map.of());
    var model = model(2);
    var before = model.forward(X).toFloats();

    assertThatThrownBy(() -> Weights.read(file, model))
        .isInstanceOf(FormatException.class)
        .hasMessageContaining(
            "the weights do not fit the model: its '0.weight' is f32[2, 2], that of the file is"
                + " f32[3, 2]");
    assertThatThrownBy(() -> Weights.read(file, Sequential.of(new Linear(2, 3))))
        .hasMessageContaining("it has no place for tensor '1.weight'");
    var deep = Sequential.of(new Linear(2, 3), new Linear(3, 2), new Linear(2, 2));
    assertThatThrownBy(() -> Weights.read(file, deep)).hasMessageContaining("it needs '2.weight'");
    assertThat(model.forward(X).toFloats()).isEqualTo(before);
  }

  private static Layer model(int hidden) {
    return Sequential.of(new Linear(2, hidden), new Linear(hidden, 2));
  }

  private static void step(Layer model, Optimizer optimizer) {
    optimizer.minimize(loss(model));
  }

  private static Tensor loss(Layer model) {
    return Mode.training(() -> Losses.crossEntropy(model.forward(X), LABELS));
  }

  private static void write(Path file, Layer model, Optimizer optimizer) {
    var checkpoint = new Checkpoint(Weights.variables(model), optimizer.state(), PROGRESS);
    Checkpoints.write(file, checkpoint, Map.of("model", "tiny"));
  }
}
