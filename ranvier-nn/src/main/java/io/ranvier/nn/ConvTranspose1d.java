package io.ranvier.nn;

import io.ranvier.tensor.Tensor;
import io.ranvier.type.Span;
import java.util.List;
import java.util.Optional;

/// A transposed 1-D convolution, the gradient of a convolution as a layer: `x: [n, in, l]` to `y:
/// [n, out, l′]`, larger by the stride (Zeiler et al., 2010, "Deconvolutional networks"), where
/// along each axis
///
/// `l′ = stride · (l − 1) + dilation · (taps − 1) + 1 − padding before and after + output padding`
///
/// Both parameters start uniform in `±1/√(out / groups · taps)`, as in PyTorch.
///
/// @param weight `[in, out / groups, taps]`
/// @param bias `[out]`, or nothing
/// @param span that of the convolution which is transposed: its padding is cut off here
/// @param outputPadding how much is added at the end of each axis, below stride or dilation; 0
public record ConvTranspose1d(
    Parameter weight, Optional<Parameter> bias, Span span, int groups, List<Integer> outputPadding)
    implements Weighted {

  public ConvTranspose1d {
    outputPadding = List.copyOf(outputPadding);
  }

  public ConvTranspose1d(int in, int out, Span span) {
    this(in, out, span, 1);
  }

  public ConvTranspose1d(int in, int out, Span span, int groups) {
    Filters.requireChannels("convTranspose1d", in, out, groups);
    var weight = Filters.weight(in, out / groups, List.of(span));
    this(weight, Filters.bias(weight, out), span, groups, List.of(0));
  }

  public ConvTranspose1d outputPadding(int padding) {
    return new ConvTranspose1d(weight, bias, span, groups, List.of(padding));
  }

  public ConvTranspose1d withoutBias() {
    return new ConvTranspose1d(weight, Optional.empty(), span, groups, outputPadding);
  }

  @Override
  public ConvTranspose1d withWeight(Parameter weight) {
    return new ConvTranspose1d(weight, bias, span, groups, outputPadding);
  }

  @Override
  public int outputAxis() {
    return 1;
  }

  @Override
  public Tensor forward(Tensor x, Tensor weight) {
    var y = x.convTranspose1d(weight, span, outputPadding, groups);
    return Filters.biased(y, bias);
  }
}
