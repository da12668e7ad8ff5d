package io.ranvier.io;

import io.ranvier.io.SafeTensors.Entry;
import io.ranvier.nn.Layer;
import io.ranvier.nn.Variables;
import io.ranvier.tensor.Variable;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// A model's parameters and states in a safetensors file, each under its path: `conv1.weight`.
///
///     Weights.write(path, model, Map.of());
///     Weights.read(path, model);
public final class Weights {
  private Weights() {}

  /// Writes the variables of `model`, whole or not at all.
  ///
  /// @param metadata what else the file is to say, such as where the weights come from
  /// @throws java.io.UncheckedIOException if that fails; `file` is then as it was
  public static void write(Path file, Layer model, Map<String, String> metadata) {
    new SafeTensors(metadata, entries(variables(model))).write(file);
  }

  /// Reads `file` into `model`, whole or not at all, and says what metadata the file holds.
  ///
  /// @throws FormatException if the file cannot be read, or its tensors are not those of the model
  ///   by name and type
  public static Map<String, String> read(Path file, Layer model) {
    var stored = SafeTensors.read(file);
    load(file, stored, model);
    return stored.metadata();
  }

  /// Puts the tensors of `file`, already read, into `model`, all or none.
  ///
  /// @throws FormatException if they are not those of the model by name and type
  public static void load(Path file, SafeTensors stored, Layer model) {
    load(file, stored.tensors(), variables(model));
  }

  static SequencedMap<String, Variable> variables(Layer model) {
    var variables = new LinkedHashMap<String, Variable>();
    Variables.of(model).forEach((path, leaf) -> variables.put(path, leaf.variable()));
    return variables;
  }

  static SequencedMap<String, Entry> entries(Map<String, Variable> variables) {
    var entries = new LinkedHashMap<String, Entry>();
    variables.forEach(
        (name, variable) -> {
          var bytes = MemorySegment.ofArray(variable.value().toBytes());
          entries.put(name, new Entry(variable.type(), bytes));
        });
    return entries;
  }

  /// Puts `entries` into the `variables` of the same names, if all fit; else changes none.
  static void load(Path file, Map<String, Entry> entries, Map<String, Variable> variables) {
    variables.forEach((name, variable) -> requireFit(file, name, entries.get(name), variable));
    for (var name : entries.keySet()) {
      if (!variables.containsKey(name)) {
        throw another(file, "it has no place for tensor " + Quote.name(name));
      }
    }
    variables.forEach((name, v) -> v.load(Objects.requireNonNull(entries.get(name)).data()));
  }

  private static void requireFit(Path file, String name, @Nullable Entry entry, Variable variable) {
    if (entry == null) {
      throw another(file, "it needs %s as %s".formatted(Quote.name(name), variable.type()));
    }
    if (!entry.type().equals(variable.type())) {
      throw another(
          file,
          "its %s is %s, that of the file is %s"
              .formatted(Quote.name(name), variable.type(), Quote.line(entry.type().toString())));
    }
  }

  private static FormatException another(Path file, String why) {
    return new FormatException(file, "the weights do not fit the model: " + why);
  }
}
