package io.ranvier.cli;

import io.ranvier.cli.report.Console;
import io.ranvier.explain.Summary;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `ranvier summary`
@Command(
    name = "summary",
    description = "Shows a network's layers, shapes, parameters and multiply-adds for one picture.",
    mixinStandardHelpOptions = true)
final class SummaryCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(paramLabel = "MODEL", description = "${COMPLETION-CANDIDATES}")
  private Network network = Network.LENET5;

  SummaryCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    console.out().print(Summary.of(network.create(), network.input(1)));
    return 0;
  }
}
