package io.ranvier.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/// What a training depends on, besides its data: the same settings give the same bits.
///
/// @param variations how pictures are augmented
record Settings(
    Network network,
    Whitening whitening,
    List<Variation> variations,
    long seed,
    int batch,
    Descent descent) {

  Settings {
    variations = List.copyOf(variations);
  }

  SequencedMap<String, String> toMetadata() {
    var map = new LinkedHashMap<String, String>();
    map.put("model", network.toString());
    map.put("whitening", whitening.toString());
    map.put("augment", Metadata.joined(variations));
    map.put("seed", Long.toString(seed));
    map.put("batch", Integer.toString(batch));
    map.putAll(descent.toMetadata());
    return map;
  }

  /// @throws IllegalArgumentException if something is missing or not as [#toMetadata] wrote it
  static Settings of(Map<String, String> metadata) {
    return new Settings(
        Metadata.choice(metadata, "model", Network.values()),
        Metadata.choice(metadata, "whitening", Whitening.values()),
        Metadata.choices(metadata, "augment", Variation.values()),
        Metadata.number(metadata, "seed", Long::parseLong),
        Metadata.number(metadata, "batch", Integer::parseInt),
        Descent.of(metadata));
  }
}
