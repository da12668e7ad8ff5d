package io.ranvier.op;

import static io.ranvier.op.Ops.*;

import io.ranvier.graph.Node;
import io.ranvier.graph.Value;
import io.ranvier.type.DType;
import io.ranvier.type.TensorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One number from all numbers along `axes`, which stay with extent one. Over nothing a sum is 0, a
/// product 1, a maximum −∞ (for integers the smallest number), a minimum +∞.
public sealed interface Reduction extends Op {

  List<Integer> axes();

  @Override
  default List<TensorType> infer(List<TensorType> inputs) {
    var x = inputs.getFirst();
    Op.require(x.dtype() != DType.BOOL, "%s wants numbers, got %s; cast the mask", name(), x);
    return Op.one(x.withShape(x.shape().reduced(axes())));
  }

  /// The sum over `axes`.
  record Sum(List<Integer> axes) implements Reduction {
    public Sum {
      axes = List.copyOf(axes);
    }

    @Override
    public List<@Nullable Value> vjp(Node y, List<@Nullable Value> dy) {
      return Op.cotangents(broadcast(Op.only(dy, y), y.inputs().getFirst().shape()));
    }
  }

  /// The largest number over `axes`; NaN if there is one. Ties share the gradient.
  record Max(List<Integer> axes) implements Reduction {
    public Max {
      axes = List.copyOf(axes);
    }

    @Override
    public List<@Nullable Value> vjp(Node y, List<@Nullable Value> dy) {
      return toWinners(y, Op.only(dy, y), axes);
    }
  }

  /// The smallest number over `axes`; NaN if there is one. Ties share the gradient.
  record Min(List<Integer> axes) implements Reduction {
    public Min {
      axes = List.copyOf(axes);
    }

    @Override
    public List<@Nullable Value> vjp(Node y, List<@Nullable Value> dy) {
      return toWinners(y, Op.only(dy, y), axes);
    }
  }

  /// The product along one axis. Its gradient multiplies the other factors, so that it is right
  /// where factors are zero.
  record Prod(int axis) implements Reduction {
    @Override
    public List<Integer> axes() {
      return List.of(axis);
    }

    @Override
    public List<@Nullable Value> vjp(Node y, List<@Nullable Value> dy) {
      var x = y.inputs().getFirst();
      return Op.cotangents(mul(broadcast(Op.only(dy, y), x.shape()), othersAlong(x, axis)));
    }

    /// For each element the product of all others along `axis`: the product of those before it and
    /// of those behind it, by doubling steps.
    private static Value othersAlong(Value x, int axis) {
      int n = x.shape().dim(axis);
      var before = shifted(x, axis, 1);
      var behind = shifted(x, axis, -1);
      for (int step = 1; step < n; step *= 2) {
        before = mul(before, shifted(before, axis, step));
        behind = mul(behind, shifted(behind, axis, -step));
      }
      return mul(before, behind);
    }

    /// `x` moved by `step` along `axis`, ones coming in.
    private static Value shifted(Value x, int axis, int step) {
      int n = x.shape().dim(axis);
      int kept = Math.max(n - Math.abs(step), 0);
      var part = slice(x, axis, step > 0 ? 0 : n - kept, kept);
      return pad(part, axis, step > 0 ? n - kept : 0, step > 0 ? 0 : n - kept, 1);
    }
  }

  private static List<@Nullable Value> toWinners(Node y, Value dy, List<Integer> axes) {
    var x = y.inputs().getFirst();
    var winners = cast(equal(x, broadcast(y.output(0), x.shape())), x.type().dtype());
    return Op.cotangents(mul(winners, broadcast(div(dy, sum(winners, axes)), x.shape())));
  }
}
