package io.ranvier.cli;

import io.ranvier.data.DataException;
import io.ranvier.data.Normalisation;
import io.ranvier.io.FormatException;
import io.ranvier.nn.Layer;
import io.ranvier.type.Shape;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/// Where weights come from, and all that is needed to use them or to go on with their training: it
/// stands in the metadata of every file of a run.
///
/// @param source where the data was read from, as in `--data`
/// @param data its name
/// @param dataHash SHA-256 of its content
/// @param example the shape of one example
/// @param normalisation of pictures; rows of tables have none
/// @param form of tables
record Provenance(
    Settings settings,
    String source,
    String data,
    String dataHash,
    List<String> classes,
    Shape example,
    Optional<Normalisation> normalisation,
    Optional<TableForm> form) {

  static Provenance of(Settings settings, String source, Lessons lessons) {
    return new Provenance(
        settings,
        source,
        lessons.name(),
        lessons.contentHash(),
        lessons.classes(),
        lessons.example(),
        lessons.normalisation(),
        lessons.form());
  }

  /// A fresh network, and what stands before it fitted to what it is to learn from.
  Layer fitted(Lessons lessons) {
    var preprocessing = preprocessing();
    return preprocessing.isNeeded() ? preprocessing.fitted(lessons.inputs(), network()) : network();
  }

  /// The same, to be loaded.
  Layer unfitted() {
    return preprocessing().unfitted(network());
  }

  private Layer network() {
    return settings.network().create(example, classes.size());
  }

  private Preprocessing preprocessing() {
    return new Preprocessing(settings.whitening(), example);
  }

  /// @throws DataException if the network cannot be tested on `lessons`
  void requireAlike(Lessons lessons) {
    if (lessons.example().equals(example) && lessons.classes().size() == classes.size()) return;
    throw new DataException(
        "examples of %s in %d classes: the network has learned from %s in %d"
            .formatted(lessons.example(), lessons.classes().size(), example, classes.size()));
  }

  SequencedMap<String, String> toMetadata() {
    var map = new LinkedHashMap<>(settings.toMetadata());
    map.put("data", data);
    map.put("data_source", source);
    map.put("data_sha256", dataHash);
    map.put("classes", String.join("\n", classes));
    map.put("example", example.toString());
    normalisation.ifPresent(
        n -> {
          map.put("mean", Metadata.joined(n.mean()));
          map.put("std", Metadata.joined(n.std()));
        });
    form.ifPresent(f -> map.put("columns", f.toString()));
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
          Metadata.number(metadata, "example", Provenance::shape),
          normalisation(metadata),
          Optional.ofNullable(metadata.get("columns")).map(TableForm::of));
    } catch (IllegalArgumentException e) {
      throw new FormatException(file, String.valueOf(e.getMessage()));
    }
  }

  private static List<Double> numbers(String joined) {
    return Arrays.stream(joined.split(",", -1)).map(Double::valueOf).toList();
  }

  private static Shape shape(String text) {
    var dims = text.replaceAll("[\\[\\] ]", "").split(",", -1);
    return Shape.of(Arrays.stream(dims).mapToInt(Integer::parseInt).toArray());
  }

  private static Optional<Normalisation> normalisation(Map<String, String> metadata) {
    if (!metadata.containsKey("mean")) return Optional.empty();
    return Optional.of(
        new Normalisation(
            Metadata.number(metadata, "mean", Provenance::numbers),
            Metadata.number(metadata, "std", Provenance::numbers)));
  }
}
