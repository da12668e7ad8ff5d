package io.ranvier.nn;

import io.ranvier.tensor.Tensor;
import io.ranvier.type.TensorType;
import io.ranvier.type.Window;

/// In training, one number of what each window of `x: [n, c, h, w]` sees, drawn with probability
/// `pᵢ = aᵢ / Σ a`, where `a = max(x, 0)`; otherwise their mean `Σ pᵢ · aᵢ`, without a draw (Zeiler
/// and Fergus, 2013, "Stochastic pooling for regularization of deep convolutional neural
/// networks").
///
/// @param key `i64[2]`: the seed, and the stream of the next draw
public record StochasticPool2d(Window window, State key) implements Layer {

  public StochasticPool2d(Window window) {
    this(window, Keys.named());
  }

  @Override
  public Tensor forward(Tensor x) {
    if (!Mode.isTraining()) return x.stochasticPool2d(window);
    var y = new TensorType(x.dtype(), window.output(x.shape(), x.dim(1)));
    return x.stochasticPool2d(window, Tensor.uniform(Keys.next(key), y));
  }
}
