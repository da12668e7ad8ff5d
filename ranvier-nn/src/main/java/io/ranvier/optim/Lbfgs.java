package io.ranvier.optim;

import static io.ranvier.optim.Settings.atLeast;
import static io.ranvier.optim.Settings.notNegative;

/// The settings of a quasi-Newton method of limited memory (Liu and Nocedal, 1989, "On the limited
/// memory BFGS method for large scale optimization"), which [LbfgsOptimizer] follows. From the last
/// changes of the weights and of the gradient it knows how the slope bends, and so where it ends:
/// for smooth losses of all examples, not of batches.
///
/// @param iterations how many directions are followed in a step, at least 1
/// @param evaluations how many times the loss may be computed in a step before it ends, at least 1
/// @param gradientTolerance a step ends when no number of the gradient is larger
/// @param changeTolerance a step ends when neither loss nor weights change by more
/// @param history how many changes are remembered, at least 1
/// @param searches whether each direction is searched for a point that meets the strong Wolfe
///   conditions (Nocedal and Wright, 2006, section 3.5); otherwise `learningRate` is how far it
///   goes
public record Lbfgs(
    double learningRate,
    int iterations,
    int evaluations,
    double gradientTolerance,
    double changeTolerance,
    int history,
    boolean searches) {

  public Lbfgs {
    notNegative("lbfgs", "learningRate", learningRate);
    atLeast("lbfgs", "iterations", iterations, 1);
    atLeast("lbfgs", "evaluations", evaluations, 1);
    notNegative("lbfgs", "gradientTolerance", gradientTolerance);
    notNegative("lbfgs", "changeTolerance", changeTolerance);
    atLeast("lbfgs", "history", history, 1);
  }

  /// With 20 iterations, 25 evaluations, tolerances 1e-7 and 1e-9, a history of 100, no search.
  public Lbfgs(double learningRate) {
    this(learningRate, 20, 25, 1e-7, 1e-9, 100, false);
  }

  public Lbfgs strongWolfe() {
    return new Lbfgs(
        learningRate, iterations, evaluations, gradientTolerance, changeTolerance, history, true);
  }

  /// With `5 / 4` as many evaluations.
  public Lbfgs iterations(int iterations) {
    return evaluations(iterations, iterations * 5 / 4);
  }

  public Lbfgs evaluations(int iterations, int evaluations) {
    return new Lbfgs(
        learningRate,
        iterations,
        Math.max(1, evaluations),
        gradientTolerance,
        changeTolerance,
        history,
        searches);
  }

  public Lbfgs tolerances(double gradient, double change) {
    return new Lbfgs(learningRate, iterations, evaluations, gradient, change, history, searches);
  }

  public Lbfgs history(int history) {
    return new Lbfgs(
        learningRate,
        iterations,
        evaluations,
        gradientTolerance,
        changeTolerance,
        history,
        searches);
  }
}
