package io.ranvier.io;

import io.ranvier.io.SafeTensors.Entry;
import io.ranvier.metric.Score;
import io.ranvier.metric.Tally;
import io.ranvier.nn.Layer;
import io.ranvier.optim.LbfgsOptimizer;
import io.ranvier.optim.Optimizer;
import io.ranvier.tensor.Tensor;
import io.ranvier.train.Checkpoint;
import io.ranvier.train.Epoch;
import io.ranvier.train.Progress;
import io.ranvier.type.DType;
import io.ranvier.type.TensorType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/// A training's checkpoint as one safetensors file.
///
/// All that resuming needs is in the one file: weights of one moment can never meet the optimiser's
/// memory of another. Tensors are called `model.conv1.weight`, `optimizer.momentum.conv1.weight`,
/// `best.conv1.weight` (where early stopping keeps them), `progress.epochs` and `progress.batch`;
/// numbers are kept as they are, so that a resumed training goes on bit for bit.
public final class Checkpoints {
  private static final String KIND = "ranvier.kind";
  private static final String CHECKPOINT = "checkpoint 1";
  private static final String MODEL = "model.";
  private static final String OPTIMIZER = "optimizer.";
  private static final String BEST = "best.";
  private static final String EPOCHS = "progress.epochs";
  private static final String BATCH = "progress.batch";

  /// The numbers of an [Epoch] in a row of `progress.epochs`.
  private static final int EPOCH_NUMBERS = 8;

  /// The numbers of the epoch that is going on, in `progress.batch`.
  private static final int BATCH_NUMBERS = 5;

  private static final ValueLayout.OfDouble DOUBLE =
      ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private Checkpoints() {}

  /// A checkpoint that was read.
  ///
  /// @param about what was given to [Checkpoints#write]
  /// @param progress for [io.ranvier.train.Trainer#from]
  public record Saved(Path file, Map<String, String> about, Progress progress, SafeTensors all) {

    /// Puts the values of that moment into `model` and `optimizer`.
    ///
    /// @throws FormatException if they are not made as they were
    public void restore(Layer model, Optimizer optimizer) {
      Weights.load(file, under(MODEL, all), Weights.variables(model));
      var state = under(OPTIMIZER, all);
      Weights.load(file, state, optimizer.state(state.keySet()));
    }

    /// Puts the values of that moment into `model` and `optimizer`.
    ///
    /// @throws FormatException if they are not made as they were
    public void restore(Layer model, LbfgsOptimizer optimizer) {
      Weights.load(file, under(MODEL, all), Weights.variables(model));
      try {
        optimizer.load(tensors(OPTIMIZER, all));
      } catch (IllegalArgumentException e) {
        throw new FormatException(file, String.valueOf(e.getMessage()));
      }
    }
  }

  /// Writes `checkpoint`, whole or not at all.
  ///
  /// @param about what else is needed to go on: model, data, settings
  /// @throws java.io.UncheckedIOException if that fails; `file` is then as it was
  public static void write(Path file, Checkpoint checkpoint, Map<String, String> about) {
    var tensors = new LinkedHashMap<String, Entry>();
    Weights.entries(checkpoint.model()).forEach((name, e) -> tensors.put(MODEL + name, e));
    Weights.entries(checkpoint.optimizer()).forEach((name, e) -> tensors.put(OPTIMIZER + name, e));
    var progress = checkpoint.progress();
    progress
        .best()
        .forEach(
            (name, value) ->
                tensors.put(
                    BEST + name, new Entry(value.type(), MemorySegment.ofArray(value.toBytes()))));
    tensors.put(EPOCHS, epochs(progress.epochs()));
    tensors.put(BATCH, batch(progress));
    var metadata = new LinkedHashMap<>(Map.of(KIND, CHECKPOINT));
    metadata.putAll(about);
    new SafeTensors(metadata, tensors).write(file);
  }

