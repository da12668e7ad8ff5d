package io.ranvier.tensor;

import io.ranvier.graph.Value;
import io.ranvier.op.Ops;
import java.util.List;

/// The operations that networks are made of: products, normalisation, losses.
public sealed interface Networks permits Tensor {
  Value value();

  /// The product of matrices, or of batches of them whose leading axes stretch to each other.
  default Tensor matmul(Tensor b) {
    return Tensor.of(Ops.matmul(value(), b.value()));
  }

  /// Normalised by the statistics of this batch, channel by channel; then the mean and the biased
  /// variance of each channel. `x: [n, c, …]`, `weight: [c]`, `bias: [c]`
  default List<Tensor> batchNorm(Tensor weight, Tensor bias, double epsilon) {
    return Ops.batchNorm(value(), weight.value(), bias.value(), epsilon).stream()
        .map(Tensor::of)
        .toList();
  }

  /// One loss for each row of these logits `[n, classes]`, given its label: `−ln
  /// softmax(x)[label]`.
  default Tensor crossEntropy(Tensor labels) {
    return Tensor.of(Ops.crossEntropy(value(), labels.value()));
  }
}
