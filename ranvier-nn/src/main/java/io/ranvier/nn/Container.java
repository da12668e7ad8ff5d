package io.ranvier.nn;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// A layer that is nothing but an arrangement of others. Their paths follow its own without the
/// name of a field between them: `layer1.0.weight`, not `layer1.layers.0.weight`.
public interface Container extends Layer {

  /// The layers that it is made of, by name.
  SequencedMap<String, Layer> parts();

  /// Layers that are named by their places: `0`, `1`, …
  static SequencedMap<String, Layer> numbered(List<Layer> layers) {
    var parts = new LinkedHashMap<String, Layer>();
    for (var layer : layers) parts.put("" + parts.size(), layer);
    return parts;
  }
}