  /// @throws FormatException if the file cannot be read or is no checkpoint
  public static Saved read(Path file) {
    var all = SafeTensors.read(file);
    if (!CHECKPOINT.equals(all.metadata().get(KIND))) {
      throw new FormatException(file, "not a checkpoint that this version of Ranvier can resume");
    }
    var about = new LinkedHashMap<>(all.metadata());
    about.remove(KIND);
    return new Saved(file, Collections.unmodifiableMap(about), progress(file, all), all);
  }

  private static SequencedMap<String, Entry> under(String prefix, SafeTensors all) {
    var some = new LinkedHashMap<String, Entry>();
    all.tensors()
        .forEach(
            (name, entry) -> {
              if (name.startsWith(prefix)) some.put(name.substring(prefix.length()), entry);
            });
    return some;
  }

  private static Entry epochs(List<Epoch> epochs) {
    var numbers = new double[epochs.size() * EPOCH_NUMBERS];
    int i = 0;
    for (var epoch : epochs) {
      var test = epoch.test().orElse(new Score(Double.NaN, Double.NaN));
      numbers[i++] = epoch.number();
      numbers[i++] = epoch.examples();
      numbers[i++] = epoch.training().loss();
      numbers[i++] = epoch.training().accuracy();
      numbers[i++] = test.loss();
      numbers[i++] = test.accuracy();
      numbers[i++] = epoch.learningRate();
      numbers[i++] = epoch.seconds();
    }
    return entry(numbers, epochs.size(), EPOCH_NUMBERS);
  }

  private static Entry batch(Progress progress) {
    var tally = progress.tally();
    double[] numbers = {
      progress.batches(), tally.examples(), tally.loss(), tally.hits(), progress.seconds()
    };
    return entry(numbers, numbers.length);
  }

  private static Entry entry(double[] numbers, int... dims) {
    var data = Arena.ofAuto().allocate(DOUBLE, Math.max(numbers.length, 1));
    for (int i = 0; i < numbers.length; i++) data.setAtIndex(DOUBLE, i, numbers[i]);
    var type = TensorType.of(DType.F64, dims);
    return new Entry(type, data.asSlice(0, type.byteSize()));
  }

  private static Progress progress(Path file, SafeTensors all) {
    var epochs = new ArrayList<Epoch>();
    double[] rows = numbers(file, all, EPOCHS);
    for (int at = 0; at + EPOCH_NUMBERS <= rows.length; at += EPOCH_NUMBERS) {
      epochs.add(epoch(rows, at));
    }
    double[] batch = numbers(file, all, BATCH);
    if (batch.length != BATCH_NUMBERS || rows.length % EPOCH_NUMBERS != 0) {
      throw new FormatException(file, "the checkpoint's progress is not as it must be");
    }
    var tally = new Tally((long) batch[1], batch[2], (long) batch[3]);
    return new Progress(epochs, (int) batch[0], tally, batch[4], tensors(BEST, all));
  }

  private static Epoch epoch(double[] rows, int at) {
    var test = new Score(rows[at + 4], rows[at + 5]);
    return new Epoch(
        (int) rows[at],
        (long) rows[at + 1],
        new Score(rows[at + 2], rows[at + 3]),
        Double.isNaN(test.accuracy()) ? Optional.empty() : Optional.of(test),
        rows[at + 6],
        rows[at + 7]);
  }

  private static Map<String, Tensor> tensors(String prefix, SafeTensors all) {
    var tensors = new LinkedHashMap<String, Tensor>();
    under(prefix, all)
        .forEach((name, entry) -> tensors.put(name, Tensor.of(entry.type(), entry.data())));
    return tensors;
  }

  private static double[] numbers(Path file, SafeTensors all, String name) {
    var entry = all.tensors().get(name);
    if (entry == null || entry.type().dtype() != DType.F64) {
      throw new FormatException(file, "the checkpoint has no numbers at " + name);
    }
    return entry.data().toArray(DOUBLE);
  }
}
