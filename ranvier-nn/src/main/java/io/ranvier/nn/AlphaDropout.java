package io.ranvier.nn;

import io.ranvier.tensor.Tensor;

/// Dropout for [Tensor#selu]: in training, sets each number with probability `rate` to where that
/// function saturates, and then scales and shifts all, so that inputs of mean 0 and variance 1 keep
/// both; otherwise leaves all alone (Klambauer et al., 2017, "Self-normalizing neural networks").
///
/// `y = a · (kept ? x : −1.7581) + b`, with `a = 1 / √((1 − rate) (1 + rate · 1.7581²))` and `b = a
/// · rate · 1.7581`
///
/// @param rate in `[0, 1)`
/// @param key `i64[2]`: the seed, and the stream of the next mask
public record AlphaDropout(double rate, State key) implements Layer {
  /// The limit of `selu(x)` for `x → −∞`.
  private static final double SATURATED = -1.7580993408473766;

  public AlphaDropout {
    Keys.requireRate("alphaDropout", rate);
  }

  public AlphaDropout(double rate) {
    this(rate, Keys.named());
  }

  @Override
  public Tensor forward(Tensor x) {
    if (!Mode.isTraining() || rate == 0) return x;
    var dropped = Tensor.uniform(Keys.next(key), x.type()).less(rate);
    double a = 1 / Math.sqrt((1 - rate) * (1 + rate * SATURATED * SATURATED));
    return dropped.select(Tensor.fill(SATURATED, x.type()), x).mul(a).sub(a * rate * SATURATED);
  }
}
