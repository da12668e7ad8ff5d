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
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Compares gradients with differences, in `f64`.
///
/// The outputs of a sample are made one number `f`, and `f` is followed along a random direction
/// `v`: `⟨∇f, v⟩` must be what `f` changes by. The second order is the same once more: `⟨∇f, v⟩` is
/// itself a graph, and is followed along another direction. One direction sees errors in all
/// elements at once, since none of its components is zero; single elements tell where they are.
public final class GradientCheck {
  /// The first that agrees is enough: a long step may cross a kink, at a short one rounding shows.
  private static final double[] STEPS = {1e-3, 1e-4, 1e-5, 1e-6};

  /// Differences of fourth order with the longest step are good to about 1e-12.
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

  /// Checks single elements of the gradient: those of an input in which there are no more than
  /// `most`, else as many of them, drawn at random.
  ///
  /// @throws AssertionError if one is wrong; the message names the input, the element and the seed
  public static void checkElements(Sample sample, int most, long seed) {
    var trial = new Trial(sample, DType.F64, seed);
    var f = trial.objective();
    var xs = trial.variables();
    var gradients = Gradients.gradients(f, xs);
    var interpreter = trial.interpreter();
    var random = new SplittableRandom(seed);
    for (int i = 0; i < xs.size(); i++) {
      var gradient = interpreter.numbers(gradients.get(i));
      int size = gradient.length;
      var elements =
          size <= most ? IntStream.range(0, size) : random.ints(0, size).distinct().limit(most);
      for (int element : elements.toArray()) {
        var direction = new double[size];
        direction[element] = 1;
        requireSlope(
            trial,
            f,
            Map.of(xs.get(i), direction),
            new Slope(gradient[element], Math.max(1, Math.abs(gradient[element]))),
            "%s, seed %d: element %d of input %s, number %d"
                .formatted(sample, seed, element, xs.get(i).type(), i));
      }
    }
  }

  /// Checks the gradient of `f`, and gives its derivative along the direction that was followed.
  private static Value checkOnce(Trial trial, Value f, String where) {
    var xs = trial.variables();
    var gradients = Gradients.gradients(f, xs);
    var directions = new ArrayList<Value>();
    var numbers = new HashMap<Value, double[]>();
    for (int i = 0; i < xs.size(); i++) {
      var x = xs.get(i).type();
      if (!gradients.get(i).type().equals(x)) {
        throw new AssertionError(
            "%s: the gradient of %s is %s".formatted(where, x, gradients.get(i).type()));
      }
      directions.add(trial.leaf(x, new Draw.Signed(0.5, 1)));
      numbers.put(xs.get(i), trial.numbers(directions.get(i)));
    }
    var derivative = Trial.dot(gradients, directions);
    double actual = trial.interpreter().numbers(derivative)[0];
    double scale = Math.max(1, magnitude(trial, gradients));
    requireSlope(trial, f, numbers, new Slope(actual, scale), where);
    return derivative;
  }

  /// What a gradient says of a direction.
  ///
  /// @param scale of the numbers that it was added up from
  private record Slope(double value, double scale) {}

  private static void requireSlope(
      Trial trial, Value f, Map<Value, double[]> direction, Slope slope, String where) {
    double expected = Double.NaN;
    for (double step : STEPS) {
      expected = difference(trial, f, direction, step);
      if (Math.abs(slope.value - expected) <= TOLERANCE * slope.scale) return;
    }
    throw new AssertionError(
        "%s: the gradient says %s, differences say %s".formatted(where, slope.value, expected));
  }

  /// The derivative of `f` along a direction, by differences of fourth order.
  private static double difference(
      Trial trial, Value f, Map<Value, double[]> direction, double step) {
    double near = moved(trial, f, direction, step) - moved(trial, f, direction, -step);
    double far = moved(trial, f, direction, 2 * step) - moved(trial, f, direction, -2 * step);
    return (8 * near - far) / (12 * step);
  }

  private static double moved(Trial trial, Value f, Map<Value, double[]> direction, double step) {
    var numbers = new HashMap<Value, double[]>();
    direction.forEach(
        (input, v) -> {
          var x = trial.numbers(input).clone();
          for (int j = 0; j < x.length; j++) x[j] += step * v[j];
          numbers.put(input, x);
        });
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
