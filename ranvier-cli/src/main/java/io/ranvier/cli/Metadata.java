package io.ranvier.cli;

import java.util.Map;
import java.util.function.Function;

/// Reads what we wrote into a file's metadata, and does not trust that we wrote it.
final class Metadata {
  private Metadata() {}

  static String text(Map<String, String> metadata, String key) {
    var value = metadata.get(key);
    if (value == null) {
      throw new IllegalArgumentException("it does not say its '" + key + "'; is it of a run?");
    }
    return value;
  }

  static <T> T number(Map<String, String> metadata, String key, Function<String, T> parser) {
    var value = text(metadata, key);
    try {
      return parser.apply(value);
    } catch (NumberFormatException _) {
      throw new IllegalArgumentException("its '%s' is no number".formatted(key));
    }
  }

  /// The choice that is printed as the value of `key`.
  static <T> T choice(Map<String, String> metadata, String key, T[] choices) {
    var value = text(metadata, key);
    for (var choice : choices) {
      if (choice.toString().equals(value)) return choice;
    }
    throw new IllegalArgumentException("its '%s' is none that this version knows".formatted(key));
  }
}
