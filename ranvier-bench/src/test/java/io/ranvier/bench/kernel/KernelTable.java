package io.ranvier.bench.kernel;

import io.ranvier.backend.cpu.Parallel;
import io.ranvier.bench.CeilingBenchmark;
import io.ranvier.bench.Ceilings;
import java.util.List;
import java.util.Locale;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/// Measures the kernels whose names hold a text, and prints each beside its ceiling.
///
/// The ceiling is the larger of two times: that of the kernel's additions and multiplications at
/// the machine's peak, and that of moving its operands once at the speed of a copy. Both are
/// measured first. What fits into a cache can be faster than a copy of memory: a share above 100 %.
public final class KernelTable {
  private final String filter;
  private final Ceilings ceilings = new CeilingBenchmark().best(1);

  private KernelTable(String filter) {
    this.filter = filter;
  }

  /// @param arguments a text that the names of the kernels hold; without it all are measured
  public static void main(String[] arguments) throws RunnerException {
    new KernelTable(arguments.length == 0 ? "" : arguments[0]).print();
  }

  private static ChainedOptionsBuilder options() {
    return new OptionsBuilder().verbosity(VerboseMode.SILENT);
  }

  private void print() throws RunnerException {
    line(
        "ceilings with %d threads: %.0f GFLOP/s, %.1f GB/s read and written%n%n",
        Parallel.threads(), ceilings.flopsPerSecond() / 1e9, ceilings.bytesPerSecond() / 1e9);
    line("%-50s %10s %9s %7s  %-7s %7s%n", "kernel", "µs", "GFLOP/s", "GB/s", "bound", "share");
    for (var name : names()) if (name.contains(filter)) print(name);
  }

  private void print(String name) throws RunnerException {
    var options = options().include(KernelBenchmark.class.getName()).param("kernel", name).build();
    var result = new Runner(options).runSingle().getPrimaryResult();
    double seconds = result.getStatistics().getPercentile(50) / 1e6;
    var kernel = KernelCase.of(name);
    double computing = kernel.flops() / ceilings.flopsPerSecond();
    double moving = kernel.bytes() / ceilings.bytesPerSecond();
    line(
        "%-50s %10.1f %9s %7.1f  %-7s %5.0f %%%n",
        name,
        seconds * 1e6,
        kernel.flops() == 0
            ? ""
            : String.format(Locale.ROOT, "%.1f", kernel.flops() / seconds / 1e9),
        kernel.bytes() / seconds / 1e9,
        computing > moving ? "compute" : "memory",
        100 * Math.max(computing, moving) / seconds);
  }

  /// Of all kernels that are measured.
  static List<String> names() {
    try {
      return List.of(KernelBenchmark.class.getField("kernel").getAnnotation(Param.class).value());
    } catch (NoSuchFieldException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void line(String format, Object... arguments) {
    System.out.printf(Locale.ROOT, format, arguments);
  }
}
