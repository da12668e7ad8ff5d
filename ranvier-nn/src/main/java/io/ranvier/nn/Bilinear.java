package io.ranvier.nn;

import static io.ranvier.nn.Initializer.uniform;

import io.ranvier.tensor.Tensor;
import io.ranvier.type.Shape;
import io.ranvier.type.ShapeException;
import java.util.Optional;

/// A form that is linear in each of two inputs: `a: [n…, in1]` and `b: [n…, in2]` to `y: [n…,
/// out]`,
///
/// `y[o] = Σ a[i] · weight[o, i, j] · b[j] + bias[o]`
///
/// Both parameters start uniform in `±1/√in1`, as in PyTorch.
///
/// @param weight `[out, in1, in2]`
/// @param bias `[out]`, or nothing
public record Bilinear(Parameter weight, Optional<Parameter> bias) implements Layer {

  public Bilinear(int in1, int in2, int out) {
    if (in1 < 1 || in2 < 1 || out < 1) {
      throw new IllegalArgumentException(
          "bilinear: %d and %d features to %d; all start at 1".formatted(in1, in2, out));
    }
    double bound = 1 / Math.sqrt(in1);
    this(
        new Parameter(Shape.of(out, in1, in2), uniform(-bound, bound)),
        Optional.of(new Parameter(Shape.of(out), uniform(-bound, bound))));
  }

  public Bilinear withoutBias() {
    return new Bilinear(weight, Optional.empty());
  }

  public Tensor forward(Tensor a, Tensor b) {
    var shape = weight.type().shape();
    int last = a.shape().rank() - 1;
    boolean fits =
        last >= 0
            && a.dim(-1) == shape.dim(1)
            && b.shape().equals(a.shape().with(last, shape.dim(2)));
    if (!fits) {
      throw new ShapeException(
          "bilinear wants a: [n…, %d] and b: [n…, %d], got %s and %s (at %s)"
              .formatted(shape.dim(1), shape.dim(2), a.type(), b.type(), weight));
    }
    // As one product with all matrices side by side, then a dot product for each of them.
    var sideBySide = weight.value().transpose(1, 0, 2).reshape(shape.dim(1), -1);
    var rows =
        a.reshape(-1, shape.dim(1)).matmul(sideBySide).reshape(-1, shape.dim(0), shape.dim(2));
    var y = rows.mul(b.reshape(-1, 1, shape.dim(2))).sum(2);
    if (bias.isPresent()) y = y.add(bias.get().value());
    return y.reshape(a.shape().with(last, shape.dim(0)).dims());
  }

  /// @param both `[n…, in1 + in2]`: `a` and `b`, one behind the other along the last axis
  @Override
  public Tensor forward(Tensor both) {
    int in1 = weight.type().dim(1);
    return forward(both.slice(-1, 0, in1), both.slice(-1, in1, Math.max(both.dim(-1) - in1, 0)));
  }
}
