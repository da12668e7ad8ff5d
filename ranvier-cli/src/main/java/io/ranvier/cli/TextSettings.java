package io.ranvier.cli;

import io.ranvier.data.text.Alphabet;
import io.ranvier.nn.Recurrent;
import io.ranvier.nn.Seed;
import io.ranvier.op.Recurrence.Kind;
import io.ranvier.zoo.CharacterModel;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/// What the training of a character model depends on, besides its text: the same settings give the
/// same bits.
///
/// @param hidden features of a state
/// @param dropout rate of the outputs of all layers but the last
/// @param batch windows of a step
/// @param steps characters of a window
record TextSettings(
    Kind kind,
    int hidden,
    int layers,
    double dropout,
    long seed,
    int batch,
    int steps,
    Descent descent) {

  CharacterModel create(Alphabet alphabet) {
    var recurrent = Recurrent.of(kind, CharacterModel.embedded(), hidden).layers(layers);
    var chosen = dropout > 0 ? recurrent.dropout(dropout) : recurrent;
    return Seed.seeded(seed, () -> new CharacterModel(alphabet.size(), chosen));
  }

  SequencedMap<String, String> toMetadata() {
    var map = new LinkedHashMap<String, String>();
    map.put("cell", kind.toString());
    map.put("hidden", Integer.toString(hidden));
    map.put("layers", Integer.toString(layers));
    map.put("dropout", Double.toString(dropout));
    map.put("seed", Long.toString(seed));
    map.put("batch", Integer.toString(batch));
    map.put("steps", Integer.toString(steps));
    map.putAll(descent.toMetadata());
    return map;
  }

  /// @throws IllegalArgumentException if something is missing or not as [#toMetadata] wrote it
  static TextSettings of(Map<String, String> metadata) {
    return new TextSettings(
        Metadata.choice(metadata, "cell", Kind.values()),
        Metadata.number(metadata, "hidden", Integer::parseInt),
        Metadata.number(metadata, "layers", Integer::parseInt),
        Metadata.number(metadata, "dropout", Double::parseDouble),
        Metadata.number(metadata, "seed", Long::parseLong),
        Metadata.number(metadata, "batch", Integer::parseInt),
        Metadata.number(metadata, "steps", Integer::parseInt),
        Descent.of(metadata));
  }
}
