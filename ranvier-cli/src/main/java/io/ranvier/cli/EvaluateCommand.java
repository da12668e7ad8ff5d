package io.ranvier.cli;

import io.ranvier.cli.report.Console;
import io.ranvier.cli.report.Json;
import io.ranvier.cli.report.Reports;
import io.ranvier.train.Evaluation;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `ranvier evaluate`
@Command(
    name = "evaluate",
    description = "Tests a trained network on examples it has not learned from.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class EvaluateCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(paramLabel = "RUN", description = "the folder of a run, or its model.safetensors")
  private Path run = Path.of("");

  @Option(
      names = "--data",
      paramLabel = "DATA",
      description = "mnist, fashion-mnist, a folder, or a table (default: that of the run)")
  private @Nullable String data;

  @Mixin private Threads threads = new Threads();

  @Option(names = "--json", description = "prints a line of JSON at the end")
  private boolean json;

  EvaluateCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    threads.use();
    var saved = SavedModel.read(run);
    var provenance = saved.provenance();
    var source = Objects.requireNonNullElse(data, provenance.source());
    var lessons = DataSource.read(source, provenance.normalisation(), console);
    provenance.requireAlike(lessons);
    long start = System.nanoTime();
    var evaluation = Evaluation.of(saved.model(), KeptTraining.task(), lessons.tests());
    double seconds = (System.nanoTime() - start) / 1e9;
    console.out().print(Reports.evaluation(evaluation, lessons.classes()));
    if (json) {
      var results = new LinkedHashMap<String, Object>();
      results.put("model", provenance.settings().network());
      results.put("data", lessons.name());
      results.put("test_accuracy", evaluation.score().accuracy());
      results.put("test_loss", evaluation.score().loss());
      results.put("items_per_s", evaluation.examples() / seconds);
      results.put("seconds", seconds);
      results.put("peak_rss_mb", Machine.peakResidentMegabytes());
      console.out().println(Json.line(results));
    }
    return 0;
  }
}
