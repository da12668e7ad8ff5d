package io.ranvier.train;

import io.ranvier.metric.Tally;

/// Is told what happens in a training, on the thread that trains.
public interface Listener {

  /// A step has been made.
  ///
  /// @param epoch from 1
  /// @param batch the number of the batch within the epoch, from 1
  /// @param tally the epoch so far; its score is the running one
  /// @param loss the loss of this batch
  record Step(int epoch, int batch, Tally tally, double loss) {}

  default void stepDone(Step step) {}

  default void epochDone(Epoch epoch) {}
}
