package io.ranvier.tensor;

import io.ranvier.graph.Value;
import io.ranvier.op.Ops;
import io.ranvier.type.Window;
import java.util.List;

/// The operations that networks are made of: products, convolution, pooling, normalisation.
public sealed interface Networks permits Tensor {
  Value value();

  /// The product of matrices, or of batches of them whose leading axes stretch to each other.
  default Tensor matmul(Tensor b) {
    return Tensor.of(Ops.matmul(value(), b.value()));
  }

  /// The largest number in each `size` × `size` tile of each channel.
  default Tensor maxPool2d(int size) {
    return maxPool2d(Window.window(size).stride(size));
  }

  default Tensor maxPool2d(Window window) {
    return Tensor.of(Ops.maxPool2d(value(), window).getFirst());
  }

  /// The mean of each `size` × `size` tile of each channel.
  default Tensor avgPool2d(int size) {
    return avgPool2d(Window.window(size).stride(size));
  }

  /// Padding counts as zeros.
  default Tensor avgPool2d(Window window) {
    return Tensor.of(Ops.avgPool2d(value(), window, true));
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
