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
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Supplier;

/// Trains a model by [Lbfgs], which computes the loss several times in a step.
///
///     var optimizer = new LbfgsOptimizer(model, new Lbfgs(1).strongWolfe());
///     for (int i = 0; i < 20; i++) optimizer.step(() -> mse(model.forward(x), y));
///
/// Directions are computed in `float64`, outside of the graph.
public final class LbfgsOptimizer {
  private final Lbfgs settings;
  private final List<Parameter> parameters;
  private final List<Variable> changing;
  private Changes changes;

  public LbfgsOptimizer(Layer model, Lbfgs settings) {
    this.settings = settings;
    var leaves = Variables.of(model);
    parameters = Settings.parameters("lbfgs", model);
    changing = leaves.values().stream().map(Leaf::variable).toList();
    changes = new Changes(settings.history());
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
      var direction = changes.direction(place.gradient);
      double slope = Vectors.dot(place.gradient, direction);
      if (slope > -settings.changeTolerance()) break;
      double length = changes.isEmpty() ? Math.min(1, 1 / Vectors.norm1(place.gradient)) : 1;
      length *= settings.learningRate();
      var from = place;
      if (settings.searches()) {
        var found = search(loss, from, direction, slope, length);
        length = found.point().t();
        evaluations += found.evaluations();
        var x = Vectors.sum(from.x, length, direction);
        place = new Place(x, found.point().loss(), found.point().gradient());
      } else {
        var x = Vectors.sum(from.x, length, direction);
        // A step's last move is not looked at: the next one begins with that.
        boolean isLast = i == settings.iterations() - 1;
        place = isLast ? new Place(x, from.loss, from.gradient) : evaluate(loss, x);
        if (!isLast) evaluations++;
      }
      var move = Vectors.scaled(direction, length);
      changes.moved(move, from.gradient);
      if (evaluations >= settings.evaluations() || hasSettled(from.loss - place.loss, move)) break;
    }
    load(place.x);
    return before;
  }

  private boolean isFlat(Place place) {
    return Vectors.largest(place.gradient) <= settings.gradientTolerance();
  }

  private boolean hasSettled(double fall, double[] move) {
    return Math.abs(fall) < settings.changeTolerance()
        || Vectors.largest(move) <= settings.changeTolerance();
  }

  private WolfeSearch.Found search(
      Supplier<Tensor> loss, Place place, double[] direction, double slope, double length) {
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

  /// What is remembered between steps, by name, at this moment. Together with the model's
  /// [Variables] this is all that a checkpoint needs.
  public SequencedMap<String, Variable> state() {
    return changes.state();
  }

  /// Goes on with what [#state] of the same model said.
  ///
  /// @throws IllegalArgumentException if it is not of such a model
  public void load(Map<String, Tensor> state) {
    changes = Changes.of(state, settings.history(), values().length);
  }
}
