package io.ranvier.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ranvier.nn.Layer;
import io.ranvier.nn.Linear;
import io.ranvier.nn.Parameter;
import io.ranvier.plan.Device;
import io.ranvier.tensor.Tensor;
import io.ranvier.type.Shape;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What surrounds a rule: accumulation, groups, clipping, schedules, averages; and L-BFGS.
class OptimizerTest {

  /// Rosenbrock's valley, with its minimum at (1, 1).
  private record Valley(Parameter p) implements Layer {
    Valley() {
      this(new Parameter(Tensor.of(Shape.of(2), -1.2, 1.0)));
    }

    @Override
    public Tensor forward(Tensor x) {
      var a = p.value().slice(0, 0, 1);
      var b = p.value().slice(0, 1, 1);
      return b.sub(a.square()).square().mul(100).add(a.neg().add(1).square()).sum();
    }

    Tensor loss() {
      return forward(p.value());
    }
  }

  /// `Σ p · x`, whose gradient is `x`.
  private record Slope(Parameter p) implements Layer {
    Slope() {
      this(new Parameter(Tensor.of(Shape.of(2), 0.0, 0.0)));
    }

    @Override
    public Tensor forward(Tensor x) {
      return p.value().mul(x).sum();
    }

    Tensor loss(double... x) {
      return forward(Tensor.of(Shape.of(2), x));
    }
  }

  @Test
  void accumulatedGradientsAreThoseOfTheSum() {
    var slope = new Slope();
    var optimizer = new Optimizer(slope, new Sgd(1)).clipping(Clipping.value(100));
    for (int i = 1; i <= 2; i++) {
      optimizer.accumulate(slope.loss(1, 2));
      optimizer.accumulate(slope.loss(10, 20));
      assertThat(optimizer.steps()).isEqualTo(i - 1);
      optimizer.minimize(slope.loss(0, 0.5));
      assertThat(slope.p.value().toDoubles()).containsExactly(-11 * i, -22.5 * i);
      assertThat(optimizer.steps()).isEqualTo(i);
    }
    optimizer.minimize(slope.loss(1, 1));
    assertThat(slope.p.value().toDoubles()).containsExactly(-23, -46);
  }

  /// One program of two steps, of which the second sees what the first has made.
  @Test
  void preparedStepsAreComputedTogether() {
    var first = new Slope();
    var second = new Slope();
    var one = new Optimizer(first, new Sgd(1).momentum(0.5));
    var other = new Optimizer(second, new Sgd(1));
    for (int i = 0; i < 2; i++) {
      one.prepare(first.loss(1, 2));
      // The gradient of the second is what the first is by then.
      var loss = second.p.value().mul(first.p.value().detach()).sum();
      other.prepare(loss);
      Optimizer.compute(List.of(one, other), List.of(loss));
      loss.item();
    }
    // Steps of the first: −(1, 2), then −1.5 · (1, 2).
    assertThat(first.p.value().toDoubles()).containsExactly(-2.5, -5);
    assertThat(second.p.value().toDoubles()).containsExactly(1 + 2.5, 2 + 5.0);
    assertThat(one.steps()).isEqualTo(2);
    assertThat(other.steps()).isEqualTo(2);
  }

  @Test
  void aPreparedStepThatFailsIsTakenBack() {
    var slope = new Slope();
    var optimizer = new Optimizer(slope, new Sgd(1));
    optimizer.accumulate(slope.loss(1, 1));
    optimizer.prepare(slope.loss(1, 2));
    var index = Tensor.of(Shape.of(1), 7);
    var wrong = slope.p.value().gather(0, index);
    assertThatThrownBy(() -> Optimizer.compute(List.of(optimizer), List.of(wrong)))
        .hasMessageContaining("index 7");
    assertThat(slope.p.value().toDoubles()).containsExactly(0, 0);
    optimizer.minimize(slope.loss(1, 2));
    assertThat(slope.p.value().toDoubles()).containsExactly(-2, -3);
    assertThat(optimizer.steps()).isEqualTo(1);
  }

  @Test
  void aScheduleSetsTheRateOfEachStep() {
    var slope = new Slope();
    var optimizer = new Optimizer(slope, new Sgd(1)).schedule(Schedule.exponential(8, 0.5));
    for (int i = 0; i < 3; i++) optimizer.minimize(slope.loss(1, 0));
    assertThat(slope.p.value().toDoubles()).containsExactly(-14, 0);
    assertThat(optimizer.learningRate()).isEqualTo(2);
  }

  @Test
  void ratesOfGroupsStayInProportion() {
    var slope = new Slope();
    var groups = Groups.all(new Sgd(0.1)).with(p -> p.name().equals("p"), new Sgd(0.02));
    var optimizer = new Optimizer(slope, groups);
    optimizer.learningRate(1);
    optimizer.minimize(slope.loss(1, 5));
    assertThat(slope.p.value().toDoubles()).containsExactly(new double[] {-0.2, -1}, within(1e-12));
  }

