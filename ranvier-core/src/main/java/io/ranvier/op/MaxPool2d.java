package io.ranvier.op;

import io.ranvier.graph.Node;
import io.ranvier.graph.Value;
import io.ranvier.type.DType;
import io.ranvier.type.Shape;
import io.ranvier.type.TensorType;
import io.ranvier.type.Window;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The largest number under each position of a window, of `x: [n, c, h, w]`, giving two outputs of
/// `[n, c, h′, w′]`: the numbers, and (`i32`) where they stood: `row · w + column` in their plane.
/// Of several equal numbers the first counts, in row-major order; NaN counts as the largest.
/// Padding never wins: each position must see at least one element.
///
/// With the places fixed, pooling only picks numbers, so its gradient puts them back, and the
/// gradient of that picks again: the family is closed. Both expect each place under its window,
/// where pooling has found it.
public record MaxPool2d(Window window) implements Op {

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    var x = inputs.getFirst();
    requirePictures(name(), x, window);
    var y = x.withShape(window.output(x.shape(), x.dim(1)));
    return List.of(y, y.withDType(DType.I32));
  }

  @Override
  public List<@Nullable Value> vjp(Node y, List<@Nullable Value> dys) {
    var dy = dys.getFirst();
    if (dy == null) return Op.noGradient();
    var x = y.inputs().getFirst().shape();
    return Op.cotangents(Node.of(new Scatter(window, x), dy, y.output(1)));
  }

  static void requirePictures(String name, TensorType x, Window window) {
    Op.require(x.rank() == 4, "%s wants x: [n, c, h, w], got %s", name, x);
    Op.require(x.dtype() != DType.BOOL, "%s wants numbers, got %s", name, x);
    boolean sees = window.height().alwaysSees(x.dim(2)) && window.width().alwaysSees(x.dim(3));
    Op.require(sees, "%s of %s: window %s would see nothing but padding", name, x, window);
  }

  private static void requirePooled(String name, TensorType y, TensorType index, Shape expected) {
    Op.require(
        y.shape().equals(expected) && index.equals(new TensorType(DType.I32, expected)),
        "%s: got %s and index %s, not %s",
        name,
        y,
        index,
        expected);
  }

  /// `dx`, of the shape `input`, from `dy` and the places: zeros, to which each number of `dy` is
  /// added where its maximum stood.
  public record Scatter(Window window, Shape input) implements Op {
    @Override
    public List<TensorType> infer(List<TensorType> inputs) {
      var dy = inputs.get(0);
      requirePooled(name(), dy, inputs.get(1), window.output(input, input.dim(1)));
      return Op.one(dy.withShape(input));
    }

    @Override
    public List<@Nullable Value> vjp(Node y, List<@Nullable Value> dys) {
      var index = y.inputs().get(1);
      return Op.cotangents(Node.of(new Collect(window), Op.only(dys, y), index), null);
    }
  }

  /// `y` from `x: [n, c, h, w]` and the places `[n, c, h′, w′]`: the numbers that stand there.
  public record Collect(Window window) implements Op {
    @Override
    public List<TensorType> infer(List<TensorType> inputs) {
      var x = inputs.get(0);
      var index = inputs.get(1);
      requirePictures(name(), x, window);
      var expected = window.output(x.shape(), x.dim(1));
      requirePooled(name(), x.withShape(index.shape()), index, expected);
      return Op.one(x.withShape(expected));
    }

    @Override
    public List<@Nullable Value> vjp(Node y, List<@Nullable Value> dys) {
      var x = y.inputs().get(0).shape();
      var index = y.inputs().get(1);
      return Op.cotangents(Node.of(new Scatter(window, x), Op.only(dys, y), index), null);
    }
  }
}
