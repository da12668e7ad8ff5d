package io.ranvier.train;

import java.util.List;

/// How a training went.
///
/// @param epochs the epochs that are complete, those before a resume included
public record Training(List<Epoch> epochs, End end) {

  /// Why a training ended.
  public enum End {
    /// All epochs are done.
    COMPLETE,
    /// It no longer got better: see [EarlyStopping].
    NO_BETTER,
    /// It was told to stop.
    STOPPED,
    /// The loss is no longer a number. The step that made it so has changed the weights: go back to
    /// a checkpoint, and take a lower learning rate.
    DIVERGED
  }

  public Training {
    epochs = List.copyOf(epochs);
  }
}
