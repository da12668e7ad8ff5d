package io.ranvier.nn;

import io.ranvier.tensor.Tensor;
import io.ranvier.type.PaddingMode;
import io.ranvier.type.Shape;
import io.ranvier.type.Volume;
import java.util.Optional;

/// A 3-D convolution: `x: [n, in, d, h, w]` to `y: [n, out, d′, h′, w′]`, with `y = x ⋆ weight +
/// bias`.
///
/// With groups, run `g` of the output channels sees run `g` of the input channels alone. Both
/// parameters start uniform in `±1/√(in / groups · taps)`, as in PyTorch.
///
/// @param weight `[out, in / groups, depth, height, width]`
/// @param bias `[out]`, or nothing
/// @param mode what stands in the padding of the window
public record Conv3d(
    Parameter weight, Optional<Parameter> bias, Volume volume, int groups, PaddingMode mode)
    implements Weighted {

  public Conv3d(int in, int out, Volume volume) {
    this(in, out, volume, 1);
  }

  public Conv3d(int in, int out, Volume volume, int groups) {
    Filters.requireChannels("conv3d", in, out, groups);
    var weight = Filters.weight(out, in / groups, volume.spans());
    this(weight, Filters.bias(weight, out), volume, groups, PaddingMode.ZEROS);
  }

  public Conv3d withoutBias() {
    return new Conv3d(weight, Optional.empty(), volume, groups, mode);
  }

  /// With something else than zeros in the padding.
  public Conv3d padded(PaddingMode mode) {
    return new Conv3d(weight, bias, volume, groups, mode);
  }

  /// With a weight that starts otherwise.
  public Conv3d withWeight(Initializer initializer) {
    return new Conv3d(new Parameter(weight.type(), initializer), bias, volume, groups, mode);
  }

  /// With a bias that starts otherwise.
  public Conv3d withBias(Initializer initializer) {
    var shape = Shape.of(weight.type().dim(0));
    return new Conv3d(weight, Optional.of(new Parameter(shape, initializer)), volume, groups, mode);
  }

  @Override
  public Conv3d withWeight(Parameter weight) {
    return new Conv3d(weight, bias, volume, groups, mode);
  }

  @Override
  public Tensor forward(Tensor x, Tensor weight) {
    boolean isPlain = Filters.isPlain(mode, volume.spans());
    var seen = isPlain ? x : x.pad(mode, volume.spans());
    var y = seen.conv3d(weight, isPlain ? volume : volume.padding(0), groups);
    return Filters.biased(y, bias);
  }
}
