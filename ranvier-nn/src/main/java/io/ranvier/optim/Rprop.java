package io.ranvier.optim;

import static io.ranvier.optim.Settings.closed;
import static io.ranvier.optim.Settings.notNegative;

import io.ranvier.tensor.Tensor;
import java.util.List;

/// Resilient propagation (Riedmiller and Braun, 1993, "A direct adaptive method for faster
/// backpropagation learning"): each number has a step of its own, which grows while the slope keeps
/// its sign. For gradients of all examples, not of batches.
///
///     step ← step · (grow if g · before > 0, shrink if g · before < 0), within [smallest, largest]
///     g ← 0 where g · before < 0
///     p ← p − sign(g) · step;  before ← g
///
/// The learning rate is what all steps begin with; later changes of it have no effect.
///
/// @param shrink in `[0, 1]`
/// @param grow at least 1
/// @param smallest at least 0
/// @param largest at least `smallest`
public record Rprop(
    double learningRate, double shrink, double grow, double smallest, double largest)
    implements Rule {

  public Rprop {
    notNegative("rprop", "learningRate", learningRate);
    closed("rprop", "shrink", shrink, 0, 1);
    closed("rprop", "grow", grow, 1, Double.MAX_VALUE);
    notNegative("rprop", "smallest", smallest);
    closed("rprop", "largest", largest, smallest, Double.MAX_VALUE);
  }

  /// Shrinks by 0.5, grows by 1.2, within `[1e-6, 50]`.
  public Rprop(double learningRate) {
    this(learningRate, 0.5, 1.2, 1e-6, 50);
  }

  public Rprop factors(double shrink, double grow) {
    return new Rprop(learningRate, shrink, grow, smallest, largest);
  }

  public Rprop range(double smallest, double largest) {
    return new Rprop(learningRate, shrink, grow, smallest, largest);
  }

  @Override
  public List<String> slots() {
    return List.of("prev", "step_size");
  }

  @Override
  public double initial(String slot) {
    return slot.equals("step_size") ? learningRate : 0;
  }

  @Override
  public Step at(Tensor rate, Tensor count) {
    return (parameter, gradient, slots) -> {
      // Signs first: the product of two small gradients may be too small for its type.
      var agreement = gradient.sign().mul(slots.get(0).sign());
      var turned = agreement.less(0);
      var same = Tensor.fill(1, gradient.type());
      var factor =
          turned.select(
              Tensor.fill(shrink, gradient.type()),
              agreement.greater(0).select(Tensor.fill(grow, gradient.type()), same));
      var step = slots.get(1).mul(factor).clip(smallest, largest);
      var g = turned.select(Tensor.fill(0, gradient.type()), gradient);
      return new Next(parameter.sub(g.sign().mul(step)), List.of(g, step));
    };
  }
}
