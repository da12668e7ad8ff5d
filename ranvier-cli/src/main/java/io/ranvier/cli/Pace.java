package io.ranvier.cli;

import io.ranvier.optim.Schedule;
import java.util.List;
import java.util.Locale;

/// How the learning rate changes from step to step: the schedules that the command knows by name.
/// Those that end do so with the epochs that a training was to have from the beginning; a resumed
/// one that goes on for more of them keeps the last rate.
enum Pace {
  /// After each epoch it is multiplied by the decay.
  DECAY,

  CONSTANT,

  /// To 0 along a straight line.
  LINEAR,

  /// To 0 along half a wave of the cosine.
  COSINE,

  /// The cosine for one epoch, then anew for two, for four, and so on.
  RESTARTS,

  /// Up to the learning rate and down to nearly nothing.
  ONE_CYCLE;

  /// A cycle of fewer steps has no rise.
  private static final int FEWEST_STEPS = 4;

  /// Whether it ends with the epochs of a training.
  boolean ends() {
    return switch (this) {
      case LINEAR, COSINE, ONE_CYCLE -> true;
      case DECAY, CONSTANT, RESTARTS -> false;
    };
  }

  /// How many steps a training must have at least.
  int fewestSteps() {
    return this == ONE_CYCLE ? FEWEST_STEPS : 1;
  }

  /// @param rate the highest
  /// @param decay what an epoch's rate is of the one before
  /// @param epoch how many steps an epoch has
  /// @param epochs how many there are to be
  Schedule schedule(double rate, double decay, int epoch, int epochs) {
    int steps = (int) Math.min((long) epoch * epochs, Integer.MAX_VALUE);
    return switch (this) {
      case DECAY -> Schedule.step(rate, epoch, decay);
      case CONSTANT -> Schedule.constant(rate);
      case LINEAR -> Schedule.linear(rate, 0, steps);
      case COSINE ->
          Schedule.sequence(
              List.of(Schedule.cosine(rate, 0, steps), Schedule.constant(0)), List.of(steps));
      case RESTARTS -> Schedule.warmRestarts(rate, 0, epoch, 2);
      case ONE_CYCLE -> Schedule.oneCycle(rate, steps);
    };
  }

  /// The name that people write.
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
