package io.ranvier.op;

import static io.ranvier.op.Ops.conv2d;
import static io.ranvier.op.Ops.conv2dInputGrad;
import static io.ranvier.op.Ops.conv2dKernelGrad;

import io.ranvier.graph.Node;
import io.ranvier.graph.Value;
import io.ranvier.type.Shape;
import io.ranvier.type.TensorType;
import io.ranvier.type.Window;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The 2-D cross-correlation of `x: [n, c, h, w]` with `k: [o, c / groups, i, j]`, giving `y: [n,
/// o, h′, w′]`:
///
/// `y[n,o,p,q] = Σ x[n, c, stride·p + dilation·i − padding, stride·q + dilation·j − padding] ·
/// k[o,c,i,j]`
///
/// With groups, the channels of `x` and `y` are cut into as many equal runs, and run `g` of `y`
/// sees run `g` of `x` alone. The operation is linear in each argument. Each of the three tensors
/// of the form `⟨dy, x ⋆ k⟩` is computed from the other two, so this file holds three operations,
/// and they are closed under differentiation.
public record Conv2d(Window window, int groups) implements Op {

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    var x = inputs.get(0);
    var k = inputs.get(1);
    requirePictures("conv2d", x, k);
    check(x.shape(), k.shape());
    return Op.one(x.withShape(window.output(x.shape(), k.dim(0))));
  }

  private void check(Shape x, Shape k) {
    Op.require(
        k.dim(2) == window.height().size() && k.dim(3) == window.width().size(),
        "conv2d: window %s, but the kernel is %s",
        window,
        k);
    Op.require(
        groups >= 1 && x.dim(1) % groups == 0 && k.dim(0) % groups == 0,
        "conv2d: %d groups do not divide %d channels in and %d out",
        groups,
        x.dim(1),
        k.dim(0));
    Op.require(
        x.dim(1) == k.dim(1) * groups,
        "conv2d: %d channels in, but the kernel takes %d",
        x.dim(1),
        k.dim(1) * groups);
  }

  @Override
  public List<@Nullable Value> vjp(Node y, List<@Nullable Value> dys) {
    var x = y.inputs().get(0);
    var k = y.inputs().get(1);
    var dy = Op.only(dys, y);
    return Op.cotangents(
        conv2dInputGrad(dy, k, this, x.shape()), conv2dKernelGrad(dy, x, this, k.shape()));
  }

  private static void requirePictures(String name, TensorType a, TensorType b) {
    Op.require(
        a.rank() == 4 && b.rank() == 4, "%s wants tensors of rank 4, got %s and %s", name, a, b);
    Op.require(
        a.dtype() == b.dtype() && a.dtype().isFloating(),
        "%s wants one floating-point type, got %s and %s",
        name,
        a,
        b);
  }

  /// `dx: [n, c, h, w]`, the shape `input`, from `dy` and `k`.
  public record InputGrad(Conv2d forward, Shape input) implements Op {
    @Override
    public List<TensorType> infer(List<TensorType> inputs) {
      var dy = inputs.get(0);
      var k = inputs.get(1);
      requirePictures(name(), dy, k);
      forward.check(input, k.shape());
      var expected = forward.window.output(input, k.dim(0));
      Op.require(dy.shape().equals(expected), "%s: dy is %s, not %s", name(), dy, expected);
      return Op.one(dy.withShape(input));
    }

    @Override
    public List<@Nullable Value> vjp(Node y, List<@Nullable Value> dys) {
      var dy = y.inputs().get(0);
      var k = y.inputs().get(1);
      var ddx = Op.only(dys, y);
      return Op.cotangents(conv2d(ddx, k, forward), conv2dKernelGrad(dy, ddx, forward, k.shape()));
    }
  }

  /// `dk: [o, c / groups, i, j]`, the shape `kernel`, from `dy` and `x`.
  public record KernelGrad(Conv2d forward, Shape kernel) implements Op {
    @Override
    public List<TensorType> infer(List<TensorType> inputs) {
      var dy = inputs.get(0);
      var x = inputs.get(1);
      requirePictures(name(), dy, x);
      forward.check(x.shape(), kernel);
      var expected = forward.window.output(x.shape(), kernel.dim(0));
      Op.require(dy.shape().equals(expected), "%s: dy is %s, not %s", name(), dy, expected);
      return Op.one(dy.withShape(kernel));
    }

    @Override
    public List<@Nullable Value> vjp(Node y, List<@Nullable Value> dys) {
      var dy = y.inputs().get(0);
      var x = y.inputs().get(1);
      var ddk = Op.only(dys, y);
      return Op.cotangents(conv2d(x, ddk, forward), conv2dInputGrad(dy, ddk, forward, x.shape()));
    }
  }
}
