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
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;

/// Trains a model by a [Rule].
///
///     var optimizer = new Optimizer(model, new Sgd(0.05).momentum(0.9));
///     for (var batch : batches) {
///       Tensor loss = training(() -> crossEntropy(model.forward(batch.input()), batch.target()));
///       optimizer.minimize(loss);
///     }
///
/// Parameters may follow different rules: see [Groups]. Batches that do not fit into memory are added
/// up in parts: see [#accumulate]. The learning rate and the step count are leaves of the graph, so
/// every step runs the same plan. An optimizer is used by one thread at a time.
public final class Optimizer {
  private final Groups groups;
  private final List<Trained> trained = new ArrayList<>();
  private final SequencedMap<String, Variable> state = new LinkedHashMap<>();
  private final Variable step = new Variable("step", Tensor.of(Shape.SCALAR, 0L));
  private final Variable rate;
  private Clipping clipping = gradients -> gradients;
  private Optional<Schedule> schedule = Optional.empty();

  /// Everything that a step may change.
  private final List<Variable> changing = new ArrayList<>();

  /// What the names of accumulated gradients begin with.
  private static final String ACCUMULATED = "gradient.";

  /// The gradients that [#accumulate] has added up, one for each parameter, or nothing.
  private List<Variable> sums = List.of();

  private boolean isAccumulating;

  /// A parameter with its rule and what that remembers of it.
  private record Trained(Parameter parameter, Rule rule, List<Variable> slots) {}

  /// Where the formula of a step is the same.
  private record Formula(Rule rule, DType dtype) {}

  /// One rule for all parameters.
  public Optimizer(Layer model, Rule rule) {
    this(model, Groups.all(rule));
  }

  public Optimizer(Layer model, Groups groups) {
    this.groups = groups;
    rate = new Variable("learning_rate", Tensor.of(Shape.SCALAR, groups.rest().learningRate()));
    state.put("step", step);
    state.put("learning_rate", rate);
    var leaves = Variables.of(model);
    leaves.forEach(
        (path, leaf) -> {
          if (leaf instanceof Parameter p) {
            groups.ruleOf(p).ifPresent(rule -> trained.add(trained(path, p, rule)));
          }
        });
    if (trained.isEmpty()) {
      throw new IllegalArgumentException(
          "optimizer: no parameters in the fields of " + model.getClass().getName());
    }
    leaves.values().stream().map(Leaf::variable).forEach(changing::add);
    changing.addAll(state.values());
  }

  private Trained trained(String path, Parameter parameter, Rule rule) {
    var slots = new ArrayList<Variable>();
    for (var name : rule.slots()) {
      var initial = Tensor.fill(rule.initial(name), parameter.type());
      var slot = new Variable(name + "." + path, initial);
      state.put(slot.name(), slot);
      slots.add(slot);
    }
    return new Trained(parameter, rule, slots);
  }

  /// Clips the gradients of each step from the next on.
  public Optimizer clipping(Clipping clipping) {
    this.clipping = clipping;
    return this;
  }

  /// Sets the learning rate of each step from the next on to what `schedule` says of the number of
  /// steps made before it.
  public Optimizer schedule(Schedule schedule) {
    this.schedule = Optional.of(schedule);
    return this;
  }

  /// Adds the gradients of `loss` to those of the next step, which [#minimize] makes. What else the
  /// model keeps books of moves on.
  ///
  ///     for (var part : parts.subList(1, parts.size())) optimizer.accumulate(loss(part).div(parts.size()));
  ///     optimizer.minimize(loss(parts.getFirst()).div(parts.size()));
  ///
  /// @param loss a scalar that depends on the model's parameters as they are now
  /// @param results what else is wanted
  public void accumulate(Tensor loss, Tensor... results) {
    var gradients = gradients(loss);
    makeSums();
    for (int i = 0; i < sums.size(); i++) sums.get(i).assign(gradients.get(i));
    update(changing, and(loss, results));
    isAccumulating = true;
  }

  private void makeSums() {
    if (!sums.isEmpty()) return;
    sums = trained.stream().map(Optimizer::sum).toList();
    changing.addAll(sums);
  }

  private static Variable sum(Trained trained) {
    var parameter = trained.parameter;
    return new Variable(ACCUMULATED + parameter.name(), Tensor.fill(0, parameter.type()));
  }

