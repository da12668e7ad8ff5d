package io.ranvier.tensor;

import io.ranvier.graph.Value;
import io.ranvier.op.Ops;

/// The functions that make networks more than linear.
public sealed interface Activations permits Tensor {
  Value value();

  /// `max(x, 0)`
  default Tensor relu() {
    return Tensor.of(Ops.relu(value()));
  }

  default Tensor tanh() {
    return Tensor.of(Ops.tanh(value()));
  }

  /// `1 / (1 + e⁻ˣ)`
  default Tensor sigmoid() {
    return Tensor.of(Ops.sigmoid(value()));
  }

  /// `x · Φ(x)` (Hendrycks and Gimpel, 2016).
  default Tensor gelu() {
    return Tensor.of(Ops.gelu(value()));
  }

  /// `e^xᵢ / Σ e^xⱼ` along `axis`.
  default Tensor softmax(int axis) {
    return Tensor.of(Ops.softmax(value(), axis));
  }

  /// `xᵢ − ln Σ e^xⱼ` along `axis`.
  default Tensor logSoftmax(int axis) {
    return Tensor.of(Ops.logSoftmax(value(), axis));
  }
}
