package io.ranvier.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ranvier.nn.Layer;
import io.ranvier.nn.Linear;
import io.ranvier.nn.Parameter;
import io.ranvier.plan.Device;
import io.ranvier.tensor.Devices;
import io.ranvier.tensor.Tensor;
import io.ranvier.type.Shape;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Each rule against its formula in plain Java, over 20 steps down a bent bowl in `float64`.
class RulesTest {
  private static final double[] START = {1.5, -0.8, 0.3};
  private static final double[] SLOPE = {0.7, -1.1, 0.2};
  private static final int STEPS = 20;

  /// `Σ (pᵢ⁴ / 4 + slopeᵢ · pᵢ)`, whose gradient is `p³ + slope`.
  private record Bowl(Parameter p) implements Layer {
    Bowl() {
      this(new Parameter(Tensor.of(Shape.of(3), START)));
    }

    @Override
    public Tensor forward(Tensor slope) {
      var square = p.value().square();
      return square.square().mul(0.25).add(p.value().mul(slope)).sum();
    }

    Tensor loss() {
      return forward(Tensor.of(Shape.of(3), SLOPE));
    }
  }

  /// Whatever the update of a weight is joined with, it takes the memory of the old one.
  @Test
  void weightsAreUpdatedInPlace() {
    var layer = new Linear(300, 200);
    var optimizer = new Optimizer(layer, new Sgd(0.1).momentum(0.9));
    var x = Tensor.of(Shape.of(2, 300), new float[600]);
    for (int step = 0; step < 3; step++) optimizer.minimize(layer.forward(x).square().mean());
    var plan = Objects.requireNonNull(Device.lastPlan()).explain().toString();
    assertThat(plan).contains("2 × f32[200, 300] in place", "2 × f32[200] in place");
  }

  /// The next value of one number; keeps what it remembers.
  interface Plain {
    double next(double p, double gradient, int t);
  }

  private static Plain sgd(double rate, double momentum, boolean nesterov, double decay) {
    var v = new double[1];
    return (p, gradient, t) -> {
      double g = gradient + decay * p;
      v[0] = t == 1 ? g : momentum * v[0] + g;
      if (momentum == 0) return p - rate * g;
      return p - rate * (nesterov ? g + momentum * v[0] : v[0]);
    };
  }

  private static Plain adam(double rate, double beta2, double decay, double decoupled) {
    double beta1 = 0.9;
    var m = new double[1];
    var v = new double[1];
    return (p, gradient, t) -> {
      p -= rate * decoupled * p;
      double g = gradient + decay * p;
      m[0] = beta1 * m[0] + (1 - beta1) * g;
      v[0] = beta2 * v[0] + (1 - beta2) * g * g;
      double mean = m[0] / (1 - Math.pow(beta1, t));
      double square = v[0] / (1 - Math.pow(beta2, t));
      return p - rate * mean / (Math.sqrt(square) + 1e-8);
    };
  }

  private static Plain lion(double rate, double beta1, double beta2, double decay) {
    var m = new double[1];
    return (p, g, _) -> {
      double direction = Math.signum(beta1 * m[0] + (1 - beta1) * g);
      m[0] = beta2 * m[0] + (1 - beta2) * g;
      return p - rate * (direction + decay * p);
    };
  }

  private static Stream<Arguments> rules() {
    return Stream.of(
        rule(new Sgd(0.05), () -> sgd(0.05, 0, false, 0)),
        rule(new Sgd(0.05).weightDecay(0.1), () -> sgd(0.05, 0, false, 0.1)),
        rule(new Sgd(0.05).momentum(0.9), () -> sgd(0.05, 0.9, false, 0)),
        rule(new Sgd(0.02).momentum(0.8).nesterov(), () -> sgd(0.02, 0.8, true, 0)),
        rule(
            new Sgd(0.02).momentum(0.8).weightDecay(0.3).nesterov(),
            () -> sgd(0.02, 0.8, true, 0.3)),
        rule(new Adam(0.1), () -> adam(0.1, 0.999, 0, 0)),
        rule(new Adam(0.1).betas(0.9, 0.95).weightDecay(0.2), () -> adam(0.1, 0.95, 0.2, 0)),
        rule(new Lion(0.03), () -> lion(0.03, 0.9, 0.99, 0)),
        rule(new Lion(0.05).betas(0.7, 0.8).weightDecay(0.1), () -> lion(0.05, 0.7, 0.8, 0.1)),
        rule(new AdamW(0.1), () -> adam(0.1, 0.999, 0, 0.01)),
        rule(new AdamW(0.1).weightDecay(0.5), () -> adam(0.1, 0.999, 0, 0.5)));
  }

