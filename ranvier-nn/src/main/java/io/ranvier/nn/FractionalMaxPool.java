package io.ranvier.nn;

import io.ranvier.tensor.Tensor;
import io.ranvier.type.Shape;
import io.ranvier.type.TensorType;
import java.util.List;

/// Maxima under windows whose distance is no whole number, so that pictures `[n, c, h, w]` or
/// volumes `[n, c, d, h, w]` shrink by less than half (Graham, 2014, "Fractional max-pooling"): see
/// [Tensor#fractionalMaxPool].
///
/// In training the windows of each plane are placed at random. Otherwise nothing is drawn, and all
/// have the sample ½; PyTorch draws there as well.
///
/// @param size of the windows, one number for each axis
/// @param output what comes out, one number for each axis
/// @param key `i64[2]`: the seed, and the stream of the next draw
public record FractionalMaxPool(List<Integer> size, List<Integer> output, State key)
    implements Layer {

  public FractionalMaxPool {
    size = List.copyOf(size);
    output = List.copyOf(output);
    boolean fits = size.size() == output.size() && (size.size() == 2 || size.size() == 3);
    for (int i = 0; fits && i < size.size(); i++) fits = size.get(i) >= 1 && output.get(i) >= 1;
    if (!fits) {
      throw new IllegalArgumentException(
          "fractionalMaxPool: windows of %s to %s; two or three numbers each, from 1 on"
              .formatted(size, output));
    }
  }

  public FractionalMaxPool(List<Integer> size, List<Integer> output) {
    this(size, output, Keys.named());
  }

  @Override
  public Tensor forward(Tensor x) {
    var samples = new TensorType(x.dtype(), Shape.of(x.dim(0), x.dim(1), size.size()));
    var drawn =
        Mode.isTraining() ? Tensor.uniform(Keys.next(key), samples) : Tensor.fill(0.5, samples);
    return x.fractionalMaxPool(size, output, drawn).getFirst();
  }
}
