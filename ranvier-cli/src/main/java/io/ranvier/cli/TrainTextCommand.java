package io.ranvier.cli;

import io.ranvier.cli.report.Console;
import io.ranvier.cli.report.Json;
import io.ranvier.data.text.Text;
import io.ranvier.io.Checkpoints;
import io.ranvier.op.Recurrence.Kind;
import io.ranvier.train.Epoch;
import io.ranvier.train.Progress;
import io.ranvier.train.Training;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `ranvier train-text`
@Command(
    name = "train-text",
    description = "Trains a recurrent network to foretell the characters of a text.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class TrainTextCommand implements Callable<Integer> {
  /// So many minutes are no limit.
  private static final double LONGEST = 1e6;

  private final Console console;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      arity = "0..1",
      paramLabel = "FILE",
      description = "a text in UTF-8; its last 5 %% are held out")
  private @Nullable Path file;

  @Option(
      names = "--cell",
      paramLabel = "KIND",
      description = "lstm, gru, mgu, tanh or relu (default: lstm)")
  private Kind kind = Kind.LSTM;

  @Option(names = "--hidden", paramLabel = "N", description = "width of a layer (default: 512)")
  private int hidden = 512;

  @Option(names = "--layers", paramLabel = "N", description = "how many (default: 2)")
  private int layers = 2;

  @Option(
      names = "--dropout",
      paramLabel = "RATE",
      description = "between the layers (default: 0.2)")
  private double dropout = 0.2;

  @Option(
      names = "--minutes",
      paramLabel = "N",
      description = "stops after so long, as Ctrl-C does (default: no limit)")
  private double minutes = Double.POSITIVE_INFINITY;

  @Option(names = "--steps", paramLabel = "N", description = "characters of a window (default: 64)")
  private int steps = 64;

  @Mixin private TrainingOptions options = new TrainingOptions(6, 32, 0.002, 0.85);

  @Mixin private Threads threads = new Threads();

  TrainTextCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    threads.use();
    options.check();
    options.requirePositive("--minutes", Math.min(minutes, LONGEST));
    var resume = options.resume();
    return resume == null ? begin() : resume(new RunFolder(resume));
  }

  private int begin() {
    if (file == null) throw wrong("a text is needed: train-text FILE");
    options.requirePositive("--hidden", hidden);
    options.requirePositive("--layers", layers);
    options.requirePositive("--steps", steps);
    if (!(dropout >= 0 && dropout < 1)) {
      throw wrong("--dropout is %s, and must be in [0, 1)".formatted(dropout));
    }
    var text = Text.read(file);
    var settings =
        new TextSettings(
            kind,
            hidden,
            layers,
            dropout,
            options.seed(),
            options.batch(),
            steps,
            options.descent());
    options.requireSteps(TextRun.epochSteps(text, settings));
    var folder = options.create(kind.toString(), text.name().replaceFirst("\\..*", ""));
    var run = new TextRun(TextProvenance.of(settings, file, text), text, folder);
    return train(run, options.epochs(), Progress.NONE);
  }

  private int resume(RunFolder folder) {
    options.requireNoSettings("--minutes");
    var saved = Checkpoints.read(folder.checkpoint());
    var provenance = TextProvenance.of(saved.file(), saved.about());
    var text = Text.read(file == null ? Path.of(provenance.source()) : file);
    if (!text.contentHash().equals(provenance.dataHash())) {
      throw wrong("%s is not the text that the run began with".formatted(text.name()));
    }
    var run = new TextRun(provenance, text, folder);
    run.restore(saved);
    return train(run, options.epochs(Session.epochs(saved)), saved.progress());
  }

  private int train(TextRun run, int wanted, Progress from) {
    long end = System.nanoTime() + (long) (Math.min(minutes, LONGEST) * 60e9);
    long start = System.nanoTime();
    Training training;
    try (var interruption = new Interruption()) {
      BooleanSupplier stop = () -> interruption.isRequested() || System.nanoTime() > end;
      training = run.train(wanted, from, stop, console);
    }
    report(run, training, (System.nanoTime() - start) / 1e9);
    return 0;
  }

  private void report(TextRun run, Training training, double seconds) {
    var path = run.folder().path();
    var done = training.epochs();
    if (!done.isEmpty()) {
      console
          .out()
          .printf(
              Locale.ROOT,
              "%.4f nats per character on the last %.0f %% of the text; the run is in %s%n",
              loss(done.getLast()),
              100 * TextRun.HELD_OUT,
              path);
    }
    if (training.end() == Training.End.STOPPED) {
      console.err().println("stopped; go on with: ranvier train-text --resume " + path);
    }
    if (!options.json()) return;
    var results = new LinkedHashMap<String, Object>(run.provenance().settings().toMetadata());
    results.put("epochs", done.size());
    if (!done.isEmpty()) {
      results.put("test_loss", loss(done.getLast()));
      var last = done.getLast();
      results.put("items_per_s", last.examples() / last.seconds());
    }
    results.put("seconds", seconds);
    results.put("peak_rss_mb", Machine.peakResidentMegabytes());
    results.put("out", path.toString());
    console.out().println(Json.line(results));
  }

  private static double loss(Epoch epoch) {
    return epoch.test().orElseThrow().loss();
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
