package io.ranvier.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What a run's record says about where it ran.
final class Machine {
  private Machine() {}

  /// The version that the build wrote into the module.
  static String ranvier() {
    var descriptor = Main.class.getModule().getDescriptor();
    return descriptor == null ? "(unpackaged)" : descriptor.rawVersion().orElse("(unpackaged)");
  }

  static String system() {
    return "%s %s %s"
        .formatted(
            System.getProperty("os.name"),
            System.getProperty("os.version"),
            System.getProperty("os.arch"));
  }

  /// The most memory that this process has had resident so far, in MiB. Linux keeps books of it;
  /// elsewhere it is what the heap takes now, which is less.
  static double peakResidentMegabytes() {
    return booked("VmHWM:");
  }

  /// The memory that this process has resident now, in MiB; elsewhere than on Linux, that of the
  /// heap.
  static double residentMegabytes() {
    return booked("VmRSS:");
  }

  private static double booked(String entry) {
    try (var lines = Files.lines(Path.of("/proc/self/status"))) {
      var found = lines.filter(line -> line.startsWith(entry)).findFirst();
      if (found.isPresent()) return Long.parseLong(found.get().replaceAll("\\D", "")) / 1024.0;
    } catch (IOException _) {
      // Not Linux.
    }
    return Runtime.getRuntime().totalMemory() / 1024.0 / 1024.0;
  }
}
