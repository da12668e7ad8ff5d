package io.ranvier.op;

import io.ranvier.graph.Node;
import io.ranvier.graph.Value;
import io.ranvier.type.Shape;
import io.ranvier.type.TensorType;
import io.ranvier.type.Window;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The mean under each position of a window, of `x: [n, c, h, w]`, giving `[n, c, h′, w′]`. Padding
/// counts as zeros (`countPadding`, the usual choice) or not at all. Linear, so its gradient and
/// itself are each other's.
public record AvgPool2d(Window window, boolean countPadding) implements Op {

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    var x = inputs.getFirst();
    MaxPool2d.requirePictures(name(), x, window);
    Op.require(x.dtype().isFloating(), "%s wants floating point, got %s", name(), x);
    return Op.one(x.withShape(window.output(x.shape(), x.dim(1))));
  }

  @Override
  public List<@Nullable Value> vjp(Node y, List<@Nullable Value> dys) {
    var x = y.inputs().getFirst().shape();
    return Op.cotangents(Node.of(new InputGrad(this, x), Op.only(dys, y)));
  }

  /// `dx`, of the shape `input`, from `dy`.
  public record InputGrad(AvgPool2d forward, Shape input) implements Op {
    @Override
    public List<TensorType> infer(List<TensorType> inputs) {
      var dy = inputs.getFirst();
      var expected = forward.window.output(input, input.dim(1));
      Op.require(dy.shape().equals(expected), "%s: dy is %s, not %s", name(), dy, expected);
      return Op.one(dy.withShape(input));
    }

    @Override
    public List<@Nullable Value> vjp(Node y, List<@Nullable Value> dys) {
      return Op.cotangents(Node.of(forward, Op.only(dys, y)));
    }
  }
}
