package io.ranvier.testing;

import io.ranvier.explain.BackPropagation;
import io.ranvier.nn.Flatten;
import io.ranvier.nn.Linear;
import io.ranvier.optim.Adadelta;
import io.ranvier.optim.Adagrad;
import io.ranvier.optim.Adam;
import io.ranvier.optim.AdamW;
import io.ranvier.optim.Adamax;
import io.ranvier.optim.Clipping;
import io.ranvier.optim.Groups;
import io.ranvier.optim.Lamb;
import io.ranvier.optim.Lbfgs;
import io.ranvier.optim.LbfgsOptimizer;
import io.ranvier.optim.Lion;
import io.ranvier.optim.Muon;
import io.ranvier.optim.NAdam;
import io.ranvier.optim.OneCycle;
import io.ranvier.optim.Optimizer;
import io.ranvier.optim.Plateau;
import io.ranvier.optim.RAdam;
import io.ranvier.optim.RmsProp;
import io.ranvier.optim.Rprop;
import io.ranvier.optim.Schedule;
import io.ranvier.optim.Sgd;
import io.ranvier.optim.SimulatedAnnealing;
import io.ranvier.optim.WeightAverage;
import io.ranvier.tensor.Tensor;
import io.ranvier.train.MultiStart;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleConsumer;
import java.util.stream.Stream;

/// Wrong arguments of optimisers, schedules, searches and initial values.
final class TrainingMistakes {
  private TrainingMistakes() {}

  static List<Mistake> all() {
    return Stream.of(learningRates(), rules(), optimizers(), schedules(), searches())
        .flatMap(List::stream)
        .toList();
  }

