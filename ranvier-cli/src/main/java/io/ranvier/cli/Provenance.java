package io.ranvier.cli;

import io.ranvier.data.Dataset;
import io.ranvier.data.Normalisation;
import io.ranvier.io.FormatException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Collectors;

/// Where weights come from, and all that is needed to use them or to go on with their training: it
/// stands in the metadata of every file of a run.
///
/// @param source where the data was read from, as in `--data`
/// @param data its name
/// @param dataHash SHA-256 of its content
record Provenance(
    Settings settings,
    String source,
    String data,
    String dataHash,
    List<String> classes,
    Normalisation normalisation) {

  static Provenance of(Settings settings, String source, Dataset dataset) {
    return new Provenance(
        settings,
        source,
        dataset.name(),
        dataset.contentHash(),
        dataset.classes(),
        dataset.normalisation());
  }

  SequencedMap<String, String> toMetadata() {
    var map = new LinkedHashMap<>(settings.toMetadata());
    map.put("data", data);
    map.put("data_source", source);
    map.put("data_sha256", dataHash);
    map.put("classes", String.join("\n", classes));
    map.put("mean", joined(normalisation.mean()));
    map.put("std", joined(normalisation.std()));
    return map;
  }

  /// @param file whose metadata it is
  /// @throws FormatException if something is missing or not as [#toMetadata] wrote it
  static Provenance of(Path file, Map<String, String> metadata) {
    try {
      return new Provenance(
          Settings.of(metadata),
          Metadata.text(metadata, "data_source"),
          Metadata.text(metadata, "data"),
          Metadata.text(metadata, "data_sha256"),
          List.of(Metadata.text(metadata, "classes").split("\n", -1)),
          new Normalisation(
              Metadata.number(metadata, "mean", Provenance::numbers),
              Metadata.number(metadata, "std", Provenance::numbers)));
    } catch (IllegalArgumentException e) {
      throw new FormatException(file, String.valueOf(e.getMessage()));
    }
  }

  private static String joined(List<Double> numbers) {
    return numbers.stream().map(String::valueOf).collect(Collectors.joining(","));
  }

  private static List<Double> numbers(String joined) {
    return Arrays.stream(joined.split(",", -1)).map(Double::valueOf).toList();
  }
}
