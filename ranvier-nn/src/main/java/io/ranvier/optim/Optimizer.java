package io.ranvier.optim;

import io.ranvier.nn.Layer;
import io.ranvier.nn.Leaf;
import io.ranvier.nn.Parameter;
import io.ranvier.nn.Variables;
import io.ranvier.tensor.Tensor;
import io.ranvier.tensor.Variable;
import io.ranvier.type.DType;
import io.ranvier.type.Shape;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// Trains a model by a [Rule].
///
///     var optimizer = new Optimizer(model, new Sgd(0.05).momentum(0.9));
///     for (var batch : batches) {
///       Tensor loss = training(() -> crossEntropy(model.forward(batch.input()), batch.target()));
///       optimizer.minimize(loss);
///     }
///
/// The learning rate and the step count are leaves of the graph, so every step runs the same plan.
/// An optimizer is used by one thread at a time.
public final class Optimizer {
  private final Rule rule;
  private final List<Trained> trained = new ArrayList<>();
  private final SequencedMap<String, Variable> state = new LinkedHashMap<>();
  private final Variable step = new Variable("step", Tensor.of(Shape.SCALAR, 0L));
  private final Variable rate;

  /// Everything that a step may change.
  private final List<Variable> changing = new ArrayList<>();

  /// A parameter with what the rule remembers of it.
  private record Trained(Parameter parameter, List<Variable> slots) {}

  public Optimizer(Layer model, Rule rule) {
    this.rule = rule;
    rate = new Variable("learning_rate", Tensor.of(Shape.SCALAR, rule.learningRate()));
    state.put("step", step);
    state.put("learning_rate", rate);
    var leaves = Variables.of(model);
    leaves.forEach(
        (path, leaf) -> {
          if (leaf instanceof Parameter p) trained.add(new Trained(p, slots(path, p)));
        });
    if (trained.isEmpty()) {
      throw new IllegalArgumentException(
          "optimizer: no parameters in the fields of " + model.getClass().getName());
    }
    leaves.values().stream().map(Leaf::variable).forEach(changing::add);
    changing.addAll(state.values());
  }

  private List<Variable> slots(String path, Parameter parameter) {
    var slots = new ArrayList<Variable>();
    for (var name : rule.slots()) {
      var slot = new Variable(name + "." + path, Tensor.fill(0, parameter.type()));
      state.put(slot.name(), slot);
      slots.add(slot);
    }
    return slots;
  }

  /// One step down the slope of `loss`: its gradients, the next values of all parameters and of
  /// what the rule remembers, and what else the model keeps books of, are computed together with
  /// `loss` and `results`, as one program and in place.
  ///
  /// @param loss a scalar that depends on the model's parameters as they are now
  /// @param results what else of the step is wanted, such as the number of hits
  public void minimize(Tensor loss, Tensor... results) {
    var gradients = loss.gradients(trained.stream().map(t -> t.parameter.value()).toList());
    var count = step.value().add(Tensor.fill(1, step.type()));
    var steps = new EnumMap<DType, Rule.Step>(DType.class);
    for (int i = 0; i < gradients.size(); i++) {
      var t = trained.get(i);
      var next =
          steps
              .computeIfAbsent(t.parameter.type().dtype(), dtype -> stepFor(dtype, count))
              .next(t.parameter.value(), gradients.get(i), values(t.slots));
      t.parameter.assign(next.parameter());
      for (int j = 0; j < t.slots.size(); j++) t.slots.get(j).assign(next.slots().get(j));
    }
    step.assign(count);
    var wanted = new ArrayList<Tensor>(List.of(results));
    wanted.addFirst(loss);
    try {
      Variable.update(changing, wanted);
    } catch (RuntimeException | Error e) {
      changing.forEach(Variable::reset);
      throw e;
    }
  }

  private Rule.Step stepFor(DType dtype, Tensor count) {
    return rule.at(rate.value().cast(dtype), count.cast(dtype));
  }

  private static List<Tensor> values(List<Variable> variables) {
    return variables.stream().map(Variable::value).toList();
  }

  public double learningRate() {
    return rate.value().item();
  }

  /// Sets the learning rate from the next step on.
  public void learningRate(double learningRate) {
    Settings.notNegative("optimizer", "learningRate", learningRate);
    rate.load(MemorySegment.ofArray(new double[] {learningRate}));
  }

  /// How many steps have been made.
  public long steps() {
    return (long) step.value().item();
  }

  /// What is remembered between steps, by name: `step` (`i64`), `learning_rate` (`f64`), and for
  /// each parameter what its rule keeps, such as `momentum.conv1.weight`. Together with the model's
  /// [Variables] this is all that a checkpoint needs: load the bytes of each back, and training
  /// goes on as if it had never stopped.
  public SequencedMap<String, Variable> state() {
    return Collections.unmodifiableSequencedMap(state);
  }
}
