package io.ranvier.train;

import io.ranvier.metric.Score;
import java.util.Optional;

/// One pass over the training data.
///
/// @param number from 1
/// @param examples how many there were to learn from
/// @param training the score over the epoch, while the model was learning
/// @param test the score on the test data afterwards, where there are any
/// @param learningRate that of the epoch's last step
/// @param seconds how long the pass took, without the test
public record Epoch(
    int number,
    long examples,
    Score training,
    Optional<Score> test,
    double learningRate,
    double seconds) {

  /// The loss that says how good the model is: on test data where there are any.
  public double loss() {
    return test.orElse(training).loss();
  }
}
