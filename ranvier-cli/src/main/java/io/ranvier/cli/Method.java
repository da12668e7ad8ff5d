package io.ranvier.cli;

import io.ranvier.optim.Adam;
import io.ranvier.optim.AdamW;
import io.ranvier.optim.Rule;
import io.ranvier.optim.Sgd;
import java.util.Locale;

/// The optimisers that the command knows by name.
enum Method {
  SGD(0.05),
  ADAM(0.003),
  ADAMW(0.003);

  private static final double MOMENTUM = 0.9;

  private final double learningRate;

  Method(double learningRate) {
    this.learningRate = learningRate;
  }

  /// The learning rate where none is asked for.
  double learningRate() {
    return learningRate;
  }

  Rule rule(double learningRate) {
    return switch (this) {
      case SGD -> new Sgd(learningRate).momentum(MOMENTUM).nesterov();
      case ADAM -> new Adam(learningRate);
      case ADAMW -> new AdamW(learningRate);
    };
  }

  /// The name that people write.
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
