package io.ranvier.nn.block;

import static io.ranvier.type.Window.window;

import io.ranvier.nn.Conv2d;
import io.ranvier.nn.Layer;
import io.ranvier.tensor.Tensor;
import io.ranvier.type.Window;
import java.util.Optional;

/// A residual block that is wide inside and narrow at its ends: a 1 × 1 convolution to more
/// channels, a depthwise one, and a 1 × 1 convolution back to few, without activation (Sandler et
/// al., 2018, "MobileNetV2"). `x: [n, in, h, w]` to `[n, out, h′, w′]`; the input is added where
/// the stride is 1 and as many channels come out.
///
/// With [#squeezing] and hard swish it is the block of MobileNetV3 (Howard et al., 2019).
///
/// @param expand nothing where the inside is not wider than the input
/// @param squeeze weighs the channels behind the depthwise convolution, or nothing
public record InvertedResidual(
    Optional<ConvNorm> expand,
    ConvNorm depthwise,
    Optional<SqueezeExcitation> squeeze,
    ConvNorm project)
    implements Layer {

  /// With ReLU6, as in MobileNetV2.
  ///
  /// @param expanded channels inside; the paper has six times `in`
  /// @param window of the depthwise convolution
  public InvertedResidual(int in, int out, int expanded, Window window) {
    Layer relu6 = Tensor::relu6;
    Optional<ConvNorm> expand =
        expanded == in
            ? Optional.empty()
            : Optional.of(new ConvNorm(in, expanded, window(1)).activation(relu6));
    this(
        expand,
        new ConvNorm(Conv2d.depthwise(expanded, window)).activation(relu6),
        Optional.empty(),
        new ConvNorm(expanded, out, window(1)).activation(Tensor::identity));
  }

  /// With another activation behind the first two convolutions.
  public InvertedResidual activation(Layer activation) {
    return new InvertedResidual(
        expand.map(conv -> conv.activation(activation)),
        depthwise.activation(activation),
        squeeze,
        project);
  }

  /// With another epsilon of the normalisations.
  public InvertedResidual epsilon(double epsilon) {
    return new InvertedResidual(
        expand.map(conv -> conv.epsilon(epsilon)),
        depthwise.epsilon(epsilon),
        squeeze,
        project.epsilon(epsilon));
  }

  /// With a squeeze-and-excitation behind the depthwise convolution, gated by the hard sigmoid, as
  /// in MobileNetV3.
  ///
  /// @param squeezed how many units it has
  public InvertedResidual squeezing(int squeezed) {
    int expanded = project.conv().weight().type().dim(1);
    var se = new SqueezeExcitation(expanded, squeezed).gate(Tensor::hardSigmoid);
    return new InvertedResidual(expand, depthwise, Optional.of(se), project);
  }

  @Override
  public Tensor forward(Tensor x) {
    var y = expand.isPresent() ? expand.get().forward(x) : x;
    y = depthwise.forward(y);
    if (squeeze.isPresent()) y = squeeze.get().forward(y);
    y = project.forward(y);
    return keepsShape(x) ? y.add(x) : y;
  }

  private boolean keepsShape(Tensor x) {
    var window = depthwise.conv().window();
    return window.height().stride() == 1
        && window.width().stride() == 1
        && x.dim(1) == project.conv().weight().type().dim(0);
  }
}
