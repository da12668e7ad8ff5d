package io.ranvier.op;

import static io.ranvier.op.Ops.matmul;

import io.ranvier.graph.Node;
import io.ranvier.graph.Value;
import io.ranvier.type.TensorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `y = a · b` for each pair of matrices of `a: [batch…, m, k]` and `b: [batch…, k, n]`, giving `y:
/// [batch…, m, n]`. With `transposeA`, `a` is stored `[batch…, k, m]`; with `transposeB`, `b` is
/// stored `[batch…, n, k]`.
public record MatMul(boolean transposeA, boolean transposeB) implements Op {

  @Override
  public String name() {
    return "matmul";
  }

  @Override
  public List<TensorType> infer(List<TensorType> inputs) {
    var a = inputs.get(0);
    var b = inputs.get(1);
    int rank = a.rank();
    Op.require(
        rank >= 2 && b.rank() == rank, "matmul wants two matrices or batches, got %s and %s", a, b);
    Op.require(
        a.dtype() == b.dtype() && a.dtype().isFloating(),
        "matmul wants one floating-point type, got %s and %s",
        a,
        b);
    var shape = a.shape();
    for (int i = 0; i < rank - 2; i++) {
      Op.require(a.dim(i) == b.dim(i), "matmul: batches differ, %s and %s", a, b);
    }
    int k = a.dim(transposeA ? -2 : -1);
    Op.require(
        k == b.dim(transposeB ? -1 : -2),
        "matmul: inner extents differ, %s%s by %s%s",
        a,
        transposeA ? "ᵀ" : "",
        b,
        transposeB ? "ᵀ" : "");
    return Op.one(
        a.withShape(
            shape.with(-2, a.dim(transposeA ? -1 : -2)).with(-1, b.dim(transposeB ? -2 : -1))));
  }

  @Override
  public List<@Nullable Value> vjp(Node y, List<@Nullable Value> dys) {
    var a = y.inputs().get(0);
    var b = y.inputs().get(1);
    var dy = Op.only(dys, y);
    return Op.cotangents(
        transposeA ? matmul(b, dy, transposeB, true) : matmul(dy, b, false, !transposeB),
        transposeB ? matmul(dy, a, true, transposeA) : matmul(a, dy, !transposeA, false));
  }
}