  private static Arguments rule(Rule rule, Supplier<Plain> plain) {
    return Arguments.of(rule, plain);
  }

  @ParameterizedTest
  @MethodSource("rules")
  void followsItsFormula(Rule rule, Supplier<Plain> plain) {
    var bowl = new Bowl();
    var optimizer = new Optimizer(bowl, rule);
    var expected = START.clone();
    var formulas = Stream.generate(plain).limit(3).toList();
    for (int t = 1; t <= STEPS; t++) {
      optimizer.minimize(bowl.loss());
      for (int i = 0; i < 3; i++) {
        double gradient = Math.pow(expected[i], 3) + SLOPE[i];
        expected[i] = formulas.get(i).next(expected[i], gradient, t);
      }
      assertThat(bowl.p.value().toDoubles()).containsExactly(expected, within(1e-9));
    }
    assertThat(optimizer.steps()).isEqualTo(STEPS);
  }

  /// What PyTorch 1.13.1 gives after the same 20 steps in `float64`.
  private static Stream<Arguments> published() {
    return Stream.of(
        end(new Sgd(0.05), 0.19735845804350013, 0.38172640890141835, 0.0900450764357762),
        end(
            new Sgd(0.05).weightDecay(0.1),
            0.1580005505218084,
            0.39654130689488826,
            0.07216290944850975),
        end(
            new Sgd(0.05).momentum(0.9),
            -0.21236982784365221,
            0.5768053980702265,
            -0.761934327944414),
        end(
            new Sgd(0.02).momentum(0.8).nesterov(),
            -0.6331564582162386,
            1.0326623410925044,
            -0.05223556907974844),
        end(
            new Sgd(0.02).momentum(0.8).weightDecay(0.3).nesterov(),
            -0.691902029241695,
            0.9840548551058669,
            -0.11569274877097563),
        end(new Adam(0.1), -0.07570895834280422, 1.0787981141231928, -0.549261584144408),
        end(
            new Adam(0.1).betas(0.9, 0.95).weightDecay(0.2),
            -0.1802601057017379,
            1.0802925738429758,
            -0.41827556982251424),
        end(new AdamW(0.1), -0.0861468896766167, 1.07625469402281, -0.5478425944149706),
        end(
            new AdamW(0.1).weightDecay(0.5),
            -0.36760801500867574,
            0.9088365682740979,
            -0.5264092252395899));
  }

  private static Arguments end(Rule rule, double... end) {
    return Arguments.of(rule, end);
  }

  @ParameterizedTest
  @MethodSource("published")
  void endsWherePyTorchEnds(Rule rule, double[] end) {
    var bowl = new Bowl();
    var optimizer = new Optimizer(bowl, rule);
    for (int t = 0; t < STEPS; t++) optimizer.minimize(bowl.loss());
    assertThat(bowl.p.value().toDoubles()).containsExactly(end, within(1e-9));
  }

  @Test
  void aLearningRateSetBetweenStepsIsTheNextStepsAndRunsTheSamePlan() {
    var bowl = new Bowl();
    var optimizer = new Optimizer(bowl, new Sgd(0.1));
    optimizer.minimize(bowl.loss());
    long made = Devices.current().planStats().made();
    optimizer.learningRate(0);
    var before = bowl.p.value().toDoubles();
    optimizer.minimize(bowl.loss());
    assertThat(bowl.p.value().toDoubles()).isEqualTo(before);
    assertThat(optimizer.learningRate()).isZero();
    assertThat(Devices.current().planStats().made()).isEqualTo(made);
  }

