package io.ranvier.op;

import static io.ranvier.op.Ops.*;

import io.ranvier.graph.Node;
import io.ranvier.graph.Value;
import io.ranvier.type.DType;
import io.ranvier.type.TensorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Functions of two numbers of one type, each with its derivatives.
public sealed interface Arithmetic extends Elementwise {

  /// The cotangents of `a` and `b`, given `y = f(a, b)` and the cotangent `dy` of `y`.
  List<@Nullable Value> vjp(Value a, Value b, Value y, Value dy);

  @Override
  default DType infer(DType x, List<TensorType> inputs) {
    var a = inputs.get(0);
    var b = inputs.get(1);
    Op.require(a.dtype() == b.dtype(), "%s: types differ, %s and %s", name(), a, b);
    Op.require(a.dtype() != DType.BOOL, "%s wants numbers, got %s", name(), a);
    return x;
  }

  @Override
  default List<@Nullable Value> vjp(Node y, List<@Nullable Value> dy) {
    return vjp(y.inputs().get(0), y.inputs().get(1), y.output(0), Op.only(dy, y));
  }

  /// `y = a + b`
  record Add() implements Arithmetic {
    @Override
    public List<@Nullable Value> vjp(Value a, Value b, Value y, Value dy) {
      return Op.cotangents(dy, dy);
    }
  }

  /// `y = a − b`
  record Sub() implements Arithmetic {
    @Override
    public List<@Nullable Value> vjp(Value a, Value b, Value y, Value dy) {
      return Op.cotangents(dy, neg(dy));
    }
  }

  /// `y = a · b`
  record Mul() implements Arithmetic {
    @Override
    public List<@Nullable Value> vjp(Value a, Value b, Value y, Value dy) {
      return Op.cotangents(mul(dy, b), mul(dy, a));
    }
  }

  /// `y = a / b`. Integers divide towards zero, and by zero to zero.
  record Div() implements Arithmetic {
    @Override
    public List<@Nullable Value> vjp(Value a, Value b, Value y, Value dy) {
      var da = div(dy, b);
      return Op.cotangents(da, neg(mul(da, y)));
    }
  }

  /// `y = aᵇ`, with `0⁰ = 1`. The derivative to `b` is taken as 0 where `a ≤ 0`, where it is not
  /// defined or has that limit. Of integers, a negative exponent gives the reciprocal, rounded
  /// towards zero: 0 but for `a = ±1`.
  record Pow() implements Arithmetic {
    @Override
    public List<@Nullable Value> vjp(Value a, Value b, Value y, Value dy) {
      var zero = fill(0, a.type());
      var one = fill(1, a.type());
      // Where both are 0, the factor b is to win over the infinity of a⁻¹.
      var corner = logic(Logic.Connective.AND, equal(a, zero), equal(b, zero));
      var da = mul(b, pow(select(corner, one, a), sub(b, one)));
      var positive = greater(a, zero);
      var db = select(positive, mul(y, log(select(positive, a, one))), zero);
      return Op.cotangents(mul(dy, da), mul(dy, db));
    }
  }

  /// The larger of the two; NaN if one of them is. Equals share the gradient.
  record Maximum() implements Arithmetic {
    @Override
    public List<@Nullable Value> vjp(Value a, Value b, Value y, Value dy) {
      return shared(greater(a, b), equal(a, b), dy);
    }
  }

  /// The smaller of the two; NaN if one of them is. Equals share the gradient.
  record Minimum() implements Arithmetic {
    @Override
    public List<@Nullable Value> vjp(Value a, Value b, Value y, Value dy) {
      return shared(less(a, b), equal(a, b), dy);
    }
  }

  private static List<@Nullable Value> shared(Value first, Value tie, Value dy) {
    var zero = fill(0, dy.type());
    var half = mul(dy, 0.5);
    return Op.cotangents(
        select(tie, half, select(first, dy, zero)), select(tie, half, select(first, zero, dy)));
  }
}
