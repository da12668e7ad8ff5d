package io.ranvier.nn;

import io.ranvier.tensor.Tensor;
import java.util.List;
import java.util.SequencedMap;

/// One layer after another. Their paths are their places: `0.weight`, `2.bias`.
public record Sequential(List<Layer> layers) implements Container {

  public Sequential {
    layers = List.copyOf(layers);
  }

  public static Sequential of(Layer... layers) {
    return new Sequential(List.of(layers));
  }

  @Override
  public SequencedMap<String, Layer> parts() {
    return Container.numbered(layers);
  }

  @Override
  public Tensor forward(Tensor x) {
    for (var layer : layers) x = layer.forward(x);
    return x;
  }
}
