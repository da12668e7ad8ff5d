package io.ranvier.nn;

import io.ranvier.tensor.Tensor;

/// The rectifier with random slopes: `x` above 0, else `slope · x`, where each number's slope is
/// drawn uniformly from `[lower, upper)` in training and is their mean otherwise (Xu et al., 2015,
/// "Empirical evaluation of rectified activations in convolutional network").
///
/// @param lower at most `upper`
/// @param key `i64[2]`: the seed, and the stream of the next slopes
public record RRelu(double lower, double upper, State key) implements Layer {

  public RRelu {
    if (!(lower <= upper) || Double.isInfinite(upper - lower)) {
      throw new IllegalArgumentException(
          "rRelu: slopes from %s to %s; they are finite, and lower is at most upper"
              .formatted(lower, upper));
    }
  }

  public RRelu(double lower, double upper) {
    this(lower, upper, Keys.named());
  }

  /// With slopes from 1/8 to 1/3.
  public RRelu() {
    this(1.0 / 8, 1.0 / 3);
  }

  @Override
  public Tensor forward(Tensor x) {
    if (!Mode.isTraining()) return x.leakyRelu((lower + upper) / 2);
    return x.prelu(Tensor.uniform(Keys.next(key), x.type()).mul(upper - lower).add(lower));
  }
}
