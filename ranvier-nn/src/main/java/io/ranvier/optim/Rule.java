package io.ranvier.optim;

import io.ranvier.tensor.Tensor;
import java.util.List;

/// How a parameter follows its gradient: a formula with its settings. Immutable; what a rule
/// remembers from step to step is kept by the [Optimizer], in one slot of the parameter's type for
/// each name in [#slots].
///
/// Formulas are graph, so whatever changes from step to step arrives as a tensor.
public interface Rule {

  /// The learning rate to begin with.
  double learningRate();

  /// What is remembered of each parameter, such as `momentum`.
  List<String> slots();

  /// What a slot holds before the first step, everywhere.
  default double initial(String slot) {
    return 0;
  }

  /// The formula at one step.
  ///
  /// @param rate the learning rate, a scalar
  /// @param count the number of this step from 1, a scalar
  Step at(Tensor rate, Tensor count);

  /// This rule uphill: the loss grows.
  default Rule maximize() {
    return new Maximize(this);
  }

  /// One step of one parameter.
  @FunctionalInterface
  interface Step {
    /// @param slots the values in the order of [Rule#slots]
    Next next(Tensor parameter, Tensor gradient, List<Tensor> slots);
  }

  /// What a parameter and its slots become.
  record Next(Tensor parameter, List<Tensor> slots) {
    public Next {
      slots = List.copyOf(slots);
    }
  }
}
