package io.ranvier.cli;

import java.lang.module.ModuleDescriptor;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/// The `ranvier` command: shows its help where no subcommand is named.
@Command(
    name = "ranvier",
    description = "Trains, evaluates and explains neural networks.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class)
public final class Main implements Runnable {

  private Main() {}

  /// Runs the command and ends the process with its exit code: 0 when all went well, 2 for wrong
  /// input.
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Main()).execute(arguments));
  }

  @Override
  public void run() {
    CommandLine.usage(this, System.out);
  }

  /// The version that the build wrote into the module, and the JDK we run on.
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      var version =
          Optional.ofNullable(Main.class.getModule().getDescriptor())
              .flatMap(ModuleDescriptor::rawVersion)
              .orElse("(unpackaged)");
      return new String[] {"Ranvier " + version, "Java " + Runtime.version()};
    }
  }
}
