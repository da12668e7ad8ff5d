package io.ranvier.testing;

import io.ranvier.autograd.Gradients;
import io.ranvier.backend.HostBuffer;
import io.ranvier.backend.Operand;
import io.ranvier.graph.Value;
import io.ranvier.plan.Device;
import io.ranvier.type.DType;
import java.util.ArrayList;
import java.util.List;

/// Compares what a device computes, by plans of whole graphs, with the reference, which takes one
/// operation after the other: the outputs of a sample, and their gradients to the order that it
/// states, as one program.
public final class DeviceConformance {
  /// Gradients of gradients are some operations deeper than what a sample's tolerance is meant for.
  private static final double DEPTH = 4;

  private static final double F64_TOLERANCE = 1e-12;

  private final Device device;

  public DeviceConformance(Device device) {
    this.device = device;
  }

  /// Checks `sample`, with `floating` for `f32`.
  ///
  /// @throws AssertionError if the device computes something else than the reference
  public void check(Sample sample, DType floating, long seed) {
    var trial = new Trial(sample, floating, seed);
    var roots = roots(trial);
    var interpreter = trial.interpreter();
    var expected = roots.stream().map(interpreter::numbers).toList();
    device.evaluate(roots, List.of());
    double tolerance = floating == DType.F64 ? F64_TOLERANCE : sample.tolerance();
    for (int i = 0; i < roots.size(); i++) {
      var y = roots.get(i);
      var actual =
          device.read(y, s -> HostTensors.numbers(new HostBuffer(s), Operand.rowMajor(y.type())));
      var where = "%s in %s, seed %d: root %d, %s".formatted(sample, floating, seed, i, y.type());
      double allowed =
          y.type().dtype().isFloating() ? DEPTH * tolerance * magnitude(expected.get(i)) : 0;
      HostTensors.requireClose(where, actual, expected.get(i), allowed);
    }
  }

  private static List<Value> roots(Trial trial) {
    var roots = new ArrayList<>(trial.outputs());
    var f = trial.objective();
    for (int order = 0; order < trial.sample().order(); order++) {
      var gradients = Gradients.gradients(f, trial.variables());
      roots.addAll(gradients);
      f = trial.alongRandomDirection(gradients);
    }
    return roots;
  }

  /// The largest finite number, or one: what the others may have cancelled from.
  private static double magnitude(double[] numbers) {
    double largest = 1;
    for (double x : numbers) if (Double.isFinite(x)) largest = Math.max(largest, Math.abs(x));
    return largest;
  }
}
