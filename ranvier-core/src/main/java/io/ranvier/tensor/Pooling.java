package io.ranvier.tensor;

import io.ranvier.graph.Value;
import io.ranvier.op.Ops;
import io.ranvier.type.Span;
import io.ranvier.type.Volume;
import io.ranvier.type.Window;
import java.util.Arrays;
import java.util.List;

/// What windows over signals `[n, c, l]`, pictures `[n, c, h, w]` and volumes `[n, c, d, h, w]` are
/// summed up to. Windows that are moved by less than their size overlap.
///
/// In ceil mode a last position that reaches beyond the padding counts too, if it begins before the
/// padding behind. Global pooling is a reduction: `x.mean(2, 3)`, `x.max(2, 3)`.
public sealed interface Pooling permits Tensor {
  Value value();

  private Tensor self() {
    return Tensor.of(value());
  }

  default Tensor maxPool1d(Span span) {
    return maxPool1d(span, false).getFirst();
  }

  /// The maxima, and the index (`i32`) of each in its signal: for [#maxUnpool].
  default List<Tensor> maxPool1d(Span span, boolean ceilMode) {
    return Pools.max(self(), List.of(span), ceilMode);
  }

  /// The largest number in each `size` × `size` tile of each channel.
  default Tensor maxPool2d(int size) {
    return maxPool2d(Window.window(size).stride(size));
  }

  default Tensor maxPool2d(Window window) {
    return Tensor.of(Ops.maxPool2d(value(), window).getFirst());
  }

  /// The maxima, and where (`i32`) each stood in its plane, `row · w + column`: for [#maxUnpool].
  default List<Tensor> maxPool2d(Window window, boolean ceilMode) {
    return Pools.max(self(), window.spans(), ceilMode);
  }

  default Tensor maxPool3d(Volume volume) {
    return maxPool3d(volume, false).getFirst();
  }

  /// The maxima, and where (`i32`) each stood in its volume, in row-major order: for [#maxUnpool].
  default List<Tensor> maxPool3d(Volume volume, boolean ceilMode) {
    return Pools.max(self(), volume.spans(), ceilMode);
  }

  /// The opposite of max pooling (Zeiler et al., 2011, "Adaptive deconvolutional networks"): zeros
  /// with the extents `size`, but for these numbers where `index` says. Where several share a
  /// place, their mean; PyTorch does not say which of them stays.
  ///
  /// @param index of the shape of this tensor, as max pooling gives it
  default Tensor maxUnpool(Tensor index, int... size) {
    return Pools.unpool(self(), index, size);
  }

  default Tensor avgPool1d(Span span) {
    return avgPool1d(span, false, true);
  }

  /// @param countPadding whether padding counts as zeros, or not at all
  default Tensor avgPool1d(Span span, boolean ceilMode, boolean countPadding) {
    return Pools.average(self(), List.of(span), ceilMode, countPadding);
  }

  /// The mean of each `size` × `size` tile of each channel.
  default Tensor avgPool2d(int size) {
    return avgPool2d(Window.window(size).stride(size));
  }

  /// Padding counts as zeros.
  default Tensor avgPool2d(Window window) {
    return Tensor.of(Ops.avgPool2d(value(), window, true));
  }

  /// @param countPadding whether padding counts as zeros, or not at all
  default Tensor avgPool2d(Window window, boolean ceilMode, boolean countPadding) {
    return Pools.average(self(), window.spans(), ceilMode, countPadding);
  }

  default Tensor avgPool3d(Volume volume) {
    return avgPool3d(volume, false, true);
  }

  /// @param countPadding whether padding counts as zeros, or not at all
  default Tensor avgPool3d(Volume volume, boolean ceilMode, boolean countPadding) {
    return Pools.average(self(), volume.spans(), ceilMode, countPadding);
  }

  /// `(Σ xᵖ)^(1/p)` of what each window sees (Sermanet et al., 2012, "Convolutional neural networks
  /// applied to house numbers digit classification"). The gradient is 0 where the sum is.
  ///
  /// @param p above 0; 1 gives the sum, large ones come near the maximum
  default Tensor lpPool1d(double p, Span span, boolean ceilMode) {
    return Pools.power(self(), p, List.of(span), ceilMode);
  }

  /// See [#lpPool1d].
  default Tensor lpPool2d(double p, Window window, boolean ceilMode) {
    return Pools.power(self(), p, window.spans(), ceilMode);
  }

  /// Means over as many parts of the axes behind `[n, c]` as `sizes` say, whatever their extent:
  /// part `i` is `[⌊i · in / out⌋, ⌈(i + 1) · in / out⌉)`.
  default Tensor adaptiveAvgPool(int... sizes) {
    return Pools.adaptiveAverage(self(), sizes);
  }

  /// The maxima of the same parts.
  default Tensor adaptiveMaxPool(int... sizes) {
    return Pools.adaptiveMax(self(), sizes).getFirst();
  }

  /// The maxima of the same parts, and where (`i32`) each stood.
  default List<Tensor> adaptiveMaxPoolWithIndices(int... sizes) {
    return Pools.adaptiveMax(self(), sizes);
  }

  /// Maxima under windows of `size` whose distance is no whole number, so that pictures shrink by
  /// less than half (Graham, 2014, "Fractional max-pooling"); and where (`i32`) each stood. One
  /// number for each axis: height and width, or depth too. Along each axis window `i` begins at
  ///
  /// `⌊(i + u) · α⌋ − ⌊u · α⌋`, with `α = (in − size) / (out − 1)`, and the last at `in − size`
  ///
  /// @param samples `[n, c, axes]` in `[0, 1)`: the `u` of each axis
  default List<Tensor> fractionalMaxPool(List<Integer> size, List<Integer> out, Tensor samples) {
    return Pools.fractional(self(), size, out, samples);
  }

  /// One number of each window of `x: [n, c, h, w]`, which is drawn with probability `pᵢ = aᵢ / Σ
  /// a`, where `a = max(x, 0)`; 0 if there is none (Zeiler and Fergus, 2013, "Stochastic pooling
  /// for regularization of deep convolutional neural networks").
  ///
  /// @param draws uniform in `[0, 1)`, of the shape of the result
  default Tensor stochasticPool2d(Window window, Tensor draws) {
    return Pools.drawn(self(), window, draws);
  }

  /// `Σ pᵢ · aᵢ`, what [#stochasticPool2d] gives on average: the way it predicts.
  default Tensor stochasticPool2d(Window window) {
    return Pools.expected(self(), window);
  }

  /// `x: [n, c, h, w]` of any size to one length, `[n, c · Σ levels²]`: for each level the maxima
  /// of a grid of as many parts along each axis, in the order of the levels (He et al., 2014,
  /// "Spatial pyramid pooling in deep convolutional networks for visual recognition").
  default Tensor spatialPyramidPool(int... levels) {
    io.ranvier.op.Op.require(
        levels.length >= 1 && Arrays.stream(levels).allMatch(level -> level >= 1),
        "spatialPyramidPool: levels are %s; at least one is needed, and they start at 1",
        Arrays.toString(levels));
    var parts =
        Arrays.stream(levels).mapToObj(level -> adaptiveMaxPool(level, level).flatten(1)).toList();
    return Tensor.concat(parts, 1);
  }
}
