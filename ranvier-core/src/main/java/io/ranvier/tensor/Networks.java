package io.ranvier.tensor;

import io.ranvier.graph.Value;
import io.ranvier.op.Op;
import io.ranvier.op.Ops;
import io.ranvier.type.Span;
import io.ranvier.type.Window;
import java.util.List;

/// The operations that networks are made of: products, normalisation, losses, attention.
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

  /// Local response normalisation of `x: [n, c, …]` across channels (Krizhevsky et al., 2012,
  /// "ImageNet classification with deep convolutional neural networks"):
  ///
  /// `y = x / (k + alpha / size · Σ x²)^beta`
  ///
  /// The sum is over `size` channels at the same place, from `⌊size / 2⌋` in front; channels that
  /// are not there count as zeros. PyTorch's defaults are alpha 1e-4, beta 0.75 and k 1. The paper
  /// has no division of alpha by `size`, which is 5 there, with k 2.
  default Tensor localResponseNorm(int size, double alpha, double beta, double k) {
    var x = Tensor.of(value());
    Op.require(
        x.shape().rank() >= 3 && size >= 1,
        "localResponseNorm of %s with size %d; x is [n, c, …] with an axis more, sizes start at 1",
        x.type(),
        size);
    // As pictures whose height are the channels, and whose channels are the places: so pooling
    // goes along places, many at a time.
    var squares = x.square().flatten(2).transpose(0, 2, 1).unsqueeze(3);
    var window = new Window(Span.span(size).padding(size / 2, (size - 1) / 2), Span.span(1));
    var means = Tensor.of(Ops.avgPool2d(squares.value(), window, true));
    var back = means.squeeze(3).transpose(0, 2, 1).reshape(x.shape().dims());
    return x.mul(back.mul(alpha).add(k).pow(-beta));
  }

  /// One loss for each row of these logits `[n, classes]`, given its label: `−ln
  /// softmax(x)[label]`.
  default Tensor crossEntropy(Tensor labels) {
    return Tensor.of(Ops.crossEntropy(value(), labels.value()));
  }

  /// What each of these queries `[…, l, e]` gets of `value: […, s, d]` by its `key: […, s, e]`, all
  /// of which it sees: see [Attention].
  default Tensor scaledDotProductAttention(Tensor key, Tensor value) {
    return scaledDotProductAttention(key, value, new Attention());
  }

  /// The same with masks and other options.
  default Tensor scaledDotProductAttention(Tensor key, Tensor value, Attention attention) {
    return attention.of(Tensor.of(value()), key, value);
  }
}
