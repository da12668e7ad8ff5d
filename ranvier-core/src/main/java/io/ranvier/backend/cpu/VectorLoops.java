package io.ranvier.backend.cpu;

import io.ranvier.op.Arithmetic;
import io.ranvier.op.Compare;
import io.ranvier.op.Logic;
import io.ranvier.op.Reduction;
import io.ranvier.op.Unary;
import io.ranvier.type.DType;

/// The table of vector loops.
final class VectorLoops implements Loops {

  @Override
  public int lanes() {
    return Lanes.COUNT;
  }

  @Override
  public Loop.One unary(Unary op) {
    return switch (op) {
      case Unary.Neg _ -> VectorUnary::neg;
      case Unary.Abs _ -> VectorUnary::abs;
      case Unary.Sign _ -> VectorUnary::sign;
      case Unary.Exp _ -> VectorExponential::exp;
      case Unary.Expm1 _ -> VectorExponential::expm1;
      case Unary.Log _ -> VectorLogarithm::log;
      case Unary.Log1p _ -> VectorLogarithm::log1p;
      case Unary.Sqrt _ -> VectorUnary::sqrt;
      case Unary.Rsqrt _ -> VectorUnary::rsqrt;
      case Unary.Reciprocal _ -> VectorUnary::reciprocal;
      case Unary.Sin _ -> VectorTrigonometry::sin;
      case Unary.Cos _ -> VectorTrigonometry::cos;
      case Unary.Atan _ -> VectorTrigonometry::atan;
      case Unary.Tanh _ -> VectorExponential::tanh;
      case Unary.Sigmoid _ -> VectorExponential::sigmoid;
      case Unary.Erf _ -> VectorExponential::erf;
      case Unary.Relu _ -> VectorUnary::relu;
      case Unary.Floor _ -> VectorUnary::floor;
      case Unary.Ceil _ -> VectorUnary::ceil;
      case Unary.Round _ -> VectorUnary::round;
    };
  }

  @Override
  public Loop.One unaryInt(Unary op) {
    return switch (op) {
      case Unary.Neg _ -> VectorInts::neg;
      case Unary.Abs _ -> VectorInts::abs;
      case Unary.Sign _ -> VectorInts::sign;
      case Unary.Relu _ -> VectorInts::relu;
      default -> throw new IllegalArgumentException(op.name() + " of integers");
    };
  }

  @Override
  public Loop.Two arithmetic(Arithmetic op) {
    return switch (op) {
      case Arithmetic.Add _ -> VectorBinary::add;
      case Arithmetic.Sub _ -> VectorBinary::sub;
      case Arithmetic.Mul _ -> VectorBinary::mul;
      case Arithmetic.Div _ -> VectorBinary::div;
      case Arithmetic.Pow _ -> VectorPower::power;
      case Arithmetic.Maximum _ -> VectorBinary::max;
      case Arithmetic.Minimum _ -> VectorBinary::min;
    };
  }

  @Override
  public Loop.Two arithmeticInt(Arithmetic op) {
    return switch (op) {
      case Arithmetic.Add _ -> VectorInts::add;
      case Arithmetic.Sub _ -> VectorInts::sub;
      case Arithmetic.Mul _ -> VectorInts::mul;
      case Arithmetic.Maximum _ -> VectorInts::max;
      case Arithmetic.Minimum _ -> VectorInts::min;
      case Arithmetic.Div _, Arithmetic.Pow _ -> new ScalarLoops().arithmeticInt(op);
    };
  }

  @Override
  public Loop.Two compare(Compare.Relation relation) {
    Loop.Two less = VectorBinary::less;
    Loop.Two lessEqual = VectorBinary::lessEqual;
    return switch (relation) {
      case EQUAL -> VectorBinary::equal;
      case NOT_EQUAL -> VectorBinary::notEqual;
      case LESS -> less;
      case LESS_EQUAL -> lessEqual;
      case GREATER -> less.swapped();
      case GREATER_EQUAL -> lessEqual.swapped();
    };
  }

  @Override
  public Loop.Two compareInt(Compare.Relation relation) {
    Loop.Two less = VectorInts::less;
    Loop.Two lessEqual = VectorInts::lessEqual;
    return switch (relation) {
      case EQUAL -> VectorInts::equal;
      case NOT_EQUAL -> VectorInts::notEqual;
      case LESS -> less;
      case LESS_EQUAL -> lessEqual;
      case GREATER -> less.swapped();
      case GREATER_EQUAL -> lessEqual.swapped();
    };
  }

  @Override
  public Loop.Two logic(Logic.Connective connective) {
    return switch (connective) {
      case AND -> VectorInts::and;
      case OR -> VectorInts::or;
      case XOR -> VectorInts::xor;
    };
  }

  @Override
  public Loop.Three select() {
    return VectorInts::select;
  }

  @Override
  public Loop.One not() {
    return VectorInts::not;
  }

  @Override
  public Loop.One isNaN() {
    return VectorBinary::isNaN;
  }

  @Override
  public Loop.One cast(DType from, DType to) {
    return switch (from) {
      case F32 ->
          switch (to) {
            case BOOL -> VectorInts::floatToMask;
            case U8 -> VectorInts::floatToByte;
            default -> VectorInts::floatToInt;
          };
      case BOOL -> to == DType.F32 ? VectorInts::maskToFloat : VectorInts::fromMask;
      default ->
          switch (to) {
            case BOOL -> VectorInts::toMask;
            case U8 -> VectorInts::toByte;
            default -> VectorInts::toFloat;
          };
    };
  }

  @Override
  public Loop.One widen(DType dtype) {
    if (!VectorBytes.AVAILABLE) return new ScalarLoops().widen(dtype);
    return dtype == DType.BOOL ? VectorBytes::widenMask : VectorBytes::widen;
  }

  @Override
  public Loop.One narrow(DType dtype) {
    if (!VectorBytes.AVAILABLE) return new ScalarLoops().narrow(dtype);
    return dtype == DType.BOOL ? VectorBytes::narrowMask : VectorBytes::narrow;
  }

  @Override
  public Loop.Accumulation accumulate(Reduction reduction) {
    return switch (reduction) {
      case Reduction.Sum _ -> VectorBinary::accumulateSum;
      case Reduction.Max _ -> VectorBinary::accumulateMax;
      case Reduction.Min _ -> VectorBinary::accumulateMin;
      case Reduction.Prod _ -> VectorBinary::accumulateProduct;
    };
  }

  @Override
  public Loop.Accumulation accumulateInt(Reduction reduction) {
    return switch (reduction) {
      case Reduction.Sum _ -> VectorInts::accumulateSum;
      case Reduction.Max _ -> VectorInts::accumulateMax;
      case Reduction.Min _ -> VectorInts::accumulateMin;
      case Reduction.Prod _ -> throw new IllegalArgumentException("prod of integers");
    };
  }

  @Override
  public Loop.Columns sumColumns() {
    return VectorColumns::sum;
  }
}
