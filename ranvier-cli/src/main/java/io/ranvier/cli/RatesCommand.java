package io.ranvier.cli;

import io.ranvier.backend.cpu.Parallel;
import io.ranvier.bench.CeilingBenchmark;
import io.ranvier.bench.Ceilings;
import io.ranvier.bench.PartBenchmark;
import io.ranvier.bench.PartRate;
import io.ranvier.bench.part.Part;
import io.ranvier.bench.part.Parts;
import io.ranvier.bench.part.Sizes;
import io.ranvier.cli.report.Bar;
import io.ranvier.cli.report.Console;
import io.ranvier.cli.report.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `ranvier rates`
@Command(
    name = "rates",
    description =
        "Times the parts of networks one by one, forward alone and in training with all gradients,"
            + " and sets each beside what the machine could do at the same time.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class RatesCommand implements Callable<Integer> {
  private final Console console;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "TEXT",
      description = "the parts whose names or families hold it, such as pool; without it all")
  private String filter = "";

  @Option(
      names = "--seconds",
      paramLabel = "SECONDS",
      defaultValue = "0.2",
      description =
          "how long each is run before it is timed, at least, and then again (default:"
              + " ${DEFAULT-VALUE})")
  private double seconds;

  @Option(names = "--small", description = "tiny inputs: to see that all parts run")
  private boolean small;

  @Option(names = "--json", description = "prints a line of JSON for each")
  private boolean json;

  @Mixin private Threads threads = new Threads();

  RatesCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    if (!(seconds >= 0)) {
      throw new ParameterException(
          spec.commandLine(), "--seconds is %s, and must be at least 0".formatted(seconds));
    }
    threads.use();
    var chosen = chosen();
    var machine = new CeilingBenchmark();
    var benchmark = new PartBenchmark(seconds, machine);
    warmUp(benchmark, chosen.values().stream().flatMap(List::stream).toList());
    var best = machine.best(small ? 0 : 1);
    if (!json) head(best);
    chosen.forEach(
        (family, parts) -> {
          if (!json) console.out().printf("%n%s%n", family);
          for (var part : parts) {
            for (var pass : part.passes()) {
              var rate = benchmark.rate(part, pass);
              console.out().println(json ? json(family, rate) : row(rate));
            }
          }
        });
    return 0;
  }

  /// All of them shortly, so that what one needs is compiled while others run.
  private void warmUp(PartBenchmark benchmark, List<Part> parts) {
    try (var bar = new Bar(console, "compiling", parts.size(), "parts")) {
      for (int i = 0; i < parts.size(); i++) {
        for (var pass : parts.get(i).passes()) benchmark.warmUp(parts.get(i), pass);
        bar.stepTo(i + 1, parts.get(i).name());
      }
    }
  }

  private SequencedMap<String, List<Part>> chosen() {
    var chosen = new LinkedHashMap<String, List<Part>>();
    Parts.families(small ? Sizes.SMALL : Sizes.USUAL)
        .forEach(
            (family, all) -> {
              var parts = holds(family) ? all : all.stream().filter(p -> holds(p.name())).toList();
              if (!parts.isEmpty()) chosen.put(family, parts);
            });
    if (chosen.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(),
          "no part that is timed is called '%s'; without a name all are".formatted(filter));
    }
    return chosen;
  }

  private boolean holds(String name) {
    return name.toLowerCase(Locale.ROOT).contains(filter.toLowerCase(Locale.ROOT));
  }

  private void head(Ceilings ceilings) {
    console
        .out()
        .printf(
            Locale.ROOT,
            "ceilings with %d threads at best: %.0f GFLOP/s, %.1f GB/s read and written%n"
                + "share: of what the machine did beside the part, turn by turn%n%n"
                + "%-71s %-8s %9s %8s %8s  %-7s %6s%n",
            Parallel.threads(),
            ceilings.flopsPerSecond() / 1e9,
            ceilings.bytesPerSecond() / 1e9,
            "part",
            "pass",
            "ms",
            "GFLOP/s",
            "GB/s",
            "ceiling",
            "share");
  }

  private static String row(PartRate rate) {
    return String.format(
        Locale.ROOT,
        "%-71s %-8s %9.3f %8s %8.1f  %-7s %4.0f %%%s",
        rate.part().name() + " " + rate.part().size(),
        rate.pass(),
        rate.milliseconds(),
        rate.flops() == 0 ? "" : String.format(Locale.ROOT, "%.0f", rate.gigaflopsPerSecond()),
        rate.gigabytesPerSecond(),
        ceiling(rate),
        100 * rate.share(),
        rate.reference().isEmpty() ? "" : "  by the reference backend: " + rate.reference());
  }

  private static String ceiling(PartRate rate) {
    return rate.isComputing() ? "compute" : "memory";
  }

  private static String json(String family, PartRate rate) {
    var line = new LinkedHashMap<String, Object>();
    line.put("family", family);
    line.put("part", rate.part().name());
    line.put("size", rate.part().size());
    line.put("pass", rate.pass());
    line.put("median_ms", rate.milliseconds());
    line.put("bytes", rate.bytes());
    line.put("flops", rate.flops());
    line.put("ceiling", ceiling(rate));
    line.put("share", rate.share());
    line.put("kernels", rate.kernels());
    line.put("reference", rate.reference());
    line.put("peak_flops_per_s", rate.ceilings().flopsPerSecond());
    line.put("copied_bytes_per_s", rate.ceilings().bytesPerSecond());
    line.put("threads", Parallel.threads());
    return Json.line(line);
  }
}
