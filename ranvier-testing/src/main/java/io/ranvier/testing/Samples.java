package io.ranvier.testing;

import java.util.List;
import java.util.stream.Stream;

/// The one table that all checks of operations run over: for every operation a few samples, with
/// shapes that are no multiples of anything, and the corners of its definition.
public final class Samples {
  private Samples() {}

  /// All samples, by family.
  public static List<Sample> all() {
    return Stream.of(
            ElementwiseSamples.all(),
            ReductionSamples.all(),
            MovementSamples.all(),
            ProductSamples.all(),
            PoolingSamples.all(),
            CompositeSamples.all(),
            GeneratorSamples.all())
        .flatMap(List::stream)
        .toList();
  }

  /// The sample of this name.
  public static Sample named(String name) {
    return all().stream()
        .filter(sample -> sample.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no sample is called " + name));
  }
}
