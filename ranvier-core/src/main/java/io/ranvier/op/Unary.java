package io.ranvier.op;

import static io.ranvier.op.Ops.*;

import io.ranvier.graph.Node;
import io.ranvier.graph.Value;
import io.ranvier.type.DType;
import io.ranvier.type.TensorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Functions of one number, each with its derivative. `abs`, `neg`, `sign` and `relu` take integers
/// too; the others want floating point.
public sealed interface Unary extends Elementwise {

  /// The cotangent of `x`, given `y = f(x)` and the cotangent `dy` of `y`; null where the
  /// derivative is zero almost everywhere.
  @Nullable Value vjp(Value x, Value y, Value dy);

  /// Whether integers are allowed.
  default boolean takesIntegers() {
    return false;
  }

  @Override
  default DType infer(DType x, List<TensorType> inputs) {
    Op.require(
        x.isFloating() || takesIntegers() && x.isInteger(),
        "%s wants floating point, got %s",
        name(),
        inputs.getFirst());
    return x;
  }

  @Override
  default List<@Nullable Value> vjp(Node y, List<@Nullable Value> dy) {
    return Op.cotangents(vjp(y.inputs().getFirst(), y.output(0), Op.only(dy, y)));
  }

  /// `y = −x`
  record Neg() implements Unary {
    @Override
    public boolean takesIntegers() {
      return true;
    }

    @Override
    public Value vjp(Value x, Value y, Value dy) {
      return neg(dy);
    }
  }

  /// `y = |x|`, with derivative 0 at 0.
  record Abs() implements Unary {
    @Override
    public boolean takesIntegers() {
      return true;
    }

    @Override
    public Value vjp(Value x, Value y, Value dy) {
      return mul(dy, sign(x));
    }
  }

  /// `y = −1, 0 or 1`, as `x` is negative, zero or positive.
  record Sign() implements Unary {
    @Override
    public boolean takesIntegers() {
      return true;
    }

    @Override
    public @Nullable Value vjp(Value x, Value y, Value dy) {
      return null;
    }
  }

  /// `y = eˣ`
  record Exp() implements Unary {
    @Override
    public Value vjp(Value x, Value y, Value dy) {
      return mul(dy, y);
    }
  }

  /// `y = eˣ − 1`, accurate near 0.
  record Expm1() implements Unary {
    @Override
    public Value vjp(Value x, Value y, Value dy) {
      return mul(dy, add(y, 1));
    }
  }

  /// `y = ln x`
  record Log() implements Unary {
    @Override
    public Value vjp(Value x, Value y, Value dy) {
      return div(dy, x);
    }
  }

  /// `y = ln(1 + x)`, accurate near 0.
  record Log1p() implements Unary {
    @Override
    public Value vjp(Value x, Value y, Value dy) {
      return div(dy, add(x, 1));
    }
  }

  /// `y = √x`
  record Sqrt() implements Unary {
    @Override
    public Value vjp(Value x, Value y, Value dy) {
      return div(mul(dy, 0.5), y);
    }
  }

  /// `y = 1 / √x`
  record Rsqrt() implements Unary {
    @Override
    public Value vjp(Value x, Value y, Value dy) {
      return mul(mul(dy, -0.5), mul(y, mul(y, y)));
    }
  }

  /// `y = 1 / x`
  record Reciprocal() implements Unary {
    @Override
    public Value vjp(Value x, Value y, Value dy) {
      return neg(mul(dy, mul(y, y)));
    }
  }

  /// `y = sin x`
  record Sin() implements Unary {
    @Override
    public Value vjp(Value x, Value y, Value dy) {
      return mul(dy, cos(x));
    }
  }

  /// `y = cos x`
  record Cos() implements Unary {
    @Override
    public Value vjp(Value x, Value y, Value dy) {
      return neg(mul(dy, sin(x)));
    }
  }

  /// `y = arctan x`
  record Atan() implements Unary {
    @Override
    public Value vjp(Value x, Value y, Value dy) {
      return div(dy, add(mul(x, x), 1));
    }
  }

  /// `y = tanh x`
  record Tanh() implements Unary {
    @Override
    public Value vjp(Value x, Value y, Value dy) {
      return mul(dy, sub(fill(1, y.type()), mul(y, y)));
    }
  }

  /// `y = 1 / (1 + e⁻ˣ)`
  record Sigmoid() implements Unary {
    @Override
    public Value vjp(Value x, Value y, Value dy) {
      return mul(dy, mul(y, sub(fill(1, y.type()), y)));
    }
  }

  /// `y = erf x = 2/√π ∫₀ˣ e^(−t²) dt`
  record Erf() implements Unary {
    @Override
    public Value vjp(Value x, Value y, Value dy) {
      return mul(dy, mul(exp(neg(mul(x, x))), 2 / Math.sqrt(Math.PI)));
    }
  }

  /// `y = max(x, 0)`; the derivative at 0 is 0. Needs only `y` for its gradient, so that `x` can be
  /// overwritten.
  record Relu() implements Unary {
    @Override
    public boolean takesIntegers() {
      return true;
    }

    @Override
    public Value vjp(Value x, Value y, Value dy) {
      return select(greater(y, fill(0, y.type())), dy, fill(0, y.type()));
    }
  }

  /// The largest integer that is not above `x`.
  record Floor() implements Unary {
    @Override
    public @Nullable Value vjp(Value x, Value y, Value dy) {
      return null;
    }
  }

  /// The smallest integer that is not below `x`.
  record Ceil() implements Unary {
    @Override
    public @Nullable Value vjp(Value x, Value y, Value dy) {
      return null;
    }
  }

  /// The nearest integer; halves go to the even one.
  record Round() implements Unary {
    @Override
    public @Nullable Value vjp(Value x, Value y, Value dy) {
      return null;
    }
  }
}
