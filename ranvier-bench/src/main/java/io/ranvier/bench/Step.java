package io.ranvier.bench;

import io.ranvier.nn.Layer;
import io.ranvier.nn.Mode;
import io.ranvier.optim.Optimizer;
import io.ranvier.optim.Sgd;
import io.ranvier.tensor.Tensor;
import io.ranvier.type.Shape;
import java.util.function.UnaryOperator;

/// A whole step on synthetic data with a fixed seed: what is timed.
@FunctionalInterface
public interface Step {

  /// Runs it once.
  ///
  /// @return the loss, or a number of the prediction: it is to be finite
  double run();

  /// Forward, loss, gradients and an update by gradient descent (rate 0.01, momentum 0.9); the loss
  /// is read.
  ///
  /// @param loss of what `model` makes of `x`
  static Step training(Layer model, Tensor x, UnaryOperator<Tensor> loss) {
    var optimizer = new Optimizer(model, new Sgd(0.01).momentum(0.9));
    return () -> {
      var value = Mode.training(() -> loss.apply(model.forward(x)));
      optimizer.minimize(value);
      return value.item();
    };
  }

  /// A prediction for an input that is read from the heap, by a [io.ranvier.nn.Predictor].
  static Step inference(Layer model, Shape input) {
    var predictor = model.compile(input);
    var numbers = Synthetic.numbers(input);
    var output = new float[Math.toIntExact(predictor.output().shape().size())];
    return () -> {
      predictor.run(numbers, output);
      return output[0];
    };
  }
}
