package io.ranvier.cli;

import io.ranvier.bench.Workload;
import io.ranvier.cli.report.Console;
import io.ranvier.data.DataException;
import io.ranvier.io.FormatException;
import io.ranvier.op.Recurrence.Kind;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/// The `ranvier` command: shows its help where no subcommand is named.
@Command(
    name = "ranvier",
    description = "Trains, evaluates and explains neural networks.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class)
public final class Main implements Runnable {
  private final Console console;

  @Spec private CommandSpec spec = CommandSpec.create();

  private Main(Console console) {
    this.console = console;
  }

  /// Runs the command and ends the process with its exit code: 0 when all went well, 2 for wrong
  /// input, 1 for everything else.
  public static void main(String[] arguments) {
    System.exit(run(Console.ofThisProcess(), arguments));
  }

  static int run(Console console, String... arguments) {
    try {
      return commandLine(console).execute(arguments);
    } catch (OutOfMemoryError e) {
      console.err().println("ranvier: out of memory: " + e.getMessage());
      return ExitCode.SOFTWARE;
    }
  }

  private static CommandLine commandLine(Console console) {
    return new CommandLine(new Main(console))
        .addSubcommand(new TrainCommand(console))
        .addSubcommand(new EvaluateCommand(console))
        .addSubcommand(new PredictCommand(console))
        .addSubcommand(new TrainTextCommand(console))
        .addSubcommand(new GenerateCommand(console))
        .addSubcommand(new SummaryCommand(console))
        .addSubcommand(new ExplainCommand(console))
        .addSubcommand(new ActivationsCommand(console))
        .addSubcommand(new BenchCommand(console))
        .addSubcommand(new ScaleCommand(console))
        .addSubcommand(new RatesCommand(console))
        .addSubcommand(new AugmentCommand(console))
        .registerConverter(Network.class, text -> choice(text, Network.values()))
        .registerConverter(Workload.class, text -> choice(text, Workload.values()))
        .registerConverter(
            BenchCommand.Mode.class, text -> choice(text, BenchCommand.Mode.values()))
        .registerConverter(Whitening.class, text -> choice(text, Whitening.values()))
        .registerConverter(Variation.class, text -> choice(text, Variation.values()))
        .registerConverter(Kind.class, text -> choice(text, Kind.values()))
        .registerConverter(Method.class, text -> choice(text, Method.values()))
        .registerConverter(Pace.class, text -> choice(text, Pace.values()))
        .setOut(writer(console.out()))
        .setErr(writer(console.err()))
        .setParameterExceptionHandler(
            (e, all) -> refuse(console, usage(unknownOptionFirst(e, all))))
        .setExecutionExceptionHandler((e, _, _) -> fail(console, e));
  }

  /// The choice of that name, in letters of any size.
  private static <T> T choice(String text, T[] choices) {
    for (var choice : choices) {
      if (choice.toString().equalsIgnoreCase(text)) return choice;
    }
    throw new TypeConversionException(
        "expected one of %s but got '%s'".formatted(Arrays.toString(choices), text));
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(stream, true, stream.charset());
  }

  @Override
  public void run() {
    spec.commandLine().usage(console.out());
  }

  /// In `train --epoch 3` the option is what is wrong, not that no model is called 3.
  private static ParameterException unknownOptionFirst(ParameterException e, String[] arguments) {
    var command = e.getCommandLine();
    var known = command.getCommandSpec().optionsMap();
    for (var argument : arguments) {
      var name = argument.replaceFirst("=.*", "");
      if (name.startsWith("--") && !known.containsKey(name)) {
        return new UnmatchedArgumentException(command, List.of(name));
      }
    }
    return e;
  }

  private static String usage(ParameterException e) {
    var similar =
        e instanceof UnmatchedArgumentException unmatched
            ? String.join(" or ", unmatched.getSuggestions())
            : "";
    var hint =
        similar.isEmpty()
            ? "see " + e.getCommandLine().getCommandSpec().qualifiedName() + " --help"
            : "did you mean " + similar + "?";
    return e.getMessage() + "; " + hint;
  }

  /// Wrong input: a line that says what is wrong. What is wrong with us has a stack trace.
  private static int fail(Console console, Exception failure) throws Exception {
    return switch (failure) {
      case DataException e -> refuse(console, e.getMessage());
      case FormatException e -> refuse(console, e.getMessage());
      case UncheckedIOException e -> refuse(console, e.getMessage());
      case ParameterException e -> refuse(console, usage(e));
      case Failure e -> {
        refuse(console, e.getMessage());
        yield ExitCode.SOFTWARE;
      }
      default -> throw failure;
    };
  }

  private static int refuse(Console console, @Nullable String reason) {
    console.err().println("ranvier: " + String.valueOf(reason).replaceAll("\\s+", " "));
    return ExitCode.USAGE;
  }

  /// The version that the build wrote into the module, and the JDK we run on.
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"Ranvier " + Machine.ranvier(), "Java " + Runtime.version()};
    }
  }
}
