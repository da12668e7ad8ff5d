package io.ranvier.nn;

import io.ranvier.tensor.Tensor;
import io.ranvier.type.Shape;
import io.ranvier.type.ShapeException;
import java.util.Arrays;

/// Dropout of whole channels: in training, zeroes each channel of each example of `x: [n, c, …]`
/// with probability `rate` and multiplies the others by `1 / (1 − rate)`; otherwise leaves all
/// alone (Tompson et al., 2015, "Efficient object localization using convolutional networks").
///
/// @param rate in `[0, 1)`
/// @param key `i64[2]`: the seed, and the stream of the next mask
public record SpatialDropout(double rate, State key) implements Layer {

  public SpatialDropout {
    Keys.requireRate("spatialDropout", rate);
  }

  public SpatialDropout(double rate) {
    this(rate, Keys.named());
  }

  @Override
  public Tensor forward(Tensor x) {
    if (x.shape().rank() < 2) {
      throw new ShapeException("spatialDropout wants x: [n, c, …], got " + x.type());
    }
    if (!Mode.isTraining() || rate == 0) return x;
    var dims = new int[x.shape().rank()];
    Arrays.fill(dims, 1);
    dims[0] = x.dim(0);
    dims[1] = x.dim(1);
    var drawn = Tensor.uniform(Keys.next(key), x.type().withShape(Shape.of(dims)));
    return x.mul(drawn.greaterEqual(rate).cast(x.dtype()).mul(1 / (1 - rate)));
  }
}
