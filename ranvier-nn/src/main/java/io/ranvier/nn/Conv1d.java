package io.ranvier.nn;

import io.ranvier.tensor.Tensor;
import io.ranvier.type.PaddingMode;
import io.ranvier.type.Shape;
import io.ranvier.type.Span;
import java.util.List;
import java.util.Optional;

/// A 1-D convolution: `x: [n, in, l]` to `y: [n, out, l′]`, with `y = x ⋆ weight + bias`.
///
/// With groups, run `g` of the output channels sees run `g` of the input channels alone. Both
/// parameters start uniform in `±1/√(in / groups · taps)`, as in PyTorch.
///
/// @param weight `[out, in / groups, taps]`
/// @param bias `[out]`, or nothing
/// @param mode what stands in the padding of the window
public record Conv1d(
    Parameter weight, Optional<Parameter> bias, Span span, int groups, PaddingMode mode)
    implements Weighted {

  public Conv1d(int in, int out, Span span) {
    this(in, out, span, 1);
  }

  public Conv1d(int in, int out, Span span, int groups) {
    Filters.requireChannels("conv1d", in, out, groups);
    var weight = Filters.weight(out, in / groups, List.of(span));
    this(weight, Filters.bias(weight, out), span, groups, PaddingMode.ZEROS);
  }

  public Conv1d withoutBias() {
    return new Conv1d(weight, Optional.empty(), span, groups, mode);
  }

  /// With something else than zeros in the padding.
  public Conv1d padded(PaddingMode mode) {
    return new Conv1d(weight, bias, span, groups, mode);
  }

  /// With a weight that starts otherwise.
  public Conv1d withWeight(Initializer initializer) {
    return new Conv1d(new Parameter(weight.type(), initializer), bias, span, groups, mode);
  }

  /// With a bias that starts otherwise.
  public Conv1d withBias(Initializer initializer) {
    var shape = Shape.of(weight.type().dim(0));
    return new Conv1d(weight, Optional.of(new Parameter(shape, initializer)), span, groups, mode);
  }

  @Override
  public Conv1d withWeight(Parameter weight) {
    return new Conv1d(weight, bias, span, groups, mode);
  }

  @Override
  public Tensor forward(Tensor x, Tensor weight) {
    boolean isPlain = Filters.isPlain(mode, List.of(span));
    var seen = isPlain ? x : x.pad(mode, List.of(span));
    var y = seen.conv1d(weight, isPlain ? span : span.padding(0), groups);
    return Filters.biased(y, bias);
  }
}
