package io.ranvier.train;

import io.ranvier.metric.Tally;
import io.ranvier.tensor.Tensor;
import java.util.List;
import java.util.Map;

/// How far a training has come: with the values of the model's and the optimiser's variables, all
/// that is needed to go on as if it had never stopped.
///
/// @param epochs the epochs that are complete
/// @param batches how many batches of the next epoch are done; 0 at the end of an epoch
/// @param tally what these batches gave
/// @param seconds how long they took
/// @param best the values of the model's variables after the best epoch, by path, where early
///   stopping is to bring them back; else empty
public record Progress(
    List<Epoch> epochs, int batches, Tally tally, double seconds, Map<String, Tensor> best) {

  /// Nothing done yet.
  public static final Progress NONE = new Progress(List.of(), 0, Tally.NONE, 0, Map.of());

  public Progress {
    epochs = List.copyOf(epochs);
    best = Map.copyOf(best);
  }

  /// The epoch that is going on, or comes next: from 1.
  public int epoch() {
    return epochs.size() + 1;
  }
}
