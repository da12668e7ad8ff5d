package io.ranvier.nn;

import io.ranvier.tensor.Tensor;

/// In training, zeroes each number with probability `rate` and multiplies the others by `1 / (1 −
/// rate)`; otherwise leaves all alone (Srivastava et al., 2014, "Dropout").
///
/// Which numbers go is a function of the seed, of the layer's place in the model, and of how often
/// it was asked. All three are in `key`, which checkpoints keep: a training that is resumed drops
/// the same numbers as one that was never interrupted.
///
/// @param rate in `[0, 1)`
/// @param key `i64[2]`: the seed, and the stream of the next mask
public record Dropout(double rate, State key) implements Layer {

  public Dropout {
    Keys.requireRate("dropout", rate);
  }

  public Dropout(double rate) {
    this(rate, Keys.named());
  }

  @Override
  public Tensor forward(Tensor x) {
    if (!Mode.isTraining() || rate == 0) return x;
    var drawn = Tensor.uniform(Keys.next(key), x.type());
    var kept = drawn.less(rate).not().cast(x.dtype());
    return x.mul(kept.mul(1 / (1 - rate)));
  }
}
