package io.ranvier.nn;

import io.ranvier.tensor.Tensor;
import io.ranvier.type.PaddingMode;
import io.ranvier.type.Shape;
import io.ranvier.type.Window;
import java.util.Optional;

/// A 2-D convolution: `x: [n, in, h, w]` to `y: [n, out, h′, w′]`, with `y = x ⋆ weight + bias`.
///
/// With groups, run `g` of the output channels sees run `g` of the input channels alone; as many
/// groups as channels make it depthwise. Both parameters start uniform in `±1/√(in / groups ·
/// height · width)`, as in PyTorch.
///
/// @param weight `[out, in / groups, height, width]`
/// @param bias `[out]`, or nothing
/// @param mode what stands in the padding of the window
public record Conv2d(
    Parameter weight, Optional<Parameter> bias, Window window, int groups, PaddingMode mode)
    implements Weighted {

  public Conv2d(int in, int out, Window window) {
    this(in, out, window, 1);
  }

  public Conv2d(int in, int out, Window window, int groups) {
    Filters.requireChannels("conv2d", in, out, groups);
    var weight = Filters.weight(out, in / groups, window.spans());
    this(weight, Filters.bias(weight, out), window, groups, PaddingMode.ZEROS);
  }

  /// One filter for each channel by itself: as many groups as channels.
  public static Conv2d depthwise(int channels, Window window) {
    return new Conv2d(channels, channels, window, channels);
  }

  /// The channels of each pixel mixed by themselves: a 1 × 1 convolution (Lin et al., 2014,
  /// "Network in network").
  public static Conv2d pointwise(int in, int out) {
    return new Conv2d(in, out, Window.window(1));
  }

  /// First each channel by itself, then the channels of each pixel: two layers, with far fewer
  /// parameters than one of `in · out` filters (Chollet, 2017, "Xception").
  public static Sequential separable(int in, int out, Window window) {
    return Sequential.of(depthwise(in, window), pointwise(in, out));
  }

  public Conv2d withoutBias() {
    return new Conv2d(weight, Optional.empty(), window, groups, mode);
  }

  /// With something else than zeros in the padding.
  public Conv2d padded(PaddingMode mode) {
    return new Conv2d(weight, bias, window, groups, mode);
  }

  /// With a weight that starts otherwise.
  public Conv2d withWeight(Initializer initializer) {
    return new Conv2d(new Parameter(weight.type(), initializer), bias, window, groups, mode);
  }

  /// With a bias that starts otherwise.
  public Conv2d withBias(Initializer initializer) {
    var shape = Shape.of(weight.type().dim(0));
    return new Conv2d(weight, Optional.of(new Parameter(shape, initializer)), window, groups, mode);
  }

  @Override
  public Conv2d withWeight(Parameter weight) {
    return new Conv2d(weight, bias, window, groups, mode);
  }

  @Override
  public Tensor forward(Tensor x, Tensor weight) {
    boolean isPlain = Filters.isPlain(mode, window.spans());
    var seen = isPlain ? x : x.pad(mode, window.spans());
    var y = seen.conv2d(weight, isPlain ? window : window.padding(0), groups);
    return Filters.biased(y, bias);
  }
}
