package io.ranvier.bench.part;

/// What of a part is timed.
public enum Pass {
  /// The result alone, as in inference.
  FORWARD,
  /// The result and the gradients of all inputs and parameters, as in training.
  TRAINING,
  /// A step of an optimiser whose gradients are there.
  UPDATE;

  /// `forward`
  @Override
  public String toString() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
