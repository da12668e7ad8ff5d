package io.ranvier.plan;

import io.ranvier.graph.Node;
import io.ranvier.graph.Value;
import io.ranvier.op.Arithmetic;
import io.ranvier.op.Broadcast;
import io.ranvier.op.Cast;
import io.ranvier.op.Detach;
import io.ranvier.op.Fill;
import io.ranvier.op.MatMul;
import io.ranvier.op.Ops;
import io.ranvier.op.Reduction;
import io.ranvier.op.Reshape;
import io.ranvier.op.Slice;
import io.ranvier.op.Transpose;
import io.ranvier.op.Unary;
import io.ranvier.type.DType;
import java.util.List;
import java.util.Optional;

/// The rewrites, in the order in which they are tried. Each leaves every bit of the result as it
/// was (but for the signs of zeros and NaNs). What is not among them is the one rewrite that does
/// not: the moments of a concatenation, which [Rewrite] takes part by part.
final class Rules {
  static final List<Rule> ALL =
      List.of(
          new DropDetach(),
          new FoldMovedConstant(),
          new FoldConstants(),
          new DropNeutralFactor(),
          new DropDoubleNegation(),
          new JoinReshapes(),
          new JoinTransposes(),
          new JoinBroadcasts(),
          new TransposeFactors(),
          new MultiplyUntransposed(),
          new StretchOuterProduct(),
          new DropTrivialReduction());

  private Rules() {}

  private static Optional<Value> constant(double value, Value y) {
    return Optional.of(Ops.fill(value, y.type()));
  }

  /// `detach(x) → x`: gradients are part of the graph by now.
  record DropDetach() implements Rule {
    @Override
    public Optional<Value> apply(Value y) {
      return y.op() instanceof Detach ? Optional.of(y.input(0)) : Optional.empty();
    }
  }

  /// A constant stays one however it is moved.
  record FoldMovedConstant() implements Rule {
    @Override
    public Optional<Value> apply(Value y) {
      boolean moves =
          y.op() instanceof Reshape
              || y.op() instanceof Transpose
              || y.op() instanceof Broadcast
              || y.op() instanceof Slice;
      return moves && y.input(0).op() instanceof Fill(var value, _)
          ? constant(value, y)
          : Optional.empty();
    }
  }

  /// Products, negatives and floating-point casts of constants, rounded as the kernels would.
  record FoldConstants() implements Rule {
    @Override
    public Optional<Value> apply(Value y) {
      var dtype = y.type().dtype();
      if (dtype != DType.F32 && dtype != DType.F64) return Optional.empty();
      if (y.node().inputs().isEmpty() || !(y.input(0).op() instanceof Fill(var a, _))) {
        return Optional.empty();
      }
      if (y.op() instanceof Unary.Neg) return constant(-a, y);
      if (y.op() instanceof Cast && y.input(0).type().dtype().isFloating()) {
        return constant(rounded(a, y.input(0).type().dtype()), y);
      }
      if (y.op() instanceof Arithmetic.Mul && y.input(1).op() instanceof Fill(var b, _)) {
        return constant(rounded(rounded(a, dtype) * rounded(b, dtype), dtype), y);
      }
      return Optional.empty();
    }

    private static double rounded(double x, DType dtype) {
      return dtype == DType.F32 ? (float) x : x;
    }
  }

  /// `x · 1 → x`, `1 · x → x`, `x / 1 → x`
  record DropNeutralFactor() implements Rule {
    @Override
    public Optional<Value> apply(Value y) {
      return switch (y.op()) {
        case Arithmetic.Mul _ when isOne(y.input(1)) -> Optional.of(y.input(0));
        case Arithmetic.Mul _ when isOne(y.input(0)) -> Optional.of(y.input(1));
        case Arithmetic.Div _ when isOne(y.input(1)) -> Optional.of(y.input(0));
        default -> Optional.empty();
      };
    }

    private static boolean isOne(Value x) {
      return x.op() instanceof Fill(var value, _) && value == 1;
    }
  }

  /// `−(−x) → x`
  record DropDoubleNegation() implements Rule {
    @Override
    public Optional<Value> apply(Value y) {
      return y.op() instanceof Unary.Neg && y.input(0).op() instanceof Unary.Neg
          ? Optional.of(y.input(0).input(0))
          : Optional.empty();
    }
  }

  /// `reshape(reshape(x)) → reshape(x)`
  record JoinReshapes() implements Rule {
    @Override
    public Optional<Value> apply(Value y) {
      return y.op() instanceof Reshape && y.input(0).op() instanceof Reshape
          ? Optional.of(Ops.reshape(y.input(0).input(0), y.shape()))
          : Optional.empty();
    }
  }

  /// `transpose(transpose(x)) → transpose(x)`
  record JoinTransposes() implements Rule {
    @Override
    public Optional<Value> apply(Value y) {
      if (!(y.op() instanceof Transpose(var outer))) return Optional.empty();
      if (!(y.input(0).op() instanceof Transpose(var inner))) return Optional.empty();
      return Optional.of(
          Ops.transpose(y.input(0).input(0), outer.stream().map(inner::get).toList()));
    }
  }

  /// `broadcast(broadcast(x)) → broadcast(x)`
  record JoinBroadcasts() implements Rule {
    @Override
    public Optional<Value> apply(Value y) {
      return y.op() instanceof Broadcast && y.input(0).op() instanceof Broadcast
          ? Optional.of(Ops.broadcast(y.input(0).input(0), y.shape()))
          : Optional.empty();
    }
  }

  /// `matmul(aᵀ, b) → matmul(a, b)` with `a` stored transposed, and likewise for `b`.
  record MultiplyUntransposed() implements Rule {
    @Override
    public Optional<Value> apply(Value y) {
      if (!(y.op() instanceof MatMul(var transposeA, var transposeB))) return Optional.empty();
      var a = y.input(0);
      var b = y.input(1);
      if (swapsMatrices(a)) {
        return Optional.of(Node.of(new MatMul(!transposeA, transposeB), a.input(0), b));
      }
      return swapsMatrices(b)
          ? Optional.of(Node.of(new MatMul(transposeA, !transposeB), a, b.input(0)))
          : Optional.empty();
    }

    private static boolean swapsMatrices(Value x) {
      if (!(x.op() instanceof Transpose(var axes)) || axes.size() < 2) return false;
      int last = axes.size() - 1;
      for (int i = 0; i < last - 1; i++) if (axes.get(i) != i) return false;
      return axes.get(last) == last - 1;
    }
  }

  /// `matmul(a, b)ᵀ → matmul(bᵀ, aᵀ)`, as the gradients of transposed weights want it: the same
  /// sums in the same order, written where they are wanted.
  record TransposeFactors() implements Rule {
    @Override
    public Optional<Value> apply(Value y) {
      if (!MultiplyUntransposed.swapsMatrices(y)) return Optional.empty();
      var product = y.input(0);
      return product.op() instanceof MatMul(var transposeA, var transposeB)
          ? Optional.of(
              Node.of(new MatMul(!transposeB, !transposeA), product.input(1), product.input(0)))
          : Optional.empty();
    }
  }

  /// A reduction over axes of extent one alone is what it reduces.
  record DropTrivialReduction() implements Rule {
    @Override
    public Optional<Value> apply(Value y) {
      return y.op() instanceof Reduction r
              && r.axes().stream().allMatch(axis -> y.input(0).shape().dim(axis) == 1)
          ? Optional.of(y.input(0))
          : Optional.empty();
    }
  }
}
