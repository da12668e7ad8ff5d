package io.ranvier.cli;

import io.ranvier.nn.Flatten;
import io.ranvier.nn.Layer;
import io.ranvier.nn.Projection;
import io.ranvier.nn.Scaling;
import io.ranvier.nn.Sequential;
import io.ranvier.tensor.Tensor;
import io.ranvier.type.Shape;
import java.util.ArrayList;
import java.util.List;

/// What stands before a network, is fitted to the examples that it learns from, and is saved with
/// it. Rows of tables are brought to mean 0 and variance 1, feature by feature; pictures are
/// normalised as a whole when they are read.
///
/// @param example the shape of one example: `[features]` or `[c, h, w]`
record Preprocessing(Whitening whitening, Shape example) {

  /// Whether anything stands before a network.
  boolean isNeeded() {
    return isRow() || whitening != Whitening.NONE;
  }

  /// In front of `network`, fitted to `x: [n, …]`.
  Layer fitted(Tensor x, Layer network) {
    x = x.flatten(1);
    var layers = new ArrayList<Layer>();
    if (isRow()) {
      var scaling = Scaling.zScore(x);
      layers.add(scaling);
      x = scaling.forward(x).eval();
    }
    if (whitening != Whitening.NONE) layers.addAll(whitened(whitening.fit(x)));
    return stacked(layers, network);
  }

  /// In front of `network`, to be loaded.
  Layer unfitted(Layer network) {
    int features = Math.toIntExact(example.size());
    var layers = new ArrayList<Layer>();
    if (isRow()) layers.add(new Scaling(features));
    if (whitening != Whitening.NONE) {
      layers.addAll(whitened(new Projection(features, features, features)));
    }
    return stacked(layers, network);
  }

  /// Whether examples are rows of a table.
  private boolean isRow() {
    return example.rank() == 1;
  }

  private List<Layer> whitened(Projection projection) {
    if (isRow()) return List.of(projection);
    int channels = example.dim(0);
    int height = example.dim(1);
    int width = example.dim(2);
    return List.of(new Flatten(), projection, x -> x.reshape(-1, channels, height, width));
  }

  private static Layer stacked(List<Layer> layers, Layer network) {
    if (layers.isEmpty()) return network;
    layers.add(network);
    return new Sequential(layers);
  }
}
