package io.ranvier.cli;

import io.ranvier.backend.cpu.Parallel;
import io.ranvier.bench.ScalePoint;
import io.ranvier.bench.ScalePoint.Axis;
import io.ranvier.cli.report.Console;
import io.ranvier.cli.report.ScaleChart;
import io.ranvier.cli.report.ScaleTime;
import io.ranvier.io.AtomicFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `ranvier scale`
@Command(
    name = "scale",
    description =
        "Times a step of a plain convolutional network against batch, width, depth and side of the"
            + " picture, and draws the four curves.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class ScaleCommand implements Callable<Integer> {
  private final Console console;

  @Option(names = "--infer", description = "times inference instead of training")
  private boolean infer;

  @Option(
      names = "--warmup",
      paramLabel = "SECONDS",
      defaultValue = "5",
      description = "before each point (default: ${DEFAULT-VALUE})")
  private double warmup;

  @Option(
      names = "--peer",
      paramLabel = "FILE",
      description = "lines of JSON, as --json prints them, of another system to draw beside")
  private @Nullable Path peer;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      defaultValue = "scale.svg",
      description = "where the curves are drawn (default: ${DEFAULT-VALUE})")
  private Path out = Path.of("scale.svg");

  @Option(names = "--json", description = "prints a line of JSON for each point")
  private boolean json;

  @Mixin private Threads threads = new Threads();

  ScaleCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    threads.use();
    var times = new ArrayList<ScaleTime>();
    if (peer != null) times.addAll(ofThisMode(ScaleTime.read(peer)));
    if (!json) console.out().printf("%-6s %6s %10s %10s%n", "axis", "value", "ms", "items/s");
    for (var axis : Axis.values()) {
      for (var point : ScalePoint.of(axis)) {
        var time = measured(point);
        times.add(time);
        console.out().println(json ? time.json() : row(time));
      }
    }
    AtomicFile.write(out, ScaleChart.svg(times));
    console.err().println("the curves are in " + out);
    return 0;
  }

  private String mode() {
    return infer ? "infer" : "train";
  }

  private List<ScaleTime> ofThisMode(List<ScaleTime> all) {
    return all.stream().filter(time -> time.mode().equals(mode())).toList();
  }

  private ScaleTime measured(ScalePoint point) {
    double milliseconds = point.benchmark(!infer).run(warmup).medianMilliseconds();
    return new ScaleTime(
        "ranvier",
        point.axis().toString(),
        point.value(),
        mode(),
        point.batch(),
        Parallel.threads(),
        milliseconds);
  }

  private static String row(ScaleTime time) {
    return String.format(
        Locale.ROOT,
        "%-6s %6d %10.3f %10.0f",
        time.axis(),
        time.value(),
        time.milliseconds(),
        time.batch() * 1000 / time.milliseconds());
  }
}
