package io.ranvier.optim;

import io.ranvier.nn.Layer;
import io.ranvier.nn.Leaf;
import io.ranvier.nn.Parameter;
import io.ranvier.nn.Variables;
import io.ranvier.tensor.Tensor;
import io.ranvier.tensor.Variable;
import io.ranvier.type.DType;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/// Trains a model by [Lbfgs], which computes the loss several times in a step.
///
///     var optimizer = new LbfgsOptimizer(model, new Lbfgs(1).strongWolfe());
///     for (int i = 0; i < 20; i++) optimizer.step(() -> mse(model.forward(x), y));
///
/// What it remembers is not kept by checkpoints: it is learnt again in a few iterations. Directions
/// are computed in `float64`, outside of the graph.
public final class LbfgsOptimizer {
  private final Lbfgs settings;
  private final List<Parameter> parameters;
  private final List<Variable> changing;
  private final History history;

  /// From the last iteration.
  private double[] direction = {};

  private double[] lastGradient = {};
  private double length;
  private boolean isFirst = true;

  public LbfgsOptimizer(Layer model, Lbfgs settings) {
    this.settings = settings;
    var leaves = Variables.of(model);
    parameters = Settings.parameters("lbfgs", model);
    changing = leaves.values().stream().map(Leaf::variable).toList();
    history = new History(settings.history());
  }

  /// A point, its loss and its gradient.
  @SuppressWarnings("ArrayRecordComponent") // moves as a whole
  private record Place(double[] x, double loss, double[] gradient) {}

  /// Some iterations down the slope of `loss`.
  ///
  /// @param loss builds the loss of the model as it is when asked
  /// @return the loss before the step
  public double step(Supplier<Tensor> loss) {
    var place = evaluate(loss, values());
    double before = place.loss;
    int evaluations = 1;
    for (int i = 0; i < settings.iterations() && !isFlat(place); i++) {
      turn(place.gradient);
      double slope = Vectors.dot(place.gradient, direction);
      if (slope > -settings.changeTolerance()) break;
      length = isFirst ? Math.min(1, 1 / Vectors.norm1(place.gradient)) : 1;
      length *= settings.learningRate();
      isFirst = false;
      lastGradient = place.gradient;
      double lossBefore = place.loss;
      if (settings.searches()) {
        var found = search(loss, place, slope);
        length = found.point().t();
        evaluations += found.evaluations();
        var x = Vectors.sum(place.x, length, direction);
        place = new Place(x, found.point().loss(), found.point().gradient());
      } else {
        var x = Vectors.sum(place.x, length, direction);
        // A step's last move is not looked at: the next one begins with that.
        if (i == settings.iterations() - 1) {
          place = new Place(x, lossBefore, place.gradient);
          break;
        }
        place = evaluate(loss, x);
        evaluations++;
      }
      if (evaluations >= settings.evaluations() || hasSettled(lossBefore - place.loss)) break;
    }
    load(place.x);
    return before;
  }

  private boolean isFlat(Place place) {
    return Vectors.largest(place.gradient) <= settings.gradientTolerance();
  }

  private boolean hasSettled(double fall) {
    return Math.abs(fall) < settings.changeTolerance()
        || Vectors.largest(direction) * Math.abs(length) <= settings.changeTolerance();
  }

  /// The next direction, from what is remembered and the last change.
  private void turn(double[] gradient) {
    if (!isFirst) {
      history.add(Vectors.scaled(direction, length), Vectors.sum(gradient, -1, lastGradient));
    }
    direction = history.direction(gradient);
  }

  private WolfeSearch.Found search(Supplier<Tensor> loss, Place place, double slope) {
    var start = new WolfeSearch.Point(0, place.loss, slope, place.gradient);
    WolfeSearch.Line line =
        t -> {
          var there = evaluate(loss, Vectors.sum(place.x, t, direction));
          double along = Vectors.dot(there.gradient, direction);
          return new WolfeSearch.Point(t, there.loss, along, there.gradient);
        };
    double size = Vectors.largest(direction);
    return new WolfeSearch(line, start, size, settings.changeTolerance()).from(length);
  }

  private Place evaluate(Supplier<Tensor> loss, double[] x) {
    load(x);
    var y = loss.get();
    var wanted = new ArrayList<>(y.gradients(parameters.stream().map(Leaf::value).toList()));
    wanted.addFirst(y);
    try {
      Variable.update(changing, wanted);
    } catch (RuntimeException | Error e) {
      changing.forEach(Variable::reset);
      throw e;
    }
    return new Place(x, y.item(), flat(wanted.subList(1, wanted.size())));
  }

  private double[] values() {
    return flat(parameters.stream().map(Leaf::value).toList());
  }

  private static double[] flat(List<Tensor> tensors) {
    var parts = tensors.stream().map(Tensor::toDoubles).toList();
    var all = new double[parts.stream().mapToInt(part -> part.length).sum()];
    int at = 0;
    for (var part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }

  private void load(double[] x) {
    int at = 0;
    for (var parameter : parameters) {
      int size = Math.toIntExact(parameter.type().shape().size());
      var part = Arrays.copyOfRange(x, at, at + size);
      parameter.variable().load(bytes(part, parameter.type().dtype()));
      at += size;
    }
  }

  private static MemorySegment bytes(double[] x, DType dtype) {
    if (dtype == DType.F64) return MemorySegment.ofArray(x);
    var narrow = new float[x.length];
    for (int i = 0; i < narrow.length; i++) narrow[i] = (float) x[i];
    return MemorySegment.ofArray(narrow);
  }

  /// The last changes of the weights and of the gradient, the oldest first.
  private static final class History {
    private final int capacity;
    private final List<Change> changes = new ArrayList<>();
    private double scale = 1;

    /// @param inverse `1 / ⟨gradient, weights⟩`
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Change(double[] weights, double[] gradient, double inverse) {}

    History(int capacity) {
      this.capacity = capacity;
    }

    /// Remembers a change along which the slope grew; others say nothing of how it bends.
    void add(double[] weights, double[] gradient) {
      double product = Vectors.dot(gradient, weights);
      if (!(product > 1e-10)) return;
      if (changes.size() == capacity) changes.removeFirst();
      changes.add(new Change(weights, gradient, 1 / product));
      scale = product / Vectors.dot(gradient, gradient);
    }

    /// The inverse of the curvature, applied to the way down: the two loops of Nocedal (1980).
    double[] direction(double[] gradient) {
      var d = Vectors.scaled(gradient, -1);
      var shares = new double[changes.size()];
      for (int i = shares.length - 1; i >= 0; i--) {
        var c = changes.get(i);
        shares[i] = Vectors.dot(c.weights, d) * c.inverse;
        Vectors.add(d, -shares[i], c.gradient);
      }
      d = Vectors.scaled(d, scale);
      for (int i = 0; i < shares.length; i++) {
        var c = changes.get(i);
        Vectors.add(d, shares[i] - Vectors.dot(c.gradient, d) * c.inverse, c.weights);
      }
      return d;
    }
  }
}
