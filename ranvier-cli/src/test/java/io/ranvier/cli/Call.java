package io.ranvier.cli;

import io.ranvier.cli.report.Console;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;

/// What a call of the command printed, and its exit code.
record Call(int code, String out, String err) {

  static Call ranvier(Object... arguments) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    var console =
        new Console(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            OptionalInt.empty());
    int code = Main.run(console, Stream.of(arguments).map(Object::toString).toArray(String[]::new));
    return new Call(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /// The arguments, and those that come first wherever something is trained.
  static Call train(Path data, Object... arguments) {
    return ranvier(
        Stream.concat(Stream.of("train", "mlp", "--data", data), Stream.of(arguments)).toArray());
  }

  String lastLine() {
    return out.lines().toList().getLast();
  }

  List<String> errorLines() {
    return err.lines().toList();
  }
}
