package io.ranvier.cli;

import io.ranvier.cli.report.Console;
import io.ranvier.cli.report.Json;
import io.ranvier.data.Dataset;
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
      description = "mnist, fashion-mnist, or a folder that holds such a set (default: mnist)")
  private @Nullable String data;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description = "passes over the data in all (default: 5)")
  private @Nullable Integer epochs;

  @Option(
      names = "--batch",
      paramLabel = "N",
      description = "pictures per training step (default: 64)")
  private @Nullable Integer batch;

  @Option(
      names = "--lr",
      paramLabel = "RATE",
      description = "learning rate of the first epoch (default: the optimiser's own)")
  private @Nullable Double learningRate;

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
    var chosenMethod = Objects.requireNonNullElse(method, Method.ADAM);
    var settings =
        new Settings(
            Objects.requireNonNullElse(network, Network.LENET5),
            Objects.requireNonNullElse(seed, 0L),
            Objects.requireNonNullElse(batch, BATCH),
            chosenMethod,
            Objects.requireNonNullElse(learningRate, chosenMethod.learningRate()));
    var source = Objects.requireNonNullElse(data, DATA);
    var dataset = DataSource.read(source, console);
    requireFitting(settings.network(), dataset);
    var provenance = Provenance.of(settings, DataSource.absolute(source), dataset);
    var folder =
        out == null ? RunFolder.fresh(settings.network(), dataset.name()) : new RunFolder(out);
    folder.create();
    return new Session(
        new TrainingRun(provenance, dataset, folder),
        Objects.requireNonNullElse(epochs, EPOCHS),
        Progress.NONE);
  }

  private Session resume(RunFolder folder) {
    requirePositive("--epochs", epochs);
    requireAbsent("--batch", batch);
    requireAbsent("--lr", learningRate);
    requireAbsent("--optimizer", method);
    requireAbsent("--seed", seed);
    requireAbsent("--out", out);
    var saved = Checkpoints.read(folder.checkpoint());
    var provenance = Provenance.of(saved.file(), saved.about());
    if (network != null && network != provenance.settings().network()) {
      throw wrong("the run trains %s, not %s".formatted(provenance.settings().network(), network));
    }
    var dataset = DataSource.read(Objects.requireNonNullElse(data, provenance.source()), console);
    if (!dataset.contentHash().equals(provenance.dataHash())) {
      throw wrong(
          "%s is not the data that the run began with (%s); name the right one by --data"
              .formatted(dataset.name(), provenance.data()));
    }
    var run = new TrainingRun(provenance, dataset, folder);
    run.restore(saved);
    int wanted = epochs == null ? Session.epochs(saved) : epochs;
    return new Session(run, wanted, saved.progress());
  }

  private void requireFitting(Network network, Dataset dataset) {
    var wanted = network.input(1).without(List.of(0));
    var picture = dataset.train().picture();
    if (!wanted.equals(picture)) {
      throw wrong(
          "%s reads pictures of %s, but those of %s are %s"
              .formatted(network, wanted, dataset.name(), picture));
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
