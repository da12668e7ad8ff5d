package io.ranvier.nn;

import static io.ranvier.nn.Initializer.constant;

import io.ranvier.tensor.Tensor;
import io.ranvier.type.Shape;
import io.ranvier.type.ShapeException;
import java.util.Arrays;

/// The rectifier that learns its slope: `x` above 0, else `weight · x`, of `x: [n, c, …]` (He et
/// al., 2015, "Delving deep into rectifiers").
///
/// @param weight `[c]`, one slope for each channel, or `[1]` for all; from 0.25
public record PRelu(Parameter weight) implements Layer {

  /// With one slope for all channels.
  public PRelu() {
    this(1);
  }

  public PRelu(int channels) {
    if (channels < 1) {
      throw new IllegalArgumentException("pRelu: %d channels; they start at 1".formatted(channels));
    }
    this(new Parameter(Shape.of(channels), constant(0.25)));
  }

  /// With slopes that start elsewhere.
  public PRelu withWeight(Initializer initializer) {
    return new PRelu(new Parameter(weight.type(), initializer));
  }

  @Override
  public Tensor forward(Tensor x) {
    int channels = weight.type().dim(0);
    if (channels == 1) return x.prelu(weight.value());
    if (x.shape().rank() < 2 || x.dim(1) != channels) {
      throw new ShapeException(
          "pRelu wants x: [n, %d, …], got %s (at %s)".formatted(channels, x.type(), weight));
    }
    var dims = new int[x.shape().rank()];
    Arrays.fill(dims, 1);
    dims[1] = channels;
    return x.prelu(weight.value().reshape(dims));
  }
}
