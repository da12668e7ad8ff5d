package io.ranvier.nn;

import java.util.LinkedHashMap;
import java.util.SequencedMap;

/// What a model is made of, by the names of its fields: `layer1.0.conv1.weight`.
///
/// Looked through are the fields of layers and of records, and what is in them: lists and other
/// iterables, arrays, maps with their keys as names, and what is optional. Elements are named by
/// their place; a [ChannelNorm.Part] has no name, and its fields are taken for those of its layer.
/// `camelCase` becomes `snake_case` (`runningMean` is `running_mean`), so that a model whose fields
/// have the names of a published one has the paths of its checkpoints. A leaf or a layer that can
/// be reached in two ways is listed once, under the first path.
///
/// A model in a named module opens its package: `opens com.example.nets to io.ranvier.nn;`.
public final class Variables {
  private Variables() {}

  /// Every parameter and state of `model` by path, in the order of the fields. From here on they
  /// have their names and their initial values.
  public static SequencedMap<String, Leaf> of(Layer model) {
    var found = ModelWalk.of(model).leaves();
    found.forEach((path, leaf) -> leaf.name(path));
    return found;
  }

  /// Every parameter of `model` by path.
  public static SequencedMap<String, Parameter> parameters(Layer model) {
    var parameters = new LinkedHashMap<String, Parameter>();
    of(model)
        .forEach(
            (path, leaf) -> {
              if (leaf instanceof Parameter p) parameters.put(path, p);
            });
    return parameters;
  }

  /// Every layer within `model` by path, each before its parts; `model` itself is at the empty
  /// path.
  public static SequencedMap<String, Layer> layers(Layer model) {
    return ModelWalk.of(model).layers();
  }
}
