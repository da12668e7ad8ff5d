package io.ranvier.cli;

import io.ranvier.cli.report.ActivationGallery;
import io.ranvier.cli.report.Console;
import io.ranvier.io.AtomicFile;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `ranvier activations`
@Command(
    name = "activations",
    description = "Draws every activation with its derivative.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class ActivationsCommand implements Callable<Integer> {
  private final Console console;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "an SVG picture (default: activations.svg)")
  private Path out = Path.of("activations.svg");

  ActivationsCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    AtomicFile.write(out, ActivationGallery.svg());
    console.out().println("the picture is " + out);
    return 0;
  }
}
