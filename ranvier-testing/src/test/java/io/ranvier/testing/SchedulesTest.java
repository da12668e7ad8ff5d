package io.ranvier.testing;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ranvier.optim.OneCycle;
import io.ranvier.optim.Plateau;
import io.ranvier.optim.Plateau.Better;
import io.ranvier.optim.Schedule;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// 100 learning rates of each schedule against PyTorch.
final class SchedulesTest {
  private static final Map<String, Schedule> SCHEDULES =
      Map.ofEntries(
          entry("step", Schedule.step(0.1, 30, 0.2)),
          entry("multiStep", Schedule.multiStep(0.1, List.of(10, 35, 80), 0.3)),
          entry("exponential", Schedule.exponential(0.1, 0.95)),
          entry("polynomial", Schedule.polynomial(0.1, 80, 2.5)),
          entry("polynomial 1", Schedule.polynomial(0.1, 60, 1)),
          entry(
              "constant factor",
              Schedule.sequence(
                  List.of(Schedule.constant(0.025), Schedule.constant(0.1)), List.of(15))),
          entry("linear", Schedule.linear(0.01, 0.08, 40)),
          entry("cosine", Schedule.cosine(0.1, 0.01, 40)),
          entry("warmRestarts", Schedule.warmRestarts(0.1, 0.001, 20, 1)),
          entry("warmRestarts 2", Schedule.warmRestarts(0.1, 0.02, 10, 2)),
          entry("oneCycle", Schedule.oneCycle(0.5, 101)),
          entry("oneCycle linear", new OneCycle(0.5, 101).rise(0.4).divisions(10, 100).linear()),
          entry("oneCycle three phases", new OneCycle(0.2, 101).rise(0.35).threePhases()),
          entry("triangular", Schedule.triangular(0.01, 0.1, 10, 15, 1)),
          entry("triangular halved", Schedule.triangular(0.01, 0.1, 12, 12, 0.5)),
          entry(
              "chained",
              Schedule.exponential(0.1, 0.97)
                  .times(
                      Schedule.sequence(
                          List.of(Schedule.constant(0.1), Schedule.constant(1)), List.of(12)))),
          entry(
              "sequence",
              Schedule.sequence(
                  List.of(Schedule.constant(0.01), Schedule.exponential(0.1, 0.9)), List.of(25))));

  private static final Map<String, Plateau> PLATEAUS =
      Map.ofEntries(
          entry("plateau", new Plateau(0.1).factor(0.5).patience(3)),
          entry(
              "plateau cooldown",
              new Plateau(0.1)
                  .factor(0.3)
                  .patience(2)
                  .cooldown(4)
                  .better(Better.LOWER, 0.1)
                  .lowest(0.002)),
          entry(
              "plateau absolute",
              new Plateau(0.1).factor(0.5).patience(4).better(Better.LOWER_BY, 0.2)),
          entry(
              "plateau highest",
              new Plateau(0.1).factor(0.5).patience(4).better(Better.HIGHER_BY, 0.05)));

  static List<TorchCase> cases() {
    return TorchCase.of("schedules");
  }

  @Test
  void everyScheduleHasACase() {
    assertThat(cases().stream().map(TorchCase::name).filter(n -> !n.startsWith("plateau")))
        .containsExactlyInAnyOrderElementsOf(SCHEDULES.keySet());
    assertThat(cases().stream().map(TorchCase::name).filter(n -> n.startsWith("plateau")))
        .containsExactlyInAnyOrderElementsOf(PLATEAUS.keySet());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void goesAsTorchGoes(TorchCase torch) {
    var actual = torch.name().startsWith("plateau") ? plateau(torch) : schedule(torch);
    assertThat(actual).containsExactly(torch.get("y").values(), within(1e-12));
  }

  private static double[] schedule(TorchCase torch) {
    var schedule = Objects.requireNonNull(SCHEDULES.get(torch.name()));
    return LongStream.range(0, 100).mapToDouble(schedule::rate).toArray();
  }

  /// After each of the scores.
  private static double[] plateau(TorchCase torch) {
    var plateau = Objects.requireNonNull(PLATEAUS.get(torch.name()));
    double sign = torch.name().endsWith("highest") ? -1 : 1;
    var scores = Arrays.stream(torch.get("scores").values()).map(s -> sign * s).boxed().toList();
    return DoubleStream.iterate(1, i -> i <= scores.size(), i -> i + 1)
        .map(i -> plateau.rate(scores.subList(0, (int) i)))
        .toArray();
  }

  @Test
  void warmingUpGrowsToTheRateAndStaysThere() {
    var schedule = Schedule.constant(0.4).warmUp(0.1, 4);
    assertThat(LongStream.range(0, 6).mapToDouble(schedule::rate).toArray())
        .containsExactly(new double[] {0.04, 0.13, 0.22, 0.31, 0.4, 0.4}, within(1e-15));
  }
}
