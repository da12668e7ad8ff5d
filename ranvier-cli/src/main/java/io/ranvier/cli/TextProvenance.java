package io.ranvier.cli;

import io.ranvier.data.text.Alphabet;
import io.ranvier.data.text.Text;
import io.ranvier.io.FormatException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/// Where the weights of a character model come from, and all that is needed to use them or to go on
/// with their training: it stands in the metadata of every file of a run.
///
/// @param source where the text was read from
/// @param dataHash SHA-256 of its content
record TextProvenance(TextSettings settings, String source, String dataHash, Alphabet alphabet) {

  static TextProvenance of(TextSettings settings, Path file, Text text) {
    var source = file.toAbsolutePath().normalize().toString();
    return new TextProvenance(settings, source, text.contentHash(), text.alphabet());
  }

  SequencedMap<String, String> toMetadata() {
    var map = new LinkedHashMap<>(settings.toMetadata());
    map.put("data_source", source);
    map.put("data_sha256", dataHash);
    map.put("alphabet", alphabet.characters());
    return map;
  }

  /// @param file whose metadata it is
  /// @throws FormatException if something is missing or not as [#toMetadata] wrote it
  static TextProvenance of(Path file, Map<String, String> metadata) {
    try {
      return new TextProvenance(
          TextSettings.of(metadata),
          Metadata.text(metadata, "data_source"),
          Metadata.text(metadata, "data_sha256"),
          new Alphabet(Metadata.text(metadata, "alphabet")));
    } catch (IllegalArgumentException e) {
      throw new FormatException(file, String.valueOf(e.getMessage()));
    }
  }
}
