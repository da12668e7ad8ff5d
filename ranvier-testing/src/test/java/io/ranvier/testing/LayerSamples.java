package io.ranvier.testing;

import static io.ranvier.type.Window.window;

import io.ranvier.nn.BatchNorm2d;
import io.ranvier.nn.Conv2d;
import io.ranvier.nn.Dropout;
import io.ranvier.nn.Flatten;
import io.ranvier.nn.Linear;
import io.ranvier.nn.Sequential;
import io.ranvier.tensor.Tensor;
import java.util.List;
import java.util.stream.Stream;

/// Every layer at least once, with options that are not the defaults.
final class LayerSamples {
  private LayerSamples() {}

  /// All samples, by family.
  static List<LayerSample> all() {
    return Stream.of(basics()).flatMap(List::stream).toList();
  }

  private static List<LayerSample> basics() {
    return List.of(
        LayerSample.of("linear", () -> new Linear(5, 7), 12, 5),
        LayerSample.of("linear, no bias", () -> new Linear(5, 7).withoutBias(), 12, 5),
        LayerSample.of("conv2d", () -> new Conv2d(2, 4, window(3).padding(1)), 12, 2, 5, 6),
        LayerSample.of("conv2d, grouped", () -> new Conv2d(4, 6, window(3), 2), 12, 4, 5, 6),
        LayerSample.of("batchNorm2d", () -> new BatchNorm2d(3).momentum(0.3), 12, 3, 2, 2),
        LayerSample.of("dropout", () -> new Dropout(0.2), 12, 6),
        LayerSample.of("flatten", Flatten::new, 12, 2, 3),
        LayerSample.of("sequential", () -> Sequential.of(new Linear(5, 6), Tensor::relu), 12, 5));
  }
}
