package io.ranvier.metric;

/// What has been seen of a pass over data so far: sums, so that batches of any size weigh what they
/// hold. Immutable.
///
/// @param examples how many
/// @param loss the sum of their losses
/// @param hits how many were classified rightly
public record Tally(long examples, double loss, long hits) {

  /// Nothing seen.
  public static final Tally NONE = new Tally(0, 0, 0);

  /// With another batch of `count` examples.
  ///
  /// @param meanLoss the mean of their losses
  public Tally add(long count, double meanLoss, long hits) {
    return new Tally(examples + count, loss + count * meanLoss, this.hits + hits);
  }

  /// The means; NaN of nothing.
  public Score score() {
    return new Score(loss / examples, (double) hits / examples);
  }
}
