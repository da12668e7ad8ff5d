package io.ranvier.optim;

import io.ranvier.tensor.Tensor;
import java.util.List;

/// Another rule uphill: it sees `−∂loss/∂p`.
public record Maximize(Rule rule) implements Rule {
  @Override
  public double learningRate() {
    return rule.learningRate();
  }

  @Override
  public List<String> slots() {
    return rule.slots();
  }

  @Override
  public double initial(String slot) {
    return rule.initial(slot);
  }

  @Override
  public Step at(Tensor rate, Tensor count) {
    var step = rule.at(rate, count);
    return (parameter, gradient, slots) -> step.next(parameter, gradient.neg(), slots);
  }
}