  @Test
  void averagesFollowTheWeights() {
    var slope = new Slope();
    var optimizer = new Optimizer(slope, new Sgd(1));
    var equal = WeightAverage.equal(slope);
    var exponential = WeightAverage.exponential(slope, 0.75);
    for (int i = 0; i < 3; i++) {
      optimizer.minimize(slope.loss(-4, -8));
      equal.update();
      exponential.update();
    }
    // The weights were (4, 8), (8, 16), (12, 24).
    assertThat(equal.<double[], RuntimeException>during(() -> slope.p.value().toDoubles()))
        .containsExactly(new double[] {8, 16}, within(1e-12));
    assertThat(slope.p.value().toDoubles()).containsExactly(12, 24);
    exponential.store();
    assertThat(slope.p.value().toDoubles())
        .containsExactly(new double[] {6.75, 13.5}, within(1e-12));
    assertThat(equal.state().keySet()).containsExactly("count", "average.p");
  }

  @Test
  void quasiNewtonStepsReachTheEndOfAValley() {
    var valley = new Valley();
    var optimizer = new LbfgsOptimizer(valley, new Lbfgs(1).strongWolfe().tolerances(1e-12, 0));
    for (int i = 0; i < 5; i++) optimizer.step(valley::loss);
    assertThat(valley.p.value().toDoubles()).containsExactly(new double[] {1, 1}, within(1e-8));
  }

  private static Stream<Rule> fused() {
    return Stream.of(
        new Sgd(0.1).momentum(0.9).dampening(0.1),
        new Adagrad(0.1).rateDecay(0.1),
        new Adadelta(1),
        new RmsProp(0.1).momentum(0.9).centered(),
        new Rprop(0.1),
        new Adam(0.1).amsgrad(),
        new Adamax(0.1),
        new NAdam(0.1),
        new RAdam(0.1),
        new Lion(0.1).weightDecay(0.1),
        new Lamb(0.1),
        new Muon(0.02).weightDecay(0.1));
  }

  /// In `float32` no weight is touched by plain loops.
  @ParameterizedTest
  @MethodSource("fused")
  void updatesArePasses(Rule rule) {
    var layer = new Linear(30, 20).withoutBias();
    var optimizer = new Optimizer(layer, rule);
    var x = Tensor.of(Shape.of(2, 30), new float[60]);
    optimizer.minimize(layer.forward(x).add(1).square().mean());
    var plan = Objects.requireNonNull(Device.lastPlan()).explain().toString();
    assertThat(plan.lines().filter(l -> l.contains("reference") && l.contains("20, 30"))).isEmpty();
  }

  private static Stream<Arguments> wrong() {
    return Stream.of(
        wrong(() -> new Sgd(0.1).dampening(2), "sgd: dampening is 2.0, and must be in [0.0, 1.0]"),
        wrong(() -> new Adagrad(0.1).rateDecay(-1), "adagrad: rateDecay is -1.0"),
        wrong(() -> new Adagrad(Double.NaN), "adagrad: learningRate is NaN"),
        wrong(() -> new Adadelta(1).epsilon(0), "adadelta: epsilon is 0.0, and must be above 0"),
        wrong(() -> new Adadelta(1).rho(1), "adadelta: rho is 1.0, and must be in [0.0, 1.0)"),
        wrong(() -> new RmsProp(0.1).alpha(-1), "rmsProp: alpha is -1.0"),
        wrong(() -> new Rprop(0.1).factors(1.5, 2), "rprop: shrink is 1.5"),
        wrong(() -> new Rprop(0.1).range(1, 0.5), "rprop: largest is 0.5"),
        wrong(() -> new Adamax(0.1).betas(2, 0), "adamax: beta1 is 2.0"),
        wrong(() -> new NAdam(0.1).momentumDecay(-1), "nAdam: momentumDecay is -1.0"),
        wrong(() -> new RAdam(-1), "rAdam: learningRate is -1.0"),
        wrong(() -> new Lion(0.1).betas(0.9, 1), "lion: beta2 is 1.0"),
        wrong(() -> new Lamb(0.1).weightDecay(-1), "lamb: weightDecay is -1.0"),
        wrong(() -> new Muon(0.1).iterations(0), "muon: iterations is 0, and must be at least 1"),
        wrong(() -> new Lbfgs(1).history(0), "lbfgs: history is 0"),
        wrong(() -> Clipping.norm(0), "clipping: limit is 0.0, and must be above 0"),
        wrong(() -> Clipping.norm(1, 0.5), "clipping: p is 0.5"),
        wrong(() -> WeightAverage.exponential(new Slope(), 1), "weightAverage: decay is 1.0"),
        wrong(() -> Schedule.step(0.1, 0, 0.5), "schedule: every is 0, and must be at least 1"),
        wrong(() -> Schedule.cosine(Double.NaN, 0, 5), "schedule: rate is NaN"),
        wrong(() -> new OneCycle(0.1, 10).rise(2), "oneCycle: rise is 2.0"),
        wrong(() -> Schedule.sequence(List.of(), List.of()), "schedule: 0 milestones for 0"),
        wrong(() -> new Plateau(0.1).factor(1), "plateau: factor is 1.0"),
        wrong(
            () -> Groups.all(new Sgd(0)).with(_ -> true, new Sgd(1)), "groups: the learningRate"));
  }

  private static Arguments wrong(ThrowingCallable call, String message) {
    return Arguments.of(call, message);
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void wrongSettingsAreNamed(ThrowingCallable call, String message) {
    assertThatThrownBy(call)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
