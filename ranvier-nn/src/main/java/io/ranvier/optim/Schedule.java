package io.ranvier.optim;

import static io.ranvier.optim.Settings.atLeast;
import static io.ranvier.optim.Settings.closed;
import static io.ranvier.optim.Settings.notNegative;
import static io.ranvier.optim.Settings.positive;

import java.util.List;

/// A learning rate as a function of the number of steps (or epochs, where they are counted) made
/// before: at 0 it is the one to begin with.
///
///     optimizer.schedule(Schedule.cosine(0.1, 0, 10_000).warmUp(0, 500));
@FunctionalInterface
public interface Schedule {

  double rate(long step);

  static Schedule constant(double rate) {
    notNegative("schedule", "rate", rate);
    return _ -> rate;
  }

  /// `rate · gamma^⌊step / every⌋`
  static Schedule step(double rate, int every, double gamma) {
    atLeast("schedule", "every", every, 1);
    decays(rate, gamma);
    return step -> rate * power(gamma, Math.floorDiv(step, every));
  }

  /// `rate`, times `gamma` from each of `milestones` on.
  ///
  /// @param milestones in ascending order
  static Schedule multiStep(double rate, List<Integer> milestones, double gamma) {
    decays(rate, gamma);
    var all = ascending(milestones);
    return step -> rate * power(gamma, all.stream().filter(m -> step >= m).count());
  }

  /// `rate · gamma^step`
  static Schedule exponential(double rate, double gamma) {
    decays(rate, gamma);
    return step -> rate * power(gamma, step);
  }

  /// `rate · (1 − step / steps)^power`, and 0 behind.
  static Schedule polynomial(double rate, int steps, double power) {
    notNegative("schedule", "rate", rate);
    atLeast("schedule", "steps", steps, 1);
    notNegative("schedule", "power", power);
    return step -> rate * Math.pow(1 - (double) Math.min(step, steps) / steps, power);
  }

  /// From `rate` to `end` along a straight line of `steps`, and `end` behind.
  static Schedule linear(double rate, double end, int steps) {
    notNegative("schedule", "rate", rate);
    notNegative("schedule", "end", end);
    atLeast("schedule", "steps", steps, 1);
    return step -> between(rate, end, (double) Math.min(step, steps) / steps);
  }

  /// From `rate` to `end` along half a wave of the cosine, `steps` long, and back, and so on
  /// (Loshchilov and Hutter, 2017, "SGDR: stochastic gradient descent with warm restarts").
  static Schedule cosine(double rate, double end, int steps) {
    notNegative("schedule", "rate", rate);
    notNegative("schedule", "end", end);
    atLeast("schedule", "steps", steps, 1);
    return step -> wave(rate, end, (double) step / steps);
  }

  /// [#cosine] that begins anew instead of going back: first after `steps`, and after `factor`
  /// times as many each time (Loshchilov and Hutter, 2017).
  static Schedule warmRestarts(double rate, double end, int steps, int factor) {
    notNegative("schedule", "rate", rate);
    notNegative("schedule", "end", end);
    atLeast("schedule", "steps", steps, 1);
    atLeast("schedule", "factor", factor, 1);
    return step -> {
      long length = steps;
      long at = step;
      if (factor == 1) at %= length;
      while (at >= length) {
        at -= length;
        length *= factor;
      }
      return wave(rate, end, (double) at / length);
    };
  }

  /// Up to `highest` and down to nearly nothing: see [OneCycle].
  static Schedule oneCycle(double highest, int steps) {
    return new OneCycle(highest, steps);
  }

  /// From `low` to `high` in `up` steps and back in `down`, over and over (Smith, 2017, "Cyclical
  /// learning rates for training neural networks").
  ///
  /// @param decay what the height of a cycle is multiplied by after each
  static Schedule triangular(double low, double high, int up, int down, double decay) {
    notNegative("schedule", "low", low);
    closed("schedule", "high", high, low, Double.MAX_VALUE);
    atLeast("schedule", "up", up, 1);
    atLeast("schedule", "down", down, 1);
    notNegative("schedule", "decay", decay);
    return step -> {
      long cycle = step / (up + down);
      long at = step % (up + down);
      double height = at <= up ? (double) at / up : 1 - (double) (at - up) / down;
      return low + (high - low) * height * power(decay, cycle);
    };
  }

  /// The schedules one after another: each from its milestone on, counting from there.
  ///
  /// @param milestones where all but the first begin, in ascending order
  static Schedule sequence(List<Schedule> schedules, List<Integer> milestones) {
    if (schedules.size() != milestones.size() + 1) {
      throw new IllegalArgumentException(
          "schedule: %d milestones for %d schedules, and must be one fewer"
              .formatted(milestones.size(), schedules.size()));
    }
    var all = List.copyOf(schedules);
    var begins = ascending(milestones);
    return step -> {
      int current = begins.size();
      while (current > 0 && step < begins.get(current - 1)) current--;
      return all.get(current).rate(current == 0 ? step : step - begins.get(current - 1));
    };
  }

  /// This schedule, multiplied by another: one that begins with 1 chains its factors to this one.
  default Schedule times(Schedule factor) {
    return step -> rate(step) * factor.rate(step);
  }

  /// In the first `steps` multiplied by a factor that grows along a straight line from `start` to 1
  /// (Goyal et al., 2017, "Accurate, large minibatch SGD").
  ///
  /// @param start in `[0, 1]`
  default Schedule warmUp(double start, int steps) {
    closed("schedule", "start", start, 0, 1);
    return times(linear(start, 1, steps));
  }

  private static void decays(double rate, double gamma) {
    notNegative("schedule", "rate", rate);
    positive("schedule", "gamma", gamma);
  }

  private static List<Integer> ascending(List<Integer> milestones) {
    int last = 0;
    for (int milestone : milestones) {
      if (milestone < last) {
        throw new IllegalArgumentException(
            "schedule: milestones are %s, and must ascend from 0".formatted(milestones));
      }
      last = milestone;
    }
    return List.copyOf(milestones);
  }

  private static double power(double x, long n) {
    return Math.pow(x, (double) n);
  }

  /// A share of the way from `from` to `to`.
  static double between(double from, double to, double share) {
    return from + (to - from) * share;
  }

  /// [#between], along half a wave of the cosine.
  static double wave(double from, double to, double share) {
    return to + (from - to) * (1 + Math.cos(Math.PI * share)) / 2;
  }
}
