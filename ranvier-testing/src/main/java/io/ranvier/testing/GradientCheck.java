package io.ranvier.testing;

import io.ranvier.autograd.Gradients;
import io.ranvier.graph.Node;
import io.ranvier.graph.Value;
import io.ranvier.op.Composite;
import io.ranvier.op.Ops;
import io.ranvier.type.DType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Compares gradients with differences, in `f64`.
///
/// The outputs of a sample are made one number `f`, and `f` is followed along a random direction
/// `v`: `⟨∇f, v⟩` must be what `f` changes by. The second order is the same once more: `⟨∇f, v⟩` is
/// itself a graph, and is followed along another direction. One direction sees errors in all
/// elements at once, since none of its components is zero.
public final class GradientCheck {
  private static final double STEP = 1e-3;

  /// Differences of fourth order with this step are good to about 1e-12.
  private static final double TOLERANCE = 1e-8;

  private GradientCheck() {}

  /// Checks `sample` to the order that it states.
  ///
  /// @throws AssertionError if a gradient is wrong; the message names the seed
  public static void check(Sample sample, long seed) {
    var trial = new Trial(sample, DType.F64, seed);
    var f = trial.objective();
    for (int order = 1; order <= sample.order(); order++) {
      f = checkOnce(trial, f, "%s, seed %d: order %d".formatted(sample, seed, order));
    }
  }

  /// Checks the gradient of `f`, and gives its derivative along the direction that was followed.
  private static Value checkOnce(Trial trial, Value f, String where) {
    var xs = trial.variables();
    var gradients = Gradients.gradients(f, xs);
    var directions = new ArrayList<Value>();
    for (int i = 0; i < xs.size(); i++) {
      var x = xs.get(i).type();
      if (!gradients.get(i).type().equals(x)) {
        throw new AssertionError(
            "%s: the gradient of %s is %s".formatted(where, x, gradients.get(i).type()));
      }
      directions.add(trial.leaf(x, new Draw.Signed(0.5, 1)));
    }
    var derivative = Trial.dot(gradients, directions);
    double actual = trial.interpreter().numbers(derivative)[0];
    double expected = difference(trial, f, directions);
    double scale = Math.max(1, magnitude(trial, gradients));
    if (!(Math.abs(actual - expected) <= TOLERANCE * scale)) {
      throw new AssertionError(
          "%s: the gradient says %s, differences say %s".formatted(where, actual, expected));
    }
    return derivative;
  }

  /// The derivative of `f` along the directions, by differences of fourth order.
  private static double difference(Trial trial, Value f, List<Value> directions) {
    double near = moved(trial, f, directions, STEP) - moved(trial, f, directions, -STEP);
    double far = moved(trial, f, directions, 2 * STEP) - moved(trial, f, directions, -2 * STEP);
    return (8 * near - far) / (12 * STEP);
  }

  private static double moved(Trial trial, Value f, List<Value> directions, double step) {
    var xs = trial.variables();
    var numbers = new HashMap<Value, double[]>();
    for (int i = 0; i < xs.size(); i++) {
      var x = trial.numbers(xs.get(i)).clone();
      var v = trial.numbers(directions.get(i));
      for (int j = 0; j < x.length; j++) x[j] += step * v[j];
      numbers.put(xs.get(i), x);
    }
    return trial.interpreter(numbers).numbers(f)[0];
  }

  /// The sum of the gradients' magnitudes: what terms of either sign can cancel from.
  private static double magnitude(Trial trial, List<Value> gradients) {
    var interpreter = trial.interpreter();
    double sum = 0;
    for (var g : gradients) for (double d : interpreter.numbers(g)) sum += Math.abs(d);
    return sum;
  }

  /// Checks that the gradient which a composite names, if it names one, is that of its
  /// decomposition.
  ///
  /// @return how many composites of the sample named a gradient
  /// @throws AssertionError if they differ; the message names the seed
  public static int checkNamedGradients(Sample sample, long seed) {
    var trial = new Trial(sample, DType.F64, seed);
    int found = 0;
    for (var node : Node.order(trial.outputs(), _ -> false)) {
      if (!(node.op() instanceof Composite composite)) continue;
      var dy = new ArrayList<@Nullable Value>();
      for (var y : node.outputs()) {
        dy.add(dy.isEmpty() ? trial.leaf(y.type(), new Draw.Uniform(-1, 1)) : null);
      }
      var named = composite.gradient(node, dy);
      if (named.isEmpty()) continue;
      found++;
      compareNamed(trial, node, composite, new Cotangents(dy, named.get()));
    }
    return found;
  }

  /// The cotangents of a node's outputs, and what it makes of them.
  private record Cotangents(List<@Nullable Value> dy, List<@Nullable Value> dx) {}

  private static void compareNamed(
      Trial trial, Node node, Composite composite, Cotangents cotangents) {
    var dy = new ArrayList<Value>();
    for (int i = 0; i < cotangents.dy().size(); i++) {
      var known = cotangents.dy().get(i);
      dy.add(known == null ? Ops.fill(0, node.output(i).type()) : known);
    }
    var expected = Gradients.pullBack(composite.decompose(node.inputs()), dy, node.inputs());
    var interpreter = trial.interpreter();
    for (int i = 0; i < expected.size(); i++) {
      var named = cotangents.dx().get(i);
      if (named == null) named = Ops.fill(0, expected.get(i).type());
      var a = interpreter.numbers(named);
      var b = interpreter.numbers(expected.get(i));
      for (int j = 0; j < a.length; j++) {
        if (!(Math.abs(a[j] - b[j]) <= TOLERANCE * Math.max(1, Math.abs(b[j])))) {
          throw new AssertionError(
              "%s: %s names a gradient of input %d that has %s at %d; its decomposition has %s"
                  .formatted(trial.sample(), node, i, a[j], j, b[j]));
        }
      }
    }
  }
}
