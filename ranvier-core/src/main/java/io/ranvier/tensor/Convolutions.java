package io.ranvier.tensor;

import io.ranvier.graph.Value;
import io.ranvier.op.Op;
import io.ranvier.op.Ops;
import io.ranvier.type.Span;
import io.ranvier.type.Volume;
import io.ranvier.type.Window;
import java.util.List;

/// Convolutions of signals `[n, c, l]`, pictures `[n, c, h, w]` and volumes `[n, c, d, h, w]`.
///
/// All are cross-correlations, as is usual. In groups, run `g` of the output channels sees run `g`
/// of the input channels alone.
public sealed interface Convolutions permits Tensor {
  Value value();

  private Tensor self() {
    return Tensor.of(value());
  }

  /// Of `x: [n, c, l]` with `kernel: [o, c / groups, j]`: `[n, o, l′]`.
  default Tensor conv1d(Tensor kernel, Span span, int groups) {
    return Convolving.conv1d(self(), kernel, span, groups);
  }

  /// The 2-D cross-correlation of `x: [n, c, h, w]` with `kernel: [o, c, i, j]`: `[n, o, h′, w′]`.
  default Tensor conv2d(Tensor kernel, Window window) {
    return conv2d(kernel, window, 1);
  }

  /// The same in groups: `kernel: [o, c / groups, i, j]`.
  default Tensor conv2d(Tensor kernel, Window window, int groups) {
    return Tensor.of(Ops.conv2d(value(), kernel.value(), window, groups));
  }

  /// Of `x: [n, c, d, h, w]` with `kernel: [o, c / groups, k, i, j]`: `[n, o, d′, h′, w′]`.
  default Tensor conv3d(Tensor kernel, Volume volume, int groups) {
    return Convolving.conv3d(self(), kernel, volume, groups);
  }

  /// The transpose of [#conv1d] as a linear map, its gradient (Zeiler et al., 2010,
  /// "Deconvolutional networks"): `x: [n, c, l]` with `kernel: [c, o / groups, j]` gives `[n, o,
  /// l′]`, where
  ///
  /// `l′ = stride · (l − 1) + dilation · (j − 1) + 1 − padding before and after + output padding`
  ///
  /// @param outputPadding below the stride or the dilation: which of the lengths that a strided
  ///   convolution takes to `l` is meant
  default Tensor convTranspose1d(
      Tensor kernel, Span span, List<Integer> outputPadding, int groups) {
    return Convolving.transpose1d(self(), kernel, span, outputPadding, groups);
  }

  /// The transpose of [#conv2d]: `x: [n, c, h, w]` with `kernel: [c, o / groups, i, j]`; see
  /// [#convTranspose1d].
  ///
  /// @param outputPadding below and to the right
  default Tensor convTranspose2d(
      Tensor kernel, Window window, List<Integer> outputPadding, int groups) {
    return Convolving.transpose2d(self(), kernel, window, outputPadding, groups);
  }

  /// The transpose of [#conv3d]: `x: [n, c, d, h, w]` with `kernel: [c, o / groups, k, i, j]`; see
  /// [#convTranspose1d].
  ///
  /// @param outputPadding behind, below and to the right
  default Tensor convTranspose3d(
      Tensor kernel, Volume volume, List<Integer> outputPadding, int groups) {
    return Convolving.transpose3d(self(), kernel, volume, outputPadding, groups);
  }

  /// What each position of `window` sees of `x: [n, c, h, w]`: `[n, c · taps, h′ · w′]`. A
  /// convolution is the product of this with its kernel.
  default Tensor unfold(Window window) {
    Op.require(value().shape().rank() == 4, "unfold wants x: [n, c, h, w], got %s", value().type());
    var taps =
        Convolving.taps(self(), window.spans()).stream().map(tap -> tap.unsqueeze(2)).toList();
    var y = Tensor.concat(taps, 2);
    return y.reshape(y.dim(0), y.dim(1) * y.dim(2), y.dim(3) * y.dim(4));
  }
}