  /// No rule takes NaN for a learning rate.
  private static List<Mistake> learningRates() {
    Map<String, DoubleConsumer> rules =
        Map.ofEntries(
            Map.entry("Sgd", Sgd::new),
            Map.entry("Adagrad", Adagrad::new),
            Map.entry("Adadelta", Adadelta::new),
            Map.entry("RmsProp", RmsProp::new),
            Map.entry("Rprop", Rprop::new),
            Map.entry("Adam", Adam::new),
            Map.entry("AdamW", AdamW::new),
            Map.entry("Adamax", Adamax::new),
            Map.entry("NAdam", NAdam::new),
            Map.entry("RAdam", RAdam::new),
            Map.entry("Lion", Lion::new),
            Map.entry("Lamb", Lamb::new),
            Map.entry("Muon", Muon::new),
            Map.entry("Lbfgs", Lbfgs::new));
    var mistakes = new ArrayList<Mistake>();
    for (double wrong : new double[] {Double.NaN, -0.1, Double.POSITIVE_INFINITY}) {
      rules.forEach(
          (name, rule) ->
              mistakes.add(
                  new Mistake(
                      name,
                      () -> rule.accept(wrong),
                      "%s: learningRate is %s, and must be at least 0.0, and finite"
                          .formatted(
                              name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1),
                              wrong))));
    }
    return mistakes;
  }

  private static List<Mistake> rules() {
    return List.of(
        new Mistake(
            "Sgd",
            () -> new Sgd(0.1).momentum(1),
            "sgd: momentum is 1.0, and must be in [0.0, 1.0)"),
        new Mistake(
            "Sgd",
            () -> new Sgd(0.1).dampening(1.5),
            "sgd: dampening is 1.5, and must be in [0.0, 1.0]"),
        new Mistake(
            "Adagrad",
            () -> new Adagrad(0.1).initialSum(-1),
            "adagrad: initialSum is -1.0, and must be at least 0.0, and finite"),
        new Mistake(
            "Adadelta",
            () -> new Adadelta(1).epsilon(0),
            "adadelta: epsilon is 0.0, and must be above 0, and finite"),
        new Mistake(
            "RmsProp",
            () -> new RmsProp(0.1).alpha(1),
            "rmsProp: alpha is 1.0, and must be in [0.0, 1.0)"),
        new Mistake(
            "Rprop",
            () -> new Rprop(0.1).factors(0.5, 0.9),
            "rprop: grow is 0.9, and must be in [1.0,"),
        new Mistake(
            "Rprop",
            () -> new Rprop(0.1).range(2, 1),
            "rprop: largest is 1.0, and must be in [2.0,"),
        new Mistake(
            "Adam",
            () -> new Adam(0.1).betas(0.9, 1),
            "adam: beta2 is 1.0, and must be in [0.0, 1.0)"),
        new Mistake(
            "AdamW",
            () -> new AdamW(0.1).weightDecay(Double.NaN),
            "adamW: weightDecay is NaN, and must be at least 0.0, and finite"),
        new Mistake(
            "NAdam",
            () -> new NAdam(0.1).momentumDecay(-1),
            "nAdam: momentumDecay is -1.0, and must be at least 0.0, and finite"),
        new Mistake(
            "Muon",
            () -> new Muon(0.1).iterations(0),
            "muon: iterations is 0, and must be at least 1"),
        new Mistake(
            "Lbfgs", () -> new Lbfgs(1).history(0), "lbfgs: history is 0, and must be at least 1"));
  }

  private static List<Mistake> optimizers() {
    var model = new Linear(2, 3);
    var optimizer = new Optimizer(model, new Sgd(0.1));
    var y = model.forward(Tensor.ones(4, 2));
    return List.of(
        new Mistake(
            "LbfgsOptimizer",
            () -> new LbfgsOptimizer(new Flatten(), new Lbfgs(1)),
            "lbfgs: no parameters in the fields of io.ranvier.nn.Flatten"),
        new Mistake(
            "Groups",
            () -> Groups.all(new Sgd(0)).with(_ -> true, new Sgd(0.1)),
            "groups: the learningRate of the rest is 0.0, and must be above 0 where that of a group"
                + " is 0.1"),
        new Mistake(
            "Optimizer.accumulate",
            () -> optimizer.accumulate(y),
            "the gradient of a scalar only: got f32[4, 3]"),
        new Mistake(
            "Optimizer.prepare",
            () -> optimizer.prepare(y),
            "the gradient of a scalar only: got f32[4, 3]"),
        new Mistake(
            "Optimizer.prepare",
            () -> optimizer.learningRate(Double.NaN),
            "optimizer: learningRate is NaN, and must be at least 0.0, and finite"),
        new Mistake(
            "Optimizer.prepare",
            () -> new Optimizer(new Flatten(), new Sgd(0.1)),
            "optimizer: no parameters in the fields of io.ranvier.nn.Flatten"),
        new Mistake(
            "Clipping",
            () -> Clipping.norm(0),
            "clipping: limit is 0.0, and must be above 0, and finite"),
        new Mistake(
            "Clipping",
            () -> Clipping.norm(1, 0.5),
            "clipping: p is 0.5, and must be in [1.0, Infinity]"),
        new Mistake(
            "Clipping",
            () -> Clipping.value(Double.NaN),
            "clipping: limit is NaN, and must be above"),
        new Mistake(
            "WeightAverage",
            () -> WeightAverage.exponential(model, 1),
            "weightAverage: decay is 1.0, and must be in [0.0, 1.0)"));
  }

  private static List<Mistake> schedules() {
    var constant = Schedule.constant(1);
    return List.of(
        new Mistake(
            "Schedule",
            () -> Schedule.constant(Double.NaN),
            "schedule: rate is NaN, and must be at least 0.0, and finite"),
        new Mistake(
            "Schedule",
            () -> Schedule.step(0.1, 0, 0.5),
            "schedule: every is 0, and must be at least 1"),
        new Mistake(
            "Schedule",
            () -> Schedule.exponential(0.1, 0),
            "schedule: gamma is 0.0, and must be above 0, and finite"),
        new Mistake(
            "Schedule",
            () -> Schedule.multiStep(0.1, List.of(20, 10), 0.5),
            "schedule: milestones are [20, 10], and must ascend from 0"),
        new Mistake(
            "Schedule",
            () -> Schedule.polynomial(0.1, 10, -1),
            "schedule: power is -1.0, and must be at least 0.0, and finite"),
        new Mistake(
            "Schedule",
            () -> Schedule.linear(0.1, -0.1, 10),
            "schedule: end is -0.1, and must be at least 0.0, and finite"),
        new Mistake(
            "Schedule.cosine",
            () -> Schedule.cosine(0.1, 0, 0),
            "schedule: steps is 0, and must be at least 1"),
        new Mistake(
            "Schedule.warmRestarts",
            () -> Schedule.warmRestarts(0.1, 0, 10, 0),
            "schedule: factor is 0, and must be at least 1"),
        new Mistake(
            "Schedule.triangular",
            () -> Schedule.triangular(0.1, 0.01, 5, 5, 1),
            "schedule: high is 0.01, and must be in [0.1,"),
        new Mistake(
            "OneCycle",
            () -> new OneCycle(0.1, 2),
            "oneCycle: rise is 0.3, and must be above 0.5 (one of the steps) and at most 1.0"),
        new Mistake(
            "OneCycle",
            () -> new OneCycle(Double.NaN, 100),
            "oneCycle: highest is NaN, and must be above 0, and finite"),
        new Mistake(
            "Schedule.warmUp",
            () -> constant.warmUp(2, 10),
            "schedule: start is 2.0, and must be in [0.0, 1.0]"),
        new Mistake(
            "Schedule.sequence",
            () -> Schedule.sequence(List.of(constant, constant), List.of()),
            "schedule: 0 milestones for 2 schedules, and must be one fewer"),
        new Mistake(
            "Schedule.sequence",
            () -> Schedule.sequence(List.of(constant, constant), List.of(-1)),
            "schedule: milestones are [-1], and must ascend from 0"),
        new Mistake(
            "Plateau",
            () -> new Plateau(0.1).factor(1),
            "plateau: factor is 1.0, and must be in [0.0, 1.0)"),
        new Mistake(
            "Plateau",
            () -> new Plateau(0.1).patience(-1),
            "plateau: patience is -1, and must be at least 0"));
  }

  private static List<Mistake> searches() {
    return List.of(
        new Mistake(
            "BackPropagation",
            () -> BackPropagation.of(Map.of(), Tensor.ones(2)),
            "the gradient of a scalar only: got f32[2]; take its sum or mean"),
        new Mistake(
            "MultiStart",
            () -> new MultiStart(0, 1, 2),
            "multi-start: 0 starts on 2 threads; both begin at 1"),
        new Mistake(
            "SimulatedAnnealing",
            () -> new SimulatedAnnealing(0, 1),
            "annealing: size is 0.0, and must be above 0, and finite"),
        new Mistake(
            "SimulatedAnnealing",
            () -> new SimulatedAnnealing(1, Double.NaN),
            "annealing: temperature is NaN, and must be at least 0.0, and finite"),
        new Mistake(
            "SimulatedAnnealing",
            () -> new SimulatedAnnealing(1, 1).cooling(1.5),
            "annealing: cooling is 1.5, and must be in (0, 1]"),
        new Mistake(
            "SimulatedAnnealing",
            () -> new SimulatedAnnealing(1, 1).restarts(0),
            "annealing: patience is 0, and must be at least 1"));
  }
}
