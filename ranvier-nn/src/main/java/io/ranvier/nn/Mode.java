package io.ranvier.nn;

import org.jspecify.annotations.Nullable;

/// Whether layers that care, such as dropout and batch normalisation, are training or predicting.
/// They predict unless somebody says otherwise.
///
///     Tensor loss = training(() -> crossEntropy(model.forward(x), y));
///
/// The mode is that of the thread, and ends where `body` ends.
public final class Mode {
  private static final ScopedValue<Boolean> TRAINING = ScopedValue.newInstance();

  private Mode() {}

  /// Runs `body` in training mode and returns what it returns.
  public static <T extends @Nullable Object, X extends Throwable> T training(
      ScopedValue.CallableOp<T, X> body) throws X {
    return ScopedValue.where(TRAINING, true).call(body);
  }

  /// Runs `body` in training mode.
  public static void training(Runnable body) {
    ScopedValue.where(TRAINING, true).run(body);
  }

  /// Runs `body` in inference mode, within training too.
  public static <T extends @Nullable Object, X extends Throwable> T inference(
      ScopedValue.CallableOp<T, X> body) throws X {
    return ScopedValue.where(TRAINING, false).call(body);
  }

  public static boolean isTraining() {
    return TRAINING.orElse(false);
  }
}
