package io.ranvier.nn;

import io.ranvier.tensor.Tensor;
import io.ranvier.type.Window;
import java.util.List;
import java.util.Optional;

/// A transposed 2-D convolution, the gradient of a convolution as a layer: `x: [n, in, h, w]` to
/// `y: [n, out, h′, w′]`, larger by the stride (Zeiler et al., 2010, "Deconvolutional networks"),
/// where along each axis
///
/// `l′ = stride · (l − 1) + dilation · (taps − 1) + 1 − padding before and after + output padding`
///
/// Both parameters start uniform in `±1/√(out / groups · taps)`, as in PyTorch.
///
/// @param weight `[in, out / groups, height, width]`
/// @param bias `[out]`, or nothing
/// @param window that of the convolution which is transposed: its padding is cut off here
/// @param outputPadding how much is added at the end of each axis, below stride or dilation; 0
public record ConvTranspose2d(
    Parameter weight,
    Optional<Parameter> bias,
    Window window,
    int groups,
    List<Integer> outputPadding)
    implements Weighted {

  public ConvTranspose2d {
    outputPadding = List.copyOf(outputPadding);
  }

  public ConvTranspose2d(int in, int out, Window window) {
    this(in, out, window, 1);
  }

  public ConvTranspose2d(int in, int out, Window window, int groups) {
    Filters.requireChannels("convTranspose2d", in, out, groups);
    var weight = Filters.weight(in, out / groups, window.spans());
    this(weight, Filters.bias(weight, out), window, groups, List.of(0, 0));
  }

  public ConvTranspose2d outputPadding(int high, int wide) {
    return new ConvTranspose2d(weight, bias, window, groups, List.of(high, wide));
  }

  public ConvTranspose2d withoutBias() {
    return new ConvTranspose2d(weight, Optional.empty(), window, groups, outputPadding);
  }

  /// With a weight that starts otherwise.
  public ConvTranspose2d withWeight(Initializer initializer) {
    var fresh = new Parameter(weight.type(), initializer);
    return new ConvTranspose2d(fresh, bias, window, groups, outputPadding);
  }

  @Override
  public ConvTranspose2d withWeight(Parameter weight) {
    return new ConvTranspose2d(weight, bias, window, groups, outputPadding);
  }

  @Override
  public int outputAxis() {
    return 1;
  }

  @Override
  public Tensor forward(Tensor x, Tensor weight) {
    var y = x.convTranspose2d(weight, window, outputPadding, groups);
    return Filters.biased(y, bias);
  }
}
