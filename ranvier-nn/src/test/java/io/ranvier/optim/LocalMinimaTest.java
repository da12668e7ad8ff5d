package io.ranvier.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ranvier.nn.Initializer;
import io.ranvier.nn.Layer;
import io.ranvier.nn.Parameter;
import io.ranvier.tensor.Tensor;
import io.ranvier.train.MultiStart;
import io.ranvier.type.Shape;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// The ways out of local minima, on a landscape of which everything is known: `x² / 20 + 1 − cos
/// 2x` has a minimum near each multiple of π, and its lowest, 0, at 0.
class LocalMinimaTest {
  private static final double HEIGHT = 0.05;

  /// One weight, which is the place.
  private record Point(Parameter x) implements Layer {
    Point(Initializer start) {
      this(new Parameter(Shape.of(1), start));
    }

    @Override
    public Tensor forward(Tensor nothing) {
      var place = x.value();
      return place.square().mul(HEIGHT).add(1).sub(place.mul(2).cos()).sum();
    }

    double at() {
      return x.value().item();
    }
  }

  private static final Tensor NOTHING = Tensor.zeros(1);

  /// Down the slope to the nearest minimum.
  private static double descend(Point point) {
    var optimizer = new Optimizer(point, new Sgd(0.05));
    for (int i = 0; i < 200; i++) optimizer.minimize(point.forward(NOTHING));
    return point.forward(NOTHING).item();
  }

  @Test
  void descentAloneIsCaught() {
    var point = new Point(Initializer.constant(9));
    assertThat(descend(point)).isGreaterThan(3);
    assertThat(point.at()).isBetween(8.5, 9.5);
  }

  @Test
  void theBestOfSeveralStartsIsKept() {
    var best =
        new MultiStart(8, 1).train(() -> new Point(Initializer.uniform(-10, 10)), p -> descend(p));
    double lowest = best.scores().stream().mapToDouble(score -> score).min().orElseThrow();

    assertThat(best.scores()).hasSize(8);
    assertThat(best.score()).isEqualTo(lowest);
    assertThat(best.model().forward(NOTHING).item()).isEqualTo(lowest);
    assertThat(best.scores().stream().distinct().count()).as("the starts differ").isGreaterThan(2);
    assertThat(lowest).isLessThan(1);
  }

  @Test
  void howManyRunAtATimeChangesNothing() {
    var one = new MultiStart(6, 3, 1);
    var three = new MultiStart(6, 3, 3);
    var start = Initializer.uniform(-10, 10);
    assertThat(three.train(() -> new Point(start), p -> descend(p)).scores())
        .isEqualTo(one.train(() -> new Point(start), p -> descend(p)).scores());
  }

  @Test
  void aTrainingThatDivergesIsNotTheBest() {
    var best =
        new MultiStart(3, 0, 1)
            .train(
                () -> new Point(Initializer.uniform(-1, 1)),
                point -> point.at() < 0 ? Double.NaN : point.at());
    assertThat(best.score()).isNotNegative();
    assertThatThrownBy(
            () ->
                new MultiStart(2, 0)
                    .train(() -> new Point(Initializer.constant(1)), _ -> Double.NaN))
        .hasMessageContaining("none of 2 scores is a number");
  }

  @Test
  void annealingLeavesALocalMinimum() {
    for (long seed = 0; seed < 5; seed++) {
      var point = new Point(Initializer.constant(9));
      var search = new SimulatedAnnealing(1, 3).restarts(300).seed(seed);
      var result = search.run(point, () -> point.forward(NOTHING), 1500);
      assertThat(result.loss()).as("seed %d", seed).isLessThan(0.1);
      assertThat(Math.abs(point.at())).isLessThan(0.3);
      assertThat(point.forward(NOTHING).item()).isEqualTo(result.loss());
    }
  }

  @Test
  void withoutTemperatureOnlyGainsAreTaken() {
    var point = new Point(Initializer.constant(9));
    var cold = new SimulatedAnnealing(0.05, 0);
    var result = cold.run(point, () -> point.forward(NOTHING), 500);
    assertThat(result.loss()).isGreaterThan(3);
    assertThat(point.at()).isBetween(8.5, 9.5);
  }

  /// At a constant temperature, what raises the loss is accepted as the rule says.
  @Test
  void harmIsAcceptedAsOftenAsTheRuleSays() {
    double temperature = 0.5;
    var landscape = new Coin(new Parameter(Shape.of(1), Initializer.constant(0)));
    var search = new SimulatedAnnealing(1, temperature).cooling(1).seed(11);
    int steps = 4000;
    var result = search.run(landscape, () -> landscape.forward(NOTHING), steps);
    // From 1 every look is accepted; from 0 another 0, and a 1 with probability a = exp(−1/T). So
    // the
    // chain is at 1 for a / (1 + a) of the time.
    double a = Math.exp(-1 / temperature);
    double expected = steps * (0.5 + a / (1 + a));
    double deviation = Math.sqrt(steps * 0.25);
    assertThat((double) result.accepted())
        .isBetween(expected - 5 * deviation, expected + 5 * deviation);
  }

  /// A loss that does not depend on the place: 0 or 1, by the turn of a fair coin.
  private record Coin(Parameter x) implements Layer {
    private static final int[] COINS = new SplittableRandom(5).ints(10_000, 0, 2).toArray();
    private static int turn;

    @Override
    public Tensor forward(Tensor nothing) {
      return Tensor.scalar(COINS[turn++ % COINS.length]);
    }
  }

  @Test
  void theSameSeedFindsTheSame() {
    var places = IntStream.range(0, 2).mapToDouble(_ -> annealed(7)).toArray();
    assertThat(places[0]).isEqualTo(places[1]);
    assertThat(annealed(8)).isNotEqualTo(places[0]);
  }

  private static double annealed(long seed) {
    var point = new Point(Initializer.constant(9));
    new SimulatedAnnealing(1, 3).seed(seed).run(point, () -> point.forward(NOTHING), 50);
    return point.at();
  }
}
