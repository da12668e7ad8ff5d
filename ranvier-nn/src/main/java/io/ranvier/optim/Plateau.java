package io.ranvier.optim;

import static io.ranvier.optim.Settings.atLeast;
import static io.ranvier.optim.Settings.notNegative;
import static io.ranvier.optim.Settings.within;

import java.util.List;

/// A learning rate that falls when training gets no better, as PyTorch's `ReduceLROnPlateau`: it is
/// multiplied by `factor` once the score was no better than the best so far for more than `patience`
/// epochs in a row. For `cooldown` epochs after that, bad ones are not counted.
///
///     scores.add(evaluate());
///     optimizer.learningRate(new Plateau(0.1).patience(5).rate(scores));
///
/// A function of all scores so far: nothing need be kept beside them.
///
/// @param rate the one to begin with
/// @param factor in `[0, 1)`
/// @param patience at least 0
/// @param threshold by how much a score must be better to count as such
/// @param cooldown at least 0
/// @param lowest below which the rate does not fall
public record Plateau(
    double rate,
    Better better,
    double factor,
    int patience,
    double threshold,
    int cooldown,
    double lowest) {

  /// Changes of the rate below this are not made.
  private static final double NEGLIGIBLE = 1e-8;

  /// Which scores are better.
  public enum Better {
    /// Smaller by a share of the best one, such as losses.
    LOWER,
    /// Greater by a share of the best one, such as accuracies.
    HIGHER,
    /// Smaller by a fixed number.
    LOWER_BY,
    /// Greater by a fixed number.
    HIGHER_BY;

    private boolean holds(double score, double best, double threshold) {
      return switch (this) {
        case LOWER -> score < best * (1 - threshold);
        case HIGHER -> score > best * (1 + threshold);
        case LOWER_BY -> score < best - threshold;
        case HIGHER_BY -> score > best + threshold;
      };
    }

    private double worst() {
      return this == LOWER || this == LOWER_BY
          ? Double.POSITIVE_INFINITY
          : Double.NEGATIVE_INFINITY;
    }
  }

  public Plateau {
    notNegative("plateau", "rate", rate);
    within("plateau", "factor", factor, 0, 1);
    atLeast("plateau", "patience", patience, 0);
    notNegative("plateau", "threshold", threshold);
    atLeast("plateau", "cooldown", cooldown, 0);
    notNegative("plateau", "lowest", lowest);
  }

  /// Lower scores are better; factor 0.1, patience 10, threshold 1e-4, no cooldown.
  public Plateau(double rate) {
    this(rate, Better.LOWER, 0.1, 10, 1e-4, 0, 0);
  }

  public Plateau better(Better better, double threshold) {
    return new Plateau(rate, better, factor, patience, threshold, cooldown, lowest);
  }

  public Plateau factor(double factor) {
    return new Plateau(rate, better, factor, patience, threshold, cooldown, lowest);
  }

  public Plateau patience(int patience) {
    return new Plateau(rate, better, factor, patience, threshold, cooldown, lowest);
  }

  public Plateau cooldown(int cooldown) {
    return new Plateau(rate, better, factor, patience, threshold, cooldown, lowest);
  }

  public Plateau lowest(double lowest) {
    return new Plateau(rate, better, factor, patience, threshold, cooldown, lowest);
  }

  /// The learning rate after epochs with these scores.
  public double rate(List<Double> scores) {
    double current = rate;
    double best = better.worst();
    int bad = 0;
    int cooling = 0;
    for (double score : scores) {
      boolean isBetter = better.holds(score, best, threshold);
      if (isBetter) best = score;
      bad = isBetter ? 0 : bad + 1;
      if (cooling > 0) {
        cooling--;
        bad = 0;
      }
      if (bad <= patience) continue;
      double next = Math.max(current * factor, lowest);
      if (current - next > NEGLIGIBLE) current = next;
      cooling = cooldown;
      bad = 0;
    }
    return current;
  }
}