  /// The gradients of `loss`, and what was added up before.
  private List<Tensor> gradients(Tensor loss) {
    var gradients = loss.gradients(trained.stream().map(t -> t.parameter.value()).toList());
    if (!isAccumulating) return gradients;
    var all = new ArrayList<Tensor>();
    for (int i = 0; i < gradients.size(); i++) all.add(sums.get(i).value().add(gradients.get(i)));
    return all;
  }

  /// One step down the slope of `loss`: its gradients, the next values of all parameters and of
  /// what the rule remembers, and what else the model keeps books of, are computed together with
  /// `loss` and `results`, as one program and in place.
  ///
  /// @param loss a scalar that depends on the model's parameters as they are now
  /// @param results what else of the step is wanted, such as the number of hits
  public void minimize(Tensor loss, Tensor... results) {
    prepare(loss);
    compute(List.of(this), and(loss, results));
  }

  /// The step that [#minimize] makes, but not computed yet. From here on the model has its next
  /// parameters: the loss of another optimizer may depend on them, and [#compute] computes both
  /// steps as one program. What they share is computed once, such as the pictures of a generator
  /// which a discriminator learns from before it judges them.
  ///
  ///     discriminatorOptimizer.prepare(discriminatorLoss);
  ///     var generatorLoss = …;
  ///     generatorOptimizer.prepare(generatorLoss);
  ///     Optimizer.compute(List.of(discriminatorOptimizer, generatorOptimizer), List.of(generatorLoss));
  ///
  /// @param loss a scalar that depends on the model's parameters as they are now
  public void prepare(Tensor loss) {
    if (schedule.isPresent()) learningRate(schedule.get().rate(steps()));
    var gradients = clipping.clip(gradients(loss));
    var count = step.value().add(Tensor.fill(1, step.type()));
    var steps = new HashMap<Formula, Rule.Step>();
    for (int i = 0; i < gradients.size(); i++) {
      var t = trained.get(i);
      var formula = new Formula(t.rule, t.parameter.type().dtype());
      var next =
          steps
              .computeIfAbsent(formula, f -> stepFor(f, count))
              .next(t.parameter.value(), gradients.get(i), values(t.slots));
      t.parameter.assign(next.parameter());
      for (int j = 0; j < t.slots.size(); j++) t.slots.get(j).assign(next.slots().get(j));
    }
    step.assign(count);
  }

  /// Computes the steps that `prepared` have made ready, together with `results`.
  public static void compute(List<Optimizer> prepared, List<Tensor> results) {
    update(prepared.stream().flatMap(o -> o.changing.stream()).distinct().toList(), results);
    for (var optimizer : prepared) optimizer.isAccumulating = false;
  }

  private static List<Tensor> and(Tensor loss, Tensor... results) {
    var wanted = new ArrayList<Tensor>(List.of(results));
    wanted.addFirst(loss);
    return wanted;
  }

  private static void update(List<Variable> changing, List<Tensor> wanted) {
    try {
      Variable.update(changing, wanted);
    } catch (RuntimeException | Error e) {
      changing.forEach(Variable::reset);
      throw e;
    }
  }

  private Rule.Step stepFor(Formula formula, Tensor count) {
    var proportion = groups.proportion(formula.rule);
    var own = proportion == 1 ? rate.value() : rate.value().mul(proportion);
    return formula.rule.at(own.cast(formula.dtype), count.cast(formula.dtype));
  }

  private static List<Tensor> values(List<Variable> variables) {
    return variables.stream().map(Variable::value).toList();
  }

  /// That of the parameters in no group.
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
  /// each parameter what its rule keeps, such as `momentum.conv1.weight`; between [#accumulate] and
  /// [#minimize] also the gradients so far, such as `gradient.conv1.weight`. Together with the
  /// model's [Variables] this is all that a checkpoint needs: load the bytes of each back, and
  /// training goes on as if it had never stopped.
  public SequencedMap<String, Variable> state() {
    if (!isAccumulating) return Collections.unmodifiableSequencedMap(state);
    var all = new LinkedHashMap<>(state);
    sums.forEach(sum -> all.put(sum.name(), sum));
    return Collections.unmodifiableSequencedMap(all);
  }

  /// The state of the moment at which it had these names, to be loaded: with accumulated gradients
  /// where they are among them, and without where they are not.
  public SequencedMap<String, Variable> state(Set<String> names) {
    isAccumulating = names.stream().anyMatch(name -> name.startsWith(ACCUMULATED));
    if (isAccumulating) makeSums();
    return state();
  }
}
