package io.ranvier.cli;

import io.ranvier.optim.Adadelta;
import io.ranvier.optim.Adagrad;
import io.ranvier.optim.Adam;
import io.ranvier.optim.AdamW;
import io.ranvier.optim.Adamax;
import io.ranvier.optim.Groups;
import io.ranvier.optim.Lamb;
import io.ranvier.optim.Lion;
import io.ranvier.optim.Muon;
import io.ranvier.optim.NAdam;
import io.ranvier.optim.RAdam;
import io.ranvier.optim.RmsProp;
import io.ranvier.optim.Rprop;
import io.ranvier.optim.Rule;
import io.ranvier.optim.Sgd;
import java.util.Locale;

/// The optimisers that the command knows by name, each with the settings and the learning rate of
/// its paper or of PyTorch. L-BFGS is none of them: it computes the loss several times in a step,
/// and is for that of all examples, not of batches.
enum Method {
  SGD(0.05),
  MOMENTUM(0.05),
  NESTEROV(0.05),
  ADAGRAD(0.01),
  ADADELTA(1),
  RMSPROP(0.01),
  RPROP(0.01),
  ADAM(0.001),
  ADAMW(0.001),
  ADAMAX(0.002),
  NADAM(0.002),
  RADAM(0.001),
  LION(1e-4),
  LAMB(0.001),
  MUON(0.02);

  /// The learning rate of [AdamW] over that of [Muon], for what Muon leaves to it.
  private static final double BESIDE_MUON = 3e-4 / 0.02;

  private static final double MOMENTUM_KEPT = 0.9;

  private final double learningRate;

  Method(double learningRate) {
    this.learningRate = learningRate;
  }

  /// The learning rate where none is asked for.
  double learningRate() {
    return learningRate;
  }

  /// The rule of the weights.
  Rule rule(double learningRate) {
    return switch (this) {
      case SGD -> new Sgd(learningRate);
      case MOMENTUM -> new Sgd(learningRate).momentum(MOMENTUM_KEPT);
      case NESTEROV -> new Sgd(learningRate).momentum(MOMENTUM_KEPT).nesterov();
      case ADAGRAD -> new Adagrad(learningRate);
      case ADADELTA -> new Adadelta(learningRate);
      case RMSPROP -> new RmsProp(learningRate);
      case RPROP -> new Rprop(learningRate);
      case ADAM -> new Adam(learningRate);
      case ADAMW -> new AdamW(learningRate);
      case ADAMAX -> new Adamax(learningRate);
      case NADAM -> new NAdam(learningRate);
      case RADAM -> new RAdam(learningRate);
      case LION -> new Lion(learningRate);
      case LAMB -> new Lamb(learningRate);
      case MUON -> new Muon(learningRate);
    };
  }

  /// The rules of all parameters.
  Groups groups(double learningRate) {
    var all = Groups.all(rule(learningRate));
    return this == MUON
        ? all.with(p -> p.type().shape().rank() < 2, new AdamW(BESIDE_MUON * learningRate))
        : all;
  }

  /// The name that people write.
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
