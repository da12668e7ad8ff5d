package io.ranvier.cli;

import io.ranvier.nn.Layer;
import io.ranvier.optim.Optimizer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/// How a training goes down the slope of its loss.
///
/// @param learningRate the first, or the highest
/// @param decay what an epoch's learning rate is of the one before, if the pace is [Pace#DECAY]
/// @param epochs how many the training was to have from the beginning, if the pace ends with them;
///   else 1
record Descent(Method method, double learningRate, Pace pace, double decay, int epochs) {
  private static final String EPOCHS = "schedule_epochs";

  Descent {
    if (!pace.ends()) epochs = 1;
    if (epochs < 1) {
      throw new IllegalArgumentException("its '%s' is %d".formatted(EPOCHS, epochs));
    }
  }

  /// @param epochSteps how many steps an epoch has
  Optimizer optimizer(Layer model, int epochSteps) {
    return new Optimizer(model, method.groups(learningRate))
        .schedule(pace.schedule(learningRate, decay, epochSteps, epochs));
  }

  SequencedMap<String, String> toMetadata() {
    var map = new LinkedHashMap<String, String>();
    map.put("optimizer", method.toString());
    map.put("learning_rate", Double.toString(learningRate));
    map.put("schedule", pace.toString());
    map.put("decay", Double.toString(decay));
    map.put(EPOCHS, Integer.toString(epochs));
    return map;
  }

  /// @throws IllegalArgumentException if something is missing or not as [#toMetadata] wrote it
  static Descent of(Map<String, String> metadata) {
    return new Descent(
        Metadata.choice(metadata, "optimizer", Method.values()),
        Metadata.number(metadata, "learning_rate", Double::parseDouble),
        Metadata.choice(metadata, "schedule", Pace.values()),
        Metadata.number(metadata, "decay", Double::parseDouble),
        Metadata.number(metadata, EPOCHS, Integer::parseInt));
  }
}
