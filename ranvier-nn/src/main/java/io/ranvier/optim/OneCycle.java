package io.ranvier.optim;

import static io.ranvier.optim.Settings.atLeast;
import static io.ranvier.optim.Settings.positive;

/// One cycle of the learning rate (Smith and Topin, 2018, "Super-convergence"): up from `highest /
/// division` in the first `rise` of the steps, and down to that divided by `finalDivision`. In
/// three phases it goes down to where it began in as many steps as up, and to the end in the rest.
/// Behind the last step it stays.
///
/// @param rise in `(0, 1)`; in three phases, at most 0.5
/// @param isLinear along straight lines rather than half waves of the cosine
/// @param hasThreePhases whether it stops at its beginning on the way down
public record OneCycle(
    double highest,
    int steps,
    double rise,
    double division,
    double finalDivision,
    boolean isLinear,
    boolean hasThreePhases)
    implements Schedule {

  public OneCycle {
    positive("oneCycle", "highest", highest);
    atLeast("oneCycle", "steps", steps, 1);
    positive("oneCycle", "division", division);
    positive("oneCycle", "finalDivision", finalDivision);
    double most = hasThreePhases ? 0.5 : 1;
    if (!(rise > 0 && rise <= most && rise * steps > 1)) {
      throw new IllegalArgumentException(
          "oneCycle: rise is %s, and must be above %s (one of the steps) and at most %s"
              .formatted(rise, 1.0 / steps, most));
    }
  }

  /// Rises for 0.3 of the steps from 1/25 of the highest rate, and ends at 1e-4 of that.
  public OneCycle(double highest, int steps) {
    this(highest, steps, 0.3, 25, 1e4, false, false);
  }

  public OneCycle rise(double rise) {
    return new OneCycle(highest, steps, rise, division, finalDivision, isLinear, hasThreePhases);
  }

  public OneCycle divisions(double division, double finalDivision) {
    return new OneCycle(highest, steps, rise, division, finalDivision, isLinear, hasThreePhases);
  }

  public OneCycle linear() {
    return new OneCycle(highest, steps, rise, division, finalDivision, true, hasThreePhases);
  }

  public OneCycle threePhases() {
    return new OneCycle(highest, steps, rise, division, finalDivision, isLinear, true);
  }

  @Override
  public double rate(long step) {
    double at = Math.min(step, steps - 1L);
    double start = highest / division;
    double end = start / finalDivision;
    double top = rise * steps - 1;
    if (at <= top) return along(start, highest, at / top);
    double turn = 2 * rise * steps - 2;
    if (!hasThreePhases) return along(highest, end, (at - top) / (steps - 1 - top));
    if (at <= turn) return along(highest, start, (at - top) / (turn - top));
    return along(start, end, (at - turn) / (steps - 1 - turn));
  }

  private double along(double from, double to, double share) {
    return isLinear ? Schedule.between(from, to, share) : Schedule.wave(from, to, share);
  }
}
