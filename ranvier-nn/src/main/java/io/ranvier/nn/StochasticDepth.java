package io.ranvier.nn;

import io.ranvier.tensor.Tensor;
import io.ranvier.type.Shape;
import java.util.Arrays;

/// Dropout of a whole branch: in training, zeroes each example of `x: [n, …]` with probability
/// `rate` and multiplies the others by `1 / (1 − rate)`; otherwise leaves all alone. Behind the
/// branch of a residual block, so that a network is shallower while it trains (Huang et al., 2016,
/// "Deep networks with stochastic depth").
///
/// @param rate in `[0, 1)`
/// @param key `i64[2]`: the seed, and the stream of the next mask
public record StochasticDepth(double rate, State key) implements Layer {

  public StochasticDepth {
    Keys.requireRate("stochasticDepth", rate);
  }

  public StochasticDepth(double rate) {
    this(rate, Keys.named());
  }

  @Override
  public Tensor forward(Tensor x) {
    if (!Mode.isTraining() || rate == 0) return x;
    var dims = new int[x.shape().rank()];
    Arrays.fill(dims, 1);
    dims[0] = x.dim(0);
    var drawn = Tensor.uniform(Keys.next(key), x.type().withShape(Shape.of(dims)));
    return x.mul(drawn.greaterEqual(rate).cast(x.dtype()).mul(1 / (1 - rate)));
  }
}
