package io.ranvier.plan;

import io.ranvier.graph.Value;
import io.ranvier.op.MatMul;
import io.ranvier.op.Ops;
import io.ranvier.type.Shape;
import java.util.Optional;

/// `a · b → a ∘ b`, stretched to each other, where the inner extent is one: there is nothing to
/// sum.
///
/// The gradient of a dense layer's weights for a single example is such a product. As an
/// elementwise operation it joins the pass that updates the weights, and is never written.
record StretchOuterProduct() implements Rule {
  @Override
  public Optional<Value> apply(Value y) {
    if (!(y.op() instanceof MatMul(var transposeA, var transposeB))) return Optional.empty();
    var a = y.input(0);
    var b = y.input(1);
    if (a.shape().dim(transposeA ? -2 : -1) != 1) return Optional.empty();
    var column = transposeA ? swapped(a) : a;
    var row = transposeB ? swapped(b) : b;
    return Optional.of(Ops.mul(column, row));
  }

  /// The matrices of `x` transposed, which are single rows or columns.
  private static Value swapped(Value x) {
    Shape shape = x.shape();
    return Ops.reshape(x, shape.with(-1, shape.dim(-2)).with(-2, shape.dim(-1)));
  }
}
