package io.ranvier.bench;

import io.ranvier.plan.Device;
import io.ranvier.plan.Plan;
import io.ranvier.tensor.Devices;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.IntConsumer;

/// Times whole steps one by one, after a warm-up.
public final class StepBenchmark {
  private static final double SECONDS = 2;
  private static final int FEWEST = 5;

  /// The compiler rests when it has worked for little of so many seconds.
  private static final double REST_SECONDS = 1.5;

  private final Step step;
  private final int items;
  private double check;

  /// What was measured.
  ///
  /// @param medianMilliseconds of a step, reading its result included
  /// @param buildMicroseconds mean time to build the graph of a step: forward, gradients and update
  /// @param planMicroseconds mean time to find the plan and to start its kernels
  /// @param kernelMicroseconds mean time of all kernels of a step
  /// @param plan of a step, with the mean times of its kernels
  public record Result(
      int steps,
      double medianMilliseconds,
      double minMilliseconds,
      double p90Milliseconds,
      double itemsPerSecond,
      double buildMicroseconds,
      double planMicroseconds,
      double kernelMicroseconds,
      Plan plan) {}

  public StepBenchmark(Workload workload, boolean train) {
    this(workload.step(train), workload.batch());
  }

  /// @param items how many examples a step takes
  public StepBenchmark(Step step, int items) {
    this.step = step;
    this.items = items;
  }

  /// Runs for `warmup` seconds, and then on until the JIT compiler rests, but no longer than a
  /// minute; then measures for two seconds and at least five steps.
  public Result run(double warmup) {
    return run(warmup, times -> new Repetition(() -> step(times), FEWEST).run(SECONDS));
  }

  /// Warms up likewise, then measures so many steps.
  ///
  /// @param steps at least 1
  /// @param afterStep is told the number of each step, from 1; its time does not count
  public Result run(double warmup, int steps, IntConsumer afterStep) {
    return run(
        warmup,
        times -> {
          for (int step = 1; step <= steps; step++) {
            step(times);
            afterStep.accept(step);
          }
        });
  }

  private Result run(double warmup, Consumer<Stopwatch> measure) {
    var unheeded = new Stopwatch();
    new Repetition(() -> step(unheeded), FEWEST).warmUp(warmup, REST_SECONDS);
    var plan = Objects.requireNonNull(Device.lastPlan());
    plan.resetTimes();
    var times = new Stopwatch();
    long before = Devices.current().evaluatingNanoseconds();
    measure.accept(times);
    double evaluating = (Devices.current().evaluatingNanoseconds() - before) / 1e3 / times.count();
    if (!Double.isFinite(check)) throw new ArithmeticException("the result is " + check);
    double kernels = plan.nanosecondsPerRun() / 1e3;
    return new Result(
        times.count(),
        times.quantile(0.5),
        times.quantile(0),
        times.quantile(0.9),
        items * 1000 / times.quantile(0.5),
        times.meanMicroseconds() - evaluating,
        evaluating - kernels,
        kernels,
        plan);
  }

  private void step(Stopwatch times) {
    long start = System.nanoTime();
    check = step.run();
    times.add(System.nanoTime() - start);
  }
}
