package io.ranvier.optim;

import static io.ranvier.optim.Settings.within;

import io.ranvier.nn.Layer;
import io.ranvier.nn.Parameter;
import io.ranvier.nn.Variables;
import io.ranvier.tensor.Tensor;
import io.ranvier.tensor.Variable;
import io.ranvier.type.Shape;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/// An average of a model's parameters over the steps of its training, which often predicts better
/// than the last ones.
///
///     var average = WeightAverage.exponential(model, 0.999);
///     …
///     optimizer.minimize(loss);
///     average.update();
///     …
///     double accuracy = average.during(() -> evaluate(model));
///
/// What the model keeps books of, such as running means, stays its own; after an average of weights
/// far apart, let it see some batches in training mode.
public final class WeightAverage {
  private final SequencedMap<String, Parameter> parameters;
  private final SequencedMap<String, Variable> state = new LinkedHashMap<>();
  private final List<Variable> averages = new ArrayList<>();
  private final Variable count = new Variable("count", Tensor.of(Shape.SCALAR, 0.0));

  /// How long the average remembers; not a number where all are weighed equally.
  private final double decay;

  private WeightAverage(Layer model, double decay) {
    this.decay = decay;
    parameters = Variables.parameters(model);
    state.put(count.name(), count);
    parameters.forEach(
        (path, parameter) -> {
          var average = new Variable("average." + path, parameter.variable().held());
          averages.add(average);
          state.put(average.name(), average);
        });
  }

  /// Exponential: `a ← decay · a + (1 − decay) · p`, from the first update on (Polyak and Juditsky,
  /// 1992; Tarvainen and Valpola, 2017, "Mean teachers").
  ///
  /// @param decay in `[0, 1)`
  public static WeightAverage exponential(Layer model, double decay) {
    return new WeightAverage(model, within("weightAverage", "decay", decay, 0, 1));
  }

  /// The mean of the parameters at all updates (Izmailov et al., 2018, "Averaging weights leads to
  /// wider optima and better generalization").
  public static WeightAverage equal(Layer model) {
    return new WeightAverage(model, Double.NaN);
  }

  /// Takes the parameters as they are now into the average; the first time they are the average.
  public void update() {
    var before = count.value();
    var now = before.add(1);
    var equalShare = now.reciprocal();
    var share =
        Double.isNaN(decay)
            ? equalShare
            : before.greater(0).select(Tensor.fill(1 - decay, count.type()), equalShare);
    int i = 0;
    for (var parameter : parameters.values()) {
      var average = averages.get(i++);
      var difference = parameter.variable().held().sub(average.value());
      average.assign(average.value().add(difference.mul(share.cast(average.type().dtype()))));
    }
    count.assign(now);
    Variable.update(new ArrayList<>(state.values()), List.of());
  }

  /// Runs `body` with the averages in the model, and puts the parameters back.
  public <T extends @Nullable Object, X extends Throwable> T during(
      ScopedValue.CallableOp<T, X> body) throws X {
    var kept = parameters.values().stream().map(p -> p.variable().held().toBytes()).toList();
    store();
    try {
      return body.call();
    } finally {
      int i = 0;
      for (var p : parameters.values()) p.variable().load(MemorySegment.ofArray(kept.get(i++)));
    }
  }

  /// Makes the averages the model's parameters.
  public void store() {
    int i = 0;
    for (var parameter : parameters.values()) {
      var bytes = averages.get(i++).value().toBytes();
      parameter.variable().load(MemorySegment.ofArray(bytes));
    }
  }

  /// What a checkpoint needs, by name: `count`, and `average.conv1.weight` for each parameter.
  public SequencedMap<String, Variable> state() {
    return Collections.unmodifiableSequencedMap(state);
  }
}
