package io.ranvier.train;

import java.util.List;

/// Ends a training when it no longer gets better, and brings back the best epoch's weights: at the
/// end, after the last checkpoint, the model's variables are those of the best epoch.
///
/// The loss is watched: on the test data where there are any, else that of training.
///
/// @param patience how many epochs without improvement are waited for, at least 1
/// @param minDelta by how much the loss must fall to count as improved, at least 0
public record EarlyStopping(int patience, double minDelta) {

  public EarlyStopping {
    if (patience < 1) {
      throw new IllegalArgumentException(
          "early stopping: patience is %d, and must be at least 1".formatted(patience));
    }
    if (!(minDelta >= 0)) {
      throw new IllegalArgumentException(
          "early stopping: minDelta is %s, and must be at least 0".formatted(minDelta));
    }
  }

  /// Any improvement counts.
  public EarlyStopping(int patience) {
    this(patience, 0);
  }

  /// The number of the best of `epochs`, or 0 if there is none.
  public int best(List<Epoch> epochs) {
    int best = 0;
    double loss = Double.POSITIVE_INFINITY;
    for (var epoch : epochs) {
      if (epoch.loss() < loss - minDelta) {
        loss = epoch.loss();
        best = epoch.number();
      }
    }
    return best;
  }

  /// Whether the last of `epochs` lie too far behind the best.
  public boolean isOver(List<Epoch> epochs) {
    return epochs.size() - best(epochs) >= patience;
  }
}