  @Test
  void goesOnFromASavedState() {
    var rules =
        List.of(
            new Sgd(0.05).momentum(0.9).dampening(0.5),
            new Adam(0.1).amsgrad(),
            new AdamW(0.1),
            new Adagrad(0.1).initialSum(0.5),
            new Adadelta(1),
            new RmsProp(0.01).momentum(0.5).centered(),
            new Rprop(0.1),
            new Adamax(0.1),
            new NAdam(0.1),
            new RAdam(0.1),
            new Lion(0.1),
            new Lamb(0.1),
            new Adam(0.1).maximize());
    for (var rule : rules) {
      var whole = new Bowl();
      var optimizer = new Optimizer(whole, rule);
      for (int t = 0; t < 3; t++) optimizer.minimize(whole.loss());
      var weights = whole.p.value().toBytes();
      var kept = new ArrayList<byte[]>();
      optimizer.state().values().forEach(v -> kept.add(v.value().toBytes()));
      for (int t = 0; t < 3; t++) optimizer.minimize(whole.loss());

      var resumed = new Bowl();
      var second = new Optimizer(resumed, rule);
      resumed.p.variable().load(MemorySegment.ofArray(weights));
      int i = 0;
      for (var v : second.state().values()) {
        v.load(MemorySegment.ofArray(kept.get(i++)));
      }
      for (int t = 0; t < 3; t++) second.minimize(resumed.loss());
      assertThat(resumed.p.value().toBytes()).isEqualTo(whole.p.value().toBytes());
      assertThat(second.steps()).isEqualTo(6);
    }
  }

  @Test
  void stateIsNamedAfterWhatItBelongsTo() {
    assertThat(new Optimizer(new Bowl(), new Sgd(0.1).momentum(0.5)).state().keySet())
        .containsExactly("step", "learning_rate", "momentum.p");
    assertThat(new Optimizer(new Bowl(), new Adam(0.1)).state().keySet())
        .containsExactly("step", "learning_rate", "exp_avg.p", "exp_avg_sq.p");
  }

  @Test
  void lossAndResultsAreThoseBeforeTheStep() {
    var bowl = new Bowl();
    var optimizer = new Optimizer(bowl, new Sgd(0.1));
    double expected = bowl.loss().item();
    var loss = bowl.loss();
    var sum = bowl.p.value().sum();
    optimizer.minimize(loss, sum);
    assertThat(loss.item()).isEqualTo(expected);
    assertThat(sum.item()).isCloseTo(1.0, within(1e-12));
  }

  @Test
  void settingsOutsideTheirRangeAreNamed() {
    assertThatThrownBy(() -> new Sgd(Double.NaN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("sgd: learningRate is NaN, and must be at least 0.0, and finite");
    assertThatThrownBy(() -> new Sgd(-0.1)).hasMessageContaining("learningRate is -0.1");
    assertThatThrownBy(() -> new Sgd(0.1).momentum(1))
        .hasMessage("sgd: momentum is 1.0, and must be in [0.0, 1.0)");
    assertThatThrownBy(() -> new Sgd(0.1).weightDecay(-1)).hasMessageContaining("weightDecay");
    assertThatThrownBy(() -> new Adam(0.1).betas(0.9, 1)).hasMessageContaining("beta2 is 1.0");
    assertThatThrownBy(() -> new AdamW(0.1).epsilon(-1)).hasMessageContaining("adamW: epsilon");
    var optimizer = new Optimizer(new Bowl(), new Sgd(0.1));
    assertThatThrownBy(() -> optimizer.learningRate(Double.POSITIVE_INFINITY))
        .hasMessageContaining("learningRate is Infinity");
    assertThatThrownBy(() -> new Optimizer(Tensor::relu, new Sgd(0.1)))
        .hasMessageContaining("no parameters");
  }

  /// A parameter that gets no gradient any more, such as those of a unit that has died.
  @ParameterizedTest
  @MethodSource("rulesWithAnAverage")
  void whatDiesOutDoesNotBecomeSubnormal(Rule rule) {
    var p = new Parameter(Tensor.of(Shape.of(3), 1f, -2f, 3e-3f));
    Layer model = new Scaled(p);
    var optimizer = new Optimizer(model, rule);
    optimizer.minimize(model.forward(Tensor.scalar(1)));
    var nothing = Tensor.scalar(0);
    for (int i = 0; i < 1500; i++) optimizer.minimize(model.forward(nothing));
    var average = Objects.requireNonNull(optimizer.state().get(rule.slots().getFirst() + ".p"));
    for (float v : average.value().toFloats()) {
      assertThat(v == 0 || Math.abs(v) > 1e-31).as("%s", v).isTrue();
    }
  }

  private record Scaled(Parameter p) implements Layer {
    @Override
    public Tensor forward(Tensor x) {
      return p.value().mul(x).sum();
    }
  }

  private static Stream<Rule> rulesWithAnAverage() {
    return Stream.of(
        new Sgd(0.01).momentum(0.9),
        new Adam(0.01),
        new RmsProp(0.01).alpha(0.9),
        new Adadelta(1),
        new Lion(0.01).betas(0.9, 0.9));
  }
}
