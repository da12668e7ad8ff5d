package io.ranvier.nn.block;

import io.ranvier.nn.Container;
import io.ranvier.nn.Layer;
import io.ranvier.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// Layers of which each reads what all before it made (Huang et al., 2017, "Densely connected
/// convolutional networks"): `x: [n, in, h, w]` to `[n, in + growth · layers, h, w]`, the input and
/// what each layer made of it, behind each other along the channels.
///
/// Its layers are called `denselayer1`, `denselayer2`, …, as in torchvision's checkpoints.
public record DenseBlock(List<DenseLayer> layers) implements Container {

  public DenseBlock {
    layers = List.copyOf(layers);
  }

  /// @param growth how many channels each layer adds
  /// @param layers how many there are, at least one
  public DenseBlock(int in, int growth, int layers) {
    if (layers < 1) {
      throw new IllegalArgumentException(
          "denseBlock: %d layers; there is at least one".formatted(layers));
    }
    var made = new ArrayList<DenseLayer>();
    for (int i = 0; i < layers; i++) made.add(new DenseLayer(in + growth * i, growth));
    this(made);
  }

  @Override
  public SequencedMap<String, Layer> parts() {
    var parts = new LinkedHashMap<String, Layer>();
    for (var layer : layers) parts.put("denselayer" + (parts.size() + 1), layer);
    return parts;
  }

  @Override
  public Tensor forward(Tensor x) {
    var made = new ArrayList<>(List.of(x));
    for (var layer : layers) made.add(layer.forward(Tensor.concat(made, 1)));
    return Tensor.concat(made, 1);
  }
}
