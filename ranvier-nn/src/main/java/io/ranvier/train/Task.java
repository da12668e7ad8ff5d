package io.ranvier.train;

import io.ranvier.nn.Layer;
import io.ranvier.nn.Losses;
import io.ranvier.tensor.Tensor;
import java.util.Optional;
import java.util.function.Function;

/// What a model is to learn: what a batch says, and how wrong the model is about it.
///
///     Task.classify(Batch::input, Batch::target)
///
/// @param <B> the type of a batch
@FunctionalInterface
public interface Task<B> {

  /// Applies `model` to `batch`, in whatever [io.ranvier.nn.Mode] the caller is in. Builds graph
  /// alone; who needs a number computes it.
  Result apply(Layer model, B batch);

  /// What comes of a batch.
  ///
  /// @param count how many examples it holds
  /// @param loss the mean loss over them, a scalar
  /// @param classes what they are and what they are taken for, where the task is to tell classes
  record Result(int count, Tensor loss, Optional<Classes> classes) {}

  /// Classes of the examples of a batch.
  ///
  /// @param actual `i32[n]`
  /// @param predicted `i32[n]`
  /// @param number how many classes there are
  record Classes(Tensor actual, Tensor predicted, int number) {

    /// How many are taken for what they are: an `i32` scalar.
    public Tensor hits() {
      return predicted.equal(actual).cast(actual.dtype()).sum();
    }
  }

  /// To tell classes, by cross-entropy: the model makes logits `[n, classes]` of the input; the
  /// target is `i32[n]`, or `[n, classes]`, how likely each class is. What an example is, then, is
  /// its likeliest class.
  static <B> Task<B> classify(Function<B, Tensor> input, Function<B, Tensor> target) {
    return (model, batch) -> {
      var logits = model.forward(input.apply(batch));
      var wanted = target.apply(batch);
      var loss = Losses.crossEntropy(logits, wanted);
      var labels = wanted.dtype().isFloating() ? wanted.argMax(1) : wanted;
      var classes = new Classes(labels, logits.argMax(1), logits.dim(1));
      return new Result(labels.dim(0), loss, Optional.of(classes));
    };
  }

  /// To match numbers, by their mean squared error: output and target have one shape.
  static <B> Task<B> regress(Function<B, Tensor> input, Function<B, Tensor> target) {
    return (model, batch) -> {
      var wanted = target.apply(batch);
      var loss = Losses.mse(model.forward(input.apply(batch)), wanted);
      return new Result(wanted.dim(0), loss, Optional.empty());
    };
  }
}
