package io.ranvier.nn;

import io.ranvier.tensor.Tensor;
import io.ranvier.type.Volume;
import java.util.List;
import java.util.Optional;

/// A transposed 3-D convolution, the gradient of a convolution as a layer: `x: [n, in, d, h, w]` to
/// `y: [n, out, d′, h′, w′]`, larger by the stride (Zeiler et al., 2010, "Deconvolutional
/// networks"), where along each axis
///
/// `l′ = stride · (l − 1) + dilation · (taps − 1) + 1 − padding before and after + output padding`
///
/// Both parameters start uniform in `±1/√(out / groups · taps)`, as in PyTorch.
///
/// @param weight `[in, out / groups, depth, height, width]`
/// @param bias `[out]`, or nothing
/// @param volume that of the convolution which is transposed: its padding is cut off here
/// @param outputPadding how much is added at the end of each axis, below stride or dilation; 0
public record ConvTranspose3d(
    Parameter weight,
    Optional<Parameter> bias,
    Volume volume,
    int groups,
    List<Integer> outputPadding)
    implements Weighted {

  public ConvTranspose3d {
    outputPadding = List.copyOf(outputPadding);
  }

  public ConvTranspose3d(int in, int out, Volume volume) {
    this(in, out, volume, 1);
  }

  public ConvTranspose3d(int in, int out, Volume volume, int groups) {
    Filters.requireChannels("convTranspose3d", in, out, groups);
    var weight = Filters.weight(in, out / groups, volume.spans());
    this(weight, Filters.bias(weight, out), volume, groups, List.of(0, 0, 0));
  }

  public ConvTranspose3d outputPadding(int deep, int high, int wide) {
    return new ConvTranspose3d(weight, bias, volume, groups, List.of(deep, high, wide));
  }

  public ConvTranspose3d withoutBias() {
    return new ConvTranspose3d(weight, Optional.empty(), volume, groups, outputPadding);
  }

  @Override
  public ConvTranspose3d withWeight(Parameter weight) {
    return new ConvTranspose3d(weight, bias, volume, groups, outputPadding);
  }

  @Override
  public int outputAxis() {
    return 1;
  }

  @Override
  public Tensor forward(Tensor x, Tensor weight) {
    var y = x.convTranspose3d(weight, volume, outputPadding, groups);
    return Filters.biased(y, bias);
  }
}
