package io.ranvier.nn;

import io.ranvier.tensor.Tensor;
import java.util.Optional;

/// By how much the elements of a binary cross-entropy count; both stretch to its logits.
///
/// @param element the weight of each element
/// @param positive the weight of targets 1 beside targets 0
public record BinaryWeights(Optional<Tensor> element, Optional<Tensor> positive) {
  /// All count alike.
  public static final BinaryWeights NONE = new BinaryWeights(Optional.empty(), Optional.empty());

  public BinaryWeights element(Tensor weight) {
    return new BinaryWeights(Optional.of(weight), positive);
  }

  public BinaryWeights positive(Tensor weight) {
    return new BinaryWeights(element, Optional.of(weight));
  }

  /// Checks that these weights are of `logits`.
  void require(String name, Tensor logits) {
    element.ifPresent(w -> Losses.requireStretches(name, "the weight of elements", w, logits));
    positive.ifPresent(w -> Losses.requireStretches(name, "the weight of targets 1", w, logits));
  }
}
