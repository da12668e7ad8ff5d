package io.ranvier.cli;

import io.ranvier.backend.Memory;
import io.ranvier.backend.cpu.Parallel;
import io.ranvier.bench.StepBenchmark;
import io.ranvier.bench.Workload;
import io.ranvier.cli.report.Console;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `ranvier bench`
@Command(
    name = "bench",
    description = "Times whole training or inference steps on synthetic pictures.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class BenchCommand implements Callable<Integer> {
  private final Console console;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(index = "0", paramLabel = "WORKLOAD", description = "${COMPLETION-CANDIDATES}")
  private Workload workload = Workload.LENET_B64;

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "MODE",
      description = "${COMPLETION-CANDIDATES}")
  private Mode mode = Mode.TRAIN;

  @Option(
      names = "--warmup",
      paramLabel = "SECONDS",
      defaultValue = "10",
      description =
          "at least so long before the measurement, until the kernels are compiled (default:"
              + " ${DEFAULT-VALUE})")
  private double warmup;

  @Option(
      names = "--steps",
      paramLabel = "N",
      description = "measures so many steps (default: for two seconds, and at least five)")
  private @Nullable Integer steps;

  @Option(
      names = "--memory",
      description = "shows the memory in use ten times on the way; goes with --steps")
  private boolean memory;

  @Option(names = "--profile", description = "shows what each kernel takes, the slowest first")
  private boolean profile;

  @Option(names = "--json", description = "prints one JSON object")
  private boolean json;

  @Mixin private Threads threads = new Threads();

  enum Mode {
    TRAIN,
    INFER;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  BenchCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    if (steps != null && steps < 1) {
      throw wrong("--steps is %d, and must be positive".formatted(steps));
    }
    if (memory && steps == null) throw wrong("--memory goes with --steps");
    threads.use();
    var result = measure(new StepBenchmark(workload, mode == Mode.TRAIN));
    if (profile) console.out().println(new Profile(result.plan().costs()));
    console.out().print(json ? json(result) : table(result));
    return 0;
  }

  private StepBenchmark.Result measure(StepBenchmark benchmark) {
    if (steps == null) return benchmark.run(warmup);
    if (!memory) return benchmark.run(warmup, steps, _ -> {});
    int every = Math.max(steps / 10, 1);
    console.out().println("    step  resident MB  blocks in use MB");
    return benchmark.run(warmup, steps, step -> report(step, every));
  }

  private void report(int step, int every) {
    if (step % every != 0) return;
    console
        .out()
        .printf(
            Locale.ROOT,
            "%8d  %11.0f  %16.1f%n",
            step,
            Machine.residentMegabytes(),
            Memory.stats().inUse() / 1024.0 / 1024.0);
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  private String table(StepBenchmark.Result r) {
    return String.format(
        Locale.ROOT,
        "%s %s: %.3f ms a step (median of %,d; min %.3f, 90 %% under %.3f), %,.0f items/s%nmean per"
            + " step: graph %.1f µs, plan %.1f µs, kernels %.1f µs; peak memory %,.0f MB%nplan:"
            + " %,.1f MB of intermediate values, moves %,.1f MB; operations one by one would move"
            + " %,.1f MB%n",
        workload,
        mode,
        r.medianMilliseconds(),
        r.steps(),
        r.minMilliseconds(),
        r.p90Milliseconds(),
        r.itemsPerSecond(),
        r.buildMicroseconds(),
        r.planMicroseconds(),
        r.kernelMicroseconds(),
        Machine.peakResidentMegabytes(),
        r.plan().arenaBytes() / 1e6,
        r.plan().movedBytes() / 1e6,
        r.plan().operandBytes() / 1e6);
  }

  private String json(StepBenchmark.Result r) {
    return String.format(
        Locale.ROOT,
        "{\"system\":\"ranvier\",\"version\":\"%s\",\"workload\":\"%s\",\"mode\":\"%s\","
            + "\"layout\":\"planned\",\"batch\":%d,\"reps\":%d,"
            + "\"median_ms\":%.4f,\"min_ms\":%.4f,\"p90_ms\":%.4f,\"items_per_s\":%.2f,"
            + "\"graph_us\":%.2f,\"plan_us\":%.2f,\"kernels_us\":%.2f,\"peak_rss_mb\":%.0f,"
            + "\"threads\":%d}%n",
        Machine.ranvier(),
        workload,
        mode,
        workload.batch(),
        r.steps(),
        r.medianMilliseconds(),
        r.minMilliseconds(),
        r.p90Milliseconds(),
        r.itemsPerSecond(),
        r.buildMicroseconds(),
        r.planMicroseconds(),
        r.kernelMicroseconds(),
        Machine.peakResidentMegabytes(),
        Parallel.threads());
  }
}
