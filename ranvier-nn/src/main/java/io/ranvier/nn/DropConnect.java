package io.ranvier.nn;

import io.ranvier.tensor.Tensor;

/// A layer that in training loses connections: each number of its weight is zero with probability
/// `rate`, and the others are multiplied by `1 / (1 − rate)` (Wan et al., 2013, "Regularization of
/// neural networks using DropConnect").
///
/// Otherwise the weight is whole, which is the mean of what training sees. The paper predicts by
/// the mean of the activation instead, over numbers drawn from a normal distribution with the mean
/// and the variance of what goes into it. It also draws weights, and biases, for each example; here
/// all examples of a batch share the weights that are drawn, and the bias stays.
///
/// @param layer that loses connections
/// @param rate in `[0, 1)`
/// @param key `i64[2]`: the seed, and the stream of the next mask
public record DropConnect(Weighted layer, double rate, State key) implements Layer {

  public DropConnect {
    Keys.requireRate("dropConnect", rate);
  }

  public DropConnect(Weighted layer, double rate) {
    this(layer, rate, Keys.named());
  }

  @Override
  public Tensor forward(Tensor x) {
    if (!Mode.isTraining() || rate == 0) return layer.forward(x);
    var weight = layer.weight().value();
    var drawn = Tensor.uniform(Keys.next(key), weight.type());
    var kept = drawn.greaterEqual(rate).cast(weight.dtype());
    return layer.forward(x, weight.mul(kept.mul(1 / (1 - rate))));
  }
}
