package io.ranvier.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

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
    return choice(text(metadata, key), key, choices);
  }

  /// The choices that [#joined] made one text of, the value of `key`.
  static <T> List<T> choices(Map<String, String> metadata, String key, T[] choices) {
    var joined = text(metadata, key);
    if (joined.isEmpty()) return List.of();
    return Arrays.stream(joined.split(",", -1)).map(text -> choice(text, key, choices)).toList();
  }

  private static <T> T choice(String text, String key, T[] choices) {
    for (var choice : choices) {
      if (choice.toString().equals(text)) return choice;
    }
    throw new IllegalArgumentException("its '%s' is none that this version knows".formatted(key));
  }

  static String joined(List<?> choices) {
    return choices.stream().map(String::valueOf).collect(Collectors.joining(","));
  }
}
