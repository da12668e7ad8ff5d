package io.ranvier.testing;

import io.ranvier.nn.Layer;
import io.ranvier.type.Shape;
import java.util.function.Supplier;

/// A layer in a small network: a row of the table that [LayersTrainTest] runs over.
///
/// @param name the layer and what is special here: `conv2d, grouped`
/// @param layer makes it; the same each time, but for its initial values
/// @param input the shape of a batch that it takes, examples along the first axis
record LayerSample(String name, Supplier<Layer> layer, Shape input) {

  static LayerSample of(String name, Supplier<Layer> layer, int... input) {
    return new LayerSample(name, layer, Shape.of(input));
  }

  @Override
  public String toString() {
    return name;
  }
}
