import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.StringWrapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Checks or applies google-java-format on every Java file below the working directory.
///
/// The formatter needs a newer JDK than the one that may run Maven, so the build starts this file
/// with the JDK it compiles with: `java -cp <formatter> tools/Format.java check|apply`.
final class Format {
  private static final Formatter FORMATTER = new Formatter();

  private Format() {}

  static void main(String[] arguments) throws IOException {
    var mode = arguments.length == 1 ? arguments[0] : "";
    if (!List.of("check", "apply").contains(mode)) {
      fail("format: got %s, expected check or apply".formatted(List.of(arguments)));
    }
    var different = sources().parallelStream().filter(Format::isUnformatted).sorted().toList();
    if (mode.equals("apply")) {
      for (var file : different) {
        Files.writeString(file, formatted(file));
        IO.println("formatted " + file);
      }
    } else if (!different.isEmpty()) {
      different.forEach(file -> System.err.println("not formatted: " + file));
      fail(
          "format: %d files differ; run: mvn -q -N verify -Dformat=apply"
              .formatted(different.size()));
    }
  }

  /// All sources, without what the build or a user's tools put in folders of their own.
  private static List<Path> sources() throws IOException {
    try (var files = Files.walk(Path.of(""))) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .filter(file -> !hasGeneratedParent(file))
          .toList();
    }
  }

  private static boolean hasGeneratedParent(Path file) {
    for (var name : file) {
      if (name.toString().equals("target") || name.toString().startsWith(".")) return true;
    }
    return false;
  }

  private static boolean isUnformatted(Path file) {
    try {
      return !formatted(file).equals(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String formatted(Path file) throws IOException {
    try {
      return StringWrapper.wrap(
          FORMATTER.formatSourceAndFixImports(Files.readString(file)), FORMATTER);
    } catch (FormatterException e) {
      throw new IOException("format: %s does not parse: %s".formatted(file, e.getMessage()), e);
    }
  }

  private static void fail(String message) {
    System.err.println(message);
    System.exit(1);
  }
}
