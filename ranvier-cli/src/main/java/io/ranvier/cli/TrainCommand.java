package io.ranvier.cli;

import io.ranvier.cli.report.Console;
import io.ranvier.cli.report.Json;
import io.ranvier.io.Checkpoints;
import io.ranvier.train.Progress;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `ranvier train`
@Command(
    name = "train",
    description = "Trains a network, and keeps what it learned in a folder.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class TrainCommand implements Callable<Integer> {
  private static final int EPOCHS = 5;
  private static final int BATCH = 64;
  private static final double DECAY = 0.5;
  private static final String DATA = "mnist";

  private final Console console;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      arity = "0..1",
      paramLabel = "MODEL",
      description = "${COMPLETION-CANDIDATES} (default: lenet5)")
  private @Nullable Network network;

  @Option(
      names = "--data",
      paramLabel = "DATA",
      description =
          "mnist, fashion-mnist, a folder that holds such a set, CIFAR-10 or a folder of pictures"
              + " for each class, or a table (CSV, TSV) whose last column is the class (default:"
              + " mnist)")
  private @Nullable String data;

  @Option(
      names = "--whiten",
      paramLabel = "HOW",
      description =
          "${COMPLETION-CANDIDATES}: what the network reads is decorrelated (default: none)")
  private @Nullable Whitening whitening;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description = "passes over the data in all (default: 5)")
  private @Nullable Integer epochs;

  @Option(
      names = "--batch",
      paramLabel = "N",
      description = "examples per training step (default: 64)")
  private @Nullable Integer batch;

  @Option(
      names = "--lr",
      paramLabel = "RATE",
      description = "learning rate of the first epoch (default: the optimiser's own)")
  private @Nullable Double learningRate;

  @Option(
      names = "--decay",
      paramLabel = "FACTOR",
      description = "what an epoch's learning rate is of the one before (default: 0.5)")
  private @Nullable Double decay;

  @Option(
      names = "--optimizer",
      paramLabel = "NAME",
      description = "${COMPLETION-CANDIDATES} (default: adam)")
  private @Nullable Method method;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "the same seed gives the same weights, bit for bit (default: 0)")
  private @Nullable Long seed;

  @Mixin private Threads threads = new Threads();

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

  TrainCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    threads.use();
    var session = resume == null ? begin() : resume(new RunFolder(resume));
    var result = session.run(console);
    if (json) {
      console.out().println(Json.line(result));
    }
    return 0;
  }

  private Session begin() {
    requirePositive("--epochs", epochs);
    requirePositive("--batch", batch);
    requirePositive("--lr", learningRate);
    requirePositive("--decay", decay);
    var chosenMethod = Objects.requireNonNullElse(method, Method.ADAM);
    var settings =
        new Settings(
            Objects.requireNonNullElse(network, Network.LENET5),
            Objects.requireNonNullElse(whitening, Whitening.NONE),
            Objects.requireNonNullElse(seed, 0L),
            Objects.requireNonNullElse(batch, BATCH),
            chosenMethod,
            Objects.requireNonNullElse(learningRate, chosenMethod.learningRate()),
            Objects.requireNonNullElse(decay, DECAY));
    var source = Objects.requireNonNullElse(data, DATA);
    var lessons = DataSource.read(source, console);
    requireFitting(settings.network(), lessons);
    var provenance = Provenance.of(settings, DataSource.absolute(source), lessons);
    var folder =
        out == null
            ? RunFolder.fresh(settings.network().toString(), lessons.name())
            : new RunFolder(out);
    folder.create();
    return new Session(
        TrainingRun.fresh(provenance, lessons, folder),
        Objects.requireNonNullElse(epochs, EPOCHS),
        Progress.NONE);
  }

  private Session resume(RunFolder folder) {
    requirePositive("--epochs", epochs);
    requireAbsent("--whiten", whitening);
    requireAbsent("--batch", batch);
    requireAbsent("--lr", learningRate);
    requireAbsent("--decay", decay);
    requireAbsent("--optimizer", method);
    requireAbsent("--seed", seed);
    requireAbsent("--out", out);
    var saved = Checkpoints.read(folder.checkpoint());
    var provenance = Provenance.of(saved.file(), saved.about());
    if (network != null && network != provenance.settings().network()) {
      throw wrong("the run trains %s, not %s".formatted(provenance.settings().network(), network));
    }
    var source = Objects.requireNonNullElse(data, provenance.source());
    var lessons = DataSource.read(source, provenance.normalisation(), console);
    if (!lessons.contentHash().equals(provenance.dataHash())) {
      throw wrong(
          "%s is not the data that the run began with (%s); name the right one by --data"
              .formatted(lessons.name(), provenance.data()));
    }
    var run = TrainingRun.resumed(provenance, lessons, folder, saved);
    int wanted = epochs == null ? Session.epochs(saved) : epochs;
    return new Session(run, wanted, saved.progress());
  }

  private void requireFitting(Network network, Lessons lessons) {
    if (!network.reads(lessons.example())) {
      throw wrong(
          "%s reads pictures of %s, but those of %s are %s"
              .formatted(
                  network,
                  network.input(1).without(List.of(0)),
                  lessons.name(),
                  lessons.example()));
    }
  }

  private void requirePositive(String option, @Nullable Number value) {
    if (value != null && !(value.doubleValue() > 0 && value.doubleValue() < 1e9)) {
      throw wrong("%s is %s, and must be positive".formatted(option, value));
    }
  }

  private void requireAbsent(String option, @Nullable Object value) {
    if (value != null) {
      throw wrong(
          option + " cannot go with --resume: a run goes on with the settings it began with");
    }
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
