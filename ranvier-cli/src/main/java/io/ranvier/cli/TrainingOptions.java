package io.ranvier.cli;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The options of all commands that train: how, and where what is learned is kept.
final class TrainingOptions {
  private final double adamRate;

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description = "passes over the data in all (default: ${DEFAULT-VALUE})")
  private int epochs;

  @Option(
      names = "--batch",
      paramLabel = "N",
      description = "examples, or windows of a text, of a step (default: ${DEFAULT-VALUE})")
  private int batch;

  @Option(
      names = "--optimizer",
      paramLabel = "NAME",
      description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
  private Method method = Method.ADAM;

  @Option(
      names = "--lr",
      paramLabel = "RATE",
      description = "learning rate: the first, or the highest (default: the optimiser's own)")
  private @Nullable Double learningRate;

  @Option(
      names = "--schedule",
      paramLabel = "NAME",
      description =
          "how it changes: ${COMPLETION-CANDIDATES}; one of an end has it with the epochs that the"
              + " run begins with (default: ${DEFAULT-VALUE})")
  private Pace pace = Pace.DECAY;

  @Option(
      names = "--decay",
      paramLabel = "FACTOR",
      description =
          "what an epoch's learning rate is of the one before (default: ${DEFAULT-VALUE})")
  private double decay;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "the same seed gives the same weights, bit for bit (default: ${DEFAULT-VALUE})")
  private long seed;

  @Option(
      names = "--out",
      paramLabel = "FOLDER",
      description = "where the run is kept (default: a new folder in runs)")
  private @Nullable Path out;

  @Option(
      names = "--resume",
      paramLabel = "RUN",
      description = "goes on with the run in this folder, as if it had never stopped")
  private @Nullable Path resume;

  @Option(names = "--json", description = "prints a line of JSON at the end")
  private boolean json;

  /// With what holds where nothing is said.
  ///
  /// @param adamRate the learning rate of Adam, which trains where no optimiser is named
  TrainingOptions(int epochs, int batch, double adamRate, double decay) {
    this.epochs = epochs;
    this.batch = batch;
    this.adamRate = adamRate;
    this.decay = decay;
  }

  /// Refuses values that nothing can be trained with.
  void check() {
    requirePositive("--epochs", epochs);
    requirePositive("--batch", batch);
    requirePositive("--decay", decay);
    if (learningRate != null) requirePositive("--lr", learningRate);
    if (isGiven("--decay") && pace != Pace.DECAY) {
      throw wrong("--decay goes with --schedule %s, not %s".formatted(Pace.DECAY, pace));
    }
  }

  void requirePositive(String option, Number value) {
    double number = value.doubleValue();
    if (!(number > 0 && number < 1e9)) {
      throw wrong("%s is %s, and must be positive".formatted(option, value));
    }
  }

  /// Refuses options that say how a training that is resumed is to go: all but `others`, and those
  /// which say how long.
  void requireNoSettings(String... others) {
    var allowed = List.of("--epochs", "--resume", "--threads", "--json");
    for (var option : spec.commandLine().getParseResult().matchedOptions()) {
      var name = option.longestName();
      if (!allowed.contains(name) && !List.of(others).contains(name)) {
        throw wrong(
            name + " cannot go with --resume: a run goes on with the settings it began with");
      }
    }
  }

  /// Refuses a training of so few steps that the schedule has no shape.
  ///
  /// @param epochSteps how many steps an epoch has
  void requireSteps(int epochSteps) {
    long steps = (long) epochSteps * epochs;
    if (steps < pace.fewestSteps()) {
      throw wrong(
          "--schedule %s wants at least %d steps, but %d epochs have %d"
              .formatted(pace, pace.fewestSteps(), epochs, steps));
    }
  }

  Descent descent() {
    return new Descent(method, learningRate(), pace, decay, epochs);
  }

  private double learningRate() {
    if (learningRate != null) return learningRate;
    return method == Method.ADAM ? adamRate : method.learningRate();
  }

  int epochs() {
    return epochs;
  }

  /// How many epochs there are to be, if it is said, else `saved`.
  int epochs(int saved) {
    return isGiven("--epochs") ? epochs : saved;
  }

  int batch() {
    return batch;
  }

  long seed() {
    return seed;
  }

  @Nullable Path resume() {
    return resume;
  }

  boolean json() {
    return json;
  }

  /// The folder of a run that begins, made.
  RunFolder create(String model, String data) {
    var folder = out == null ? RunFolder.fresh(model, data) : new RunFolder(out);
    folder.create();
    return folder;
  }

  private boolean isGiven(String option) {
    return spec.commandLine().getParseResult().hasMatchedOption(option);
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
