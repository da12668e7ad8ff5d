package io.ranvier.testing;

import java.util.List;
import java.util.stream.Stream;

/// Every layer in training and in inference, every loss, every function: what holds of all parts is
/// tested with this table.
final class PartSamples {
  private PartSamples() {}

  static List<Sample> all() {
    return Stream.of(
            LayerSamples.all().stream().map(LayerSample::inTraining),
            LayerSamples.all().stream().map(LayerSample::inInference),
            LossSamples.all().stream(),
            FunctionSamples.all().stream())
        .flatMap(all -> all)
        .toList();
  }
}
