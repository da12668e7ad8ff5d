package io.ranvier.nn;

import static io.ranvier.nn.Initializer.uniform;

import io.ranvier.op.Ops;
import io.ranvier.tensor.Tensor;
import io.ranvier.type.Shape;
import io.ranvier.type.ShapeException;
import io.ranvier.type.Window;
import java.util.Optional;

/// A 2-D convolution whose positions share no weights: each has filters of its own (LeCun, 1989,
/// "Generalization and network design strategies"): `x: [n, in, h, w]` to `y: [n, out, h′, w′]`,
///
/// `y[n, o, p] = Σ x[n, c, what position p sees at tap t] · weight[p, c · t, o] + bias[o, p]`
///
/// Pictures have to have the size that it was made for. Both parameters start uniform in `±1/√(in ·
/// taps)`.
///
/// @param weight `[h′ · w′, in · taps, out]`: a matrix for each position
/// @param bias `[out, h′, w′]`, or nothing
public record LocallyConnected2d(Parameter weight, Optional<Parameter> bias, Window window)
    implements Layer {

  /// @param height of the pictures that it takes
  /// @param width of the pictures that it takes
  public LocallyConnected2d(int in, int out, int height, int width, Window window) {
    Filters.requireChannels("locallyConnected2d", in, out, 1);
    var y = window.output(Shape.of(1, in, height, width), out);
    int seen = in * window.taps();
    double bound = 1 / Math.sqrt(seen);
    this(
        new Parameter(Shape.of(y.dim(2) * y.dim(3), seen, out), uniform(-bound, bound)),
        Optional.of(new Parameter(Shape.of(out, y.dim(2), y.dim(3)), uniform(-bound, bound))),
        window);
  }

  public LocallyConnected2d withoutBias() {
    return new LocallyConnected2d(weight, Optional.empty(), window);
  }

  @Override
  public Tensor forward(Tensor x) {
    var shape = weight.type().shape();
    var y = window.output(x.shape(), shape.dim(2));
    int positions = y.dim(2) * y.dim(3);
    if (positions != shape.dim(0) || x.dim(1) * window.taps() != shape.dim(1)) {
      throw new ShapeException(
          "locallyConnected2d: %s has %d positions that see %d numbers each, but the weight is %s (at %s)"
              .formatted(x.type(), positions, x.dim(1) * window.taps(), weight.type(), weight));
    }
    var seen = x.unfold(window).transpose(2, 0, 1);
    var outputs = Tensor.of(Ops.matmul(seen.value(), weight.value().value()));
    var pictures = outputs.transpose(1, 2, 0).reshape(y.dims());
    return bias.isPresent() ? pictures.add(bias.get().value()) : pictures;
  }
}
