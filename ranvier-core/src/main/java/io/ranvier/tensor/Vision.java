package io.ranvier.tensor;

import io.ranvier.graph.Value;
import io.ranvier.type.PaddingMode;
import io.ranvier.type.Span;
import java.util.List;

/// What is done to signals `[n, c, l]`, pictures `[n, c, h, w]` and volumes `[n, c, d, h, w]`
/// beside convolution and pooling.
public sealed interface Vision permits Tensor {
  Value value();

  private Tensor self() {
    return Tensor.of(value());
  }

  /// A border around the last axes.
  ///
  /// @param sides before and after along the last axis, then the last but one, and so on: left,
  ///   right, top, bottom; zeros may be negative, which cuts
  default Tensor pad(PaddingMode mode, int... sides) {
    return Borders.pad(self(), mode, sides);
  }

  /// A border as wide as the padding of `spans`, which lie along the last axes.
  default Tensor pad(PaddingMode mode, List<Span> spans) {
    return Borders.pad(self(), mode, spans);
  }

  /// `x` around the last axes, as many times as `sides` say: see [#pad].
  default Tensor padConstant(double x, int... sides) {
    return Borders.constant(self(), x, sides);
  }
}
