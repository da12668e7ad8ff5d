package io.ranvier.cli;

import io.ranvier.cli.report.Console;
import io.ranvier.cli.report.Json;
import io.ranvier.io.Checkpoints;
import io.ranvier.train.Progress;
import java.util.ArrayList;
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
          "${COMPLETION-CANDIDATES}: what the network reads is decorrelated (default:"
              + " ${DEFAULT-VALUE})")
  private Whitening whitening = Whitening.NONE;

  @Option(
      names = "--augment",
      paramLabel = "NAME",
      split = ",",
      description =
          "${COMPLETION-CANDIDATES}, or several with commas between: pictures change so each time"
              + " they are learned from (default: none)")
  private List<Variation> variations = new ArrayList<>();

  @Mixin private TrainingOptions options = new TrainingOptions(5, 64, 0.003, 0.5);

  @Mixin private Threads threads = new Threads();

  TrainCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    threads.use();
    options.check();
    var resume = options.resume();
    var session = resume == null ? begin() : resume(new RunFolder(resume));
    var result = session.run(console);
    if (options.json()) {
      console.out().println(Json.line(result));
    }
    return 0;
  }

  private Session begin() {
    var settings =
        new Settings(
            Objects.requireNonNullElse(network, Network.LENET5),
            whitening,
            variations,
            options.seed(),
            options.batch(),
            options.descent());
    var source = Objects.requireNonNullElse(data, DATA);
    var lessons = DataSource.read(source, console);
    requireFitting(settings.network(), lessons);
    if (!variations.isEmpty() && lessons.normalisation().isEmpty()) {
      throw wrong("--augment changes pictures, but %s is a table".formatted(lessons.name()));
    }
    options.requireSteps(Math.ceilDiv(lessons.count(), settings.batch()));
    var provenance = Provenance.of(settings, DataSource.absolute(source), lessons);
    var folder = options.create(settings.network().toString(), lessons.name());
    return new Session(
        TrainingRun.fresh(provenance, lessons, folder), options.epochs(), Progress.NONE);
  }

  private Session resume(RunFolder folder) {
    options.requireNoSettings("--data");
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
    return new Session(run, options.epochs(Session.epochs(saved)), saved.progress());
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

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
