package io.ranvier.nn;

import io.ranvier.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.Objects;
import java.util.SequencedMap;

/// Weights by which each layer's outputs start with variance 1 (Mishkin and Matas, 2016, "All you
/// need is a good init"): layer-sequential unit-variance initialisation.
///
/// The weight of every [Weighted] layer becomes orthogonal. Then, in the order in which the model
/// uses the layers, each is divided by the deviation of its outputs for a batch, until that is 1.
/// Layers whose weight something else makes, as [WeightNorm] does, stay as they are.
public final class Lsuv {
  /// Of the variance from 1.
  private static final double TOLERANCE = 0.1;

  private static final int ATTEMPTS = 10;

  private static final ScopedValue<SequencedMap<Weighted, Tensor>> SHOWN =
      ScopedValue.newInstance();

  private Lsuv() {}

  /// Gives `model` weights by what it makes of `batch`, with tolerance 0.1 and at most 10 attempts
  /// for each layer.
  public static void initialize(Layer model, Tensor batch) {
    initialize(model, batch, TOLERANCE, ATTEMPTS);
  }

  /// @param tolerance how far a variance may be from 1; above 0
  /// @param attempts for each layer, at least one
  public static void initialize(Layer model, Tensor batch, double tolerance, int attempts) {
    if (!(tolerance > 0)) {
      throw new IllegalArgumentException(
          "lsuv: tolerance is %s, and must be above 0".formatted(tolerance));
    }
    if (attempts < 1) {
      throw new IllegalArgumentException(
          "lsuv: %d attempts; there is at least one".formatted(attempts));
    }
    Variables.of(model);
    var layers = outputs(model, batch).sequencedKeySet();
    if (layers.isEmpty()) {
      throw new IllegalArgumentException(
          "lsuv: %s uses no layer that has a weight".formatted(model.getClass().getName()));
    }
    for (var layer : layers) orthogonalize(layer.weight());
    for (var layer : layers) {
      for (int i = 0; i < attempts; i++) {
        double variance = variance(model, batch, layer);
        if (Math.abs(variance - 1) < tolerance) break;
        divide(layer.weight(), Math.sqrt(variance));
      }
    }
  }

  /// Lets whoever initialises see what `layer` gives.
  static void show(Weighted layer, Tensor y) {
    if (SHOWN.isBound()) SHOWN.get().putIfAbsent(layer, y);
  }

  /// What each layer gives for `batch` where it is used first.
  private static SequencedMap<Weighted, Tensor> outputs(Layer model, Tensor batch) {
    var shown = new LinkedHashMap<Weighted, Tensor>();
    ScopedValue.where(SHOWN, shown).run(() -> Mode.inference(() -> model.forward(batch)));
    return shown;
  }

  private static double variance(Layer model, Tensor batch, Weighted layer) {
    var y = Objects.requireNonNull(outputs(model, batch).get(layer));
    double variance = y.sub(y.mean()).square().mean().item();
    if (variance > 0 && Double.isFinite(variance)) return variance;
    throw new IllegalArgumentException(
        "lsuv: what comes out of the layer with \"%s\" has variance %s, and must vary"
            .formatted(layer.weight().name(), variance));
  }

  private static void orthogonalize(Parameter weight) {
    var key = Tensor.key(Seed.scope().seed(), Seed.stream(weight.name()));
    load(weight, Initializer.orthogonal(1).initial(weight.type(), key));
  }

  private static void divide(Parameter weight, double deviation) {
    load(weight, weight.value().div(deviation));
  }

  private static void load(Parameter weight, Tensor next) {
    weight.variable().load(MemorySegment.ofArray(next.toBytes()));
  }
}
