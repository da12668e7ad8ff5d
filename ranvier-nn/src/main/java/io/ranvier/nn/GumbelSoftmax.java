package io.ranvier.nn;

import io.ranvier.tensor.Tensor;

/// In training a soft draw from the classes that logits weigh, with gradients through it; otherwise
/// `softmax(x / temperature)`, without a draw: see [Tensor#gumbelSoftmax] (Jang et al., 2017).
///
/// @param temperature above 0; the lower, the closer to one class alone
/// @param axis the axis of the classes
/// @param hard 1 at the largest number and 0 elsewhere; gradients are those of the soft draw
/// @param key `i64[2]`: the seed, and the stream of the next draw
public record GumbelSoftmax(double temperature, int axis, boolean hard, State key)
    implements Layer {

  public GumbelSoftmax {
    if (!(temperature > 0)) {
      throw new IllegalArgumentException(
          "gumbelSoftmax: the temperature is %s, and must be above 0".formatted(temperature));
    }
  }

  public GumbelSoftmax(double temperature, int axis) {
    this(temperature, axis, false, Keys.named());
  }

  /// The same with draws of one class alone.
  public GumbelSoftmax hardened() {
    return new GumbelSoftmax(temperature, axis, true, key);
  }

  @Override
  public Tensor forward(Tensor x) {
    if (!Mode.isTraining()) return x.div(temperature).softmax(axis);
    var draw = Keys.next(key);
    return hard
        ? x.hardGumbelSoftmax(draw, temperature, axis)
        : x.gumbelSoftmax(draw, temperature, axis);
  }
}
