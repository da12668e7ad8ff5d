package io.ranvier.cli;

import io.ranvier.backend.cpu.Parallel;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `--threads`, which every command has that computes.
final class Threads {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "threads that compute (default: one per processor); the results do not differ")
  private @Nullable Integer threads;

  /// Computes with so many from now on.
  void use() {
    if (threads == null) return;
    int most = Parallel.most();
    if (threads < 1 || threads > most) {
      throw new ParameterException(
          spec.commandLine(), "--threads is %d, and must be 1 to %d".formatted(threads, most));
    }
    Parallel.threads(threads);
  }
}
