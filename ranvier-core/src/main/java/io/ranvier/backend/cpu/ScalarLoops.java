package io.ranvier.backend.cpu;

import io.ranvier.op.Arithmetic;
import io.ranvier.op.Compare;
import io.ranvier.op.Logic;
import io.ranvier.op.Reduction;
import io.ranvier.op.Unary;
import io.ranvier.type.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.function.IntBinaryOperator;
import java.util.function.IntUnaryOperator;

/// The table of scalar loops, for machines without the Vector API, and the definition of each
/// operation on one element.
final class ScalarLoops implements Loops {
  private static final ValueLayout.OfFloat FLOAT = Simd.FLOAT;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;

  @FunctionalInterface
  private interface FloatFunction {
    float apply(float x);
  }

  @FunctionalInterface
  private interface FloatBinary {
    float apply(float x, float y);
  }

  @FunctionalInterface
  private interface FloatRelation {
    boolean holds(float x, float y);
  }

  @FunctionalInterface
  private interface IntRelation {
    boolean holds(int x, int y);
  }

  @Override
  public int lanes() {
    return 1;
  }

  @Override
  public Loop.One unary(Unary op) {
    return floats(
        switch (op) {
          case Unary.Neg _ -> x -> -x;
          case Unary.Abs _ -> Math::abs;
          case Unary.Sign _ -> ScalarMath::sign;
          case Unary.Exp _ -> ScalarMath::exp;
          case Unary.Expm1 _ -> ScalarMath::expm1;
          case Unary.Log _ -> ScalarMath::log;
          case Unary.Log1p _ -> ScalarMath::log1p;
          case Unary.Sqrt _ -> x -> (float) Math.sqrt(x);
          case Unary.Rsqrt _ -> ScalarMath::rsqrt;
          case Unary.Reciprocal _ -> x -> 1 / x;
          case Unary.Sin _ -> ScalarMath::sin;
          case Unary.Cos _ -> ScalarMath::cos;
          case Unary.Atan _ -> ScalarMath::atan;
          case Unary.Tanh _ -> ScalarMath::tanh;
          case Unary.Sigmoid _ -> ScalarMath::sigmoid;
          case Unary.Erf _ -> ScalarMath::erf;
          case Unary.Relu _ -> ScalarMath::relu;
          case Unary.Floor _ -> x -> (float) Math.floor(x);
          case Unary.Ceil _ -> x -> (float) Math.ceil(x);
          case Unary.Round _ -> x -> (float) Math.rint(x);
        });
  }

  @Override
  public Loop.One unaryInt(Unary op) {
    return ints(
        switch (op) {
          case Unary.Neg _ -> x -> -x;
          case Unary.Abs _ -> Math::abs;
          case Unary.Sign _ -> Integer::signum;
          case Unary.Relu _ -> x -> Math.max(x, 0);
          default -> throw new IllegalArgumentException(op.name() + " of integers");
        });
  }

  @Override
  public Loop.Two arithmetic(Arithmetic op) {
    return floats(
        switch (op) {
          case Arithmetic.Add _ -> Float::sum;
          case Arithmetic.Sub _ -> (x, y) -> x - y;
          case Arithmetic.Mul _ -> (x, y) -> x * y;
          case Arithmetic.Div _ -> (x, y) -> x / y;
          case Arithmetic.Pow _ -> ScalarPower::power;
          case Arithmetic.Maximum _ -> Math::max;
          case Arithmetic.Minimum _ -> Math::min;
        });
  }

  @Override
  public Loop.Two arithmeticInt(Arithmetic op) {
    return ints(
        switch (op) {
          case Arithmetic.Add _ -> Integer::sum;
          case Arithmetic.Sub _ -> (x, y) -> x - y;
          case Arithmetic.Mul _ -> (x, y) -> x * y;
          case Arithmetic.Div _ -> (x, y) -> y == 0 ? 0 : x / y;
          case Arithmetic.Maximum _ -> Math::max;
          case Arithmetic.Minimum _ -> Math::min;
          case Arithmetic.Pow _ -> throw new IllegalArgumentException("pow of integers");
        });
  }

  @Override
  public Loop.Two compare(Compare.Relation relation) {
    return relation(
        switch (relation) {
          case EQUAL -> (x, y) -> x == y;
          case NOT_EQUAL -> (x, y) -> x != y;
          case LESS -> (x, y) -> x < y;
          case LESS_EQUAL -> (x, y) -> x <= y;
          case GREATER -> (x, y) -> x > y;
          case GREATER_EQUAL -> (x, y) -> x >= y;
        });
  }

  @Override
  public Loop.Two compareInt(Compare.Relation relation) {
    IntRelation holds =
        switch (relation) {
          case EQUAL -> (x, y) -> x == y;
          case NOT_EQUAL -> (x, y) -> x != y;
          case LESS -> (x, y) -> x < y;
          case LESS_EQUAL -> (x, y) -> x <= y;
          case GREATER -> (x, y) -> x > y;
          case GREATER_EQUAL -> (x, y) -> x >= y;
        };
    return ints((x, y) -> holds.holds(x, y) ? -1 : 0);
  }

  @Override
  public Loop.Two logic(Logic.Connective connective) {
    return ints(
        switch (connective) {
          case AND -> (x, y) -> x & y;
          case OR -> (x, y) -> x | y;
          case XOR -> (x, y) -> x ^ y;
        });
  }

  @Override
  public Loop.Three select() {
    return (a, i, b, j, c, l, to, o, count) -> {
      for (int k = 0; k < count; k++) {
        int x = b.get(INT, j + 4L * k);
        int y = c.get(INT, l + 4L * k);
        to.set(INT, o + 4L * k, a.get(INT, i + 4L * k) != 0 ? x : y);
      }
    };
  }

  @Override
  public Loop.One not() {
    return ints(x -> ~x);
  }

  @Override
  public Loop.One isNaN() {
    return (a, i, to, o, count) -> {
      for (int k = 0; k < count; k++) {
        to.set(INT, o + 4L * k, Float.isNaN(a.get(FLOAT, i + 4L * k)) ? -1 : 0);
      }
    };
  }

  @Override
  public Loop.One cast(DType from, DType to) {
    return switch (from) {
      case F32 ->
          switch (to) {
            case BOOL -> toInts(x -> x != 0 ? -1 : 0);
            case U8 -> toInts(x -> Math.clamp((int) x, 0, 255));
            default -> toInts(x -> (int) x);
          };
      case BOOL -> to == DType.F32 ? toFloats(x -> x & 1) : ints(x -> x & 1);
      default ->
          switch (to) {
            case BOOL -> ints(x -> x != 0 ? -1 : 0);
            case U8 -> ints(x -> x & 255);
            default -> toFloats(x -> x);
          };
    };
  }

  @Override
  public Loop.One widen(DType dtype) {
    return dtype == DType.BOOL ? ScalarLoops::widenMask : ScalarLoops::widen;
  }

  @Override
  public Loop.One narrow(DType dtype) {
    return dtype == DType.BOOL ? ScalarLoops::narrowMask : ScalarLoops::narrow;
  }

  static void widen(MemorySegment a, long i, MemorySegment to, long o, int count) {
    for (int k = 0; k < count; k++) to.set(INT, o + 4L * k, a.get(BYTE, i + k) & 255);
  }

  static void widenMask(MemorySegment a, long i, MemorySegment to, long o, int count) {
    for (int k = 0; k < count; k++) to.set(INT, o + 4L * k, a.get(BYTE, i + k) != 0 ? -1 : 0);
  }

  static void narrow(MemorySegment a, long i, MemorySegment to, long o, int count) {
    for (int k = 0; k < count; k++) to.set(BYTE, o + k, (byte) a.get(INT, i + 4L * k));
  }

  static void narrowMask(MemorySegment a, long i, MemorySegment to, long o, int count) {
    for (int k = 0; k < count; k++) to.set(BYTE, o + k, (byte) (a.get(INT, i + 4L * k) & 1));
  }

  @Override
  public Loop.Accumulation accumulate(Reduction reduction) {
    FloatBinary combine =
        switch (reduction) {
          case Reduction.Sum _ -> Float::sum;
          case Reduction.Max _ -> Math::max;
          case Reduction.Min _ -> Math::min;
          case Reduction.Prod _ -> (x, y) -> x * y;
        };
    var loop = floats(combine);
    return (from, i, to, o, width, periods) -> {
      for (int period = 0; period < periods; period++) {
        loop.run(to, o, from, i + 4L * width * period, to, o, width);
      }
    };
  }

  @Override
  public Loop.Accumulation accumulateInt(Reduction reduction) {
    IntBinaryOperator combine =
        switch (reduction) {
          case Reduction.Sum _ -> Integer::sum;
          case Reduction.Max _ -> Math::max;
          case Reduction.Min _ -> Math::min;
          case Reduction.Prod _ -> throw new IllegalArgumentException("prod of integers");
        };
    var loop = ints(combine);
    return (from, i, to, o, width, periods) -> {
      for (int period = 0; period < periods; period++) {
        loop.run(to, o, from, i + 4L * width * period, to, o, width);
      }
    };
  }

  @Override
  public Loop.Columns sumColumns() {
    return (from, i, stride, to, o, width, rows) -> {
      for (long c = 0; c < 4L * width; c += 4) {
        to.set(FLOAT, o + c, (float) Folding.sum(from, i + c, rows, stride));
      }
    };
  }

  private static Loop.One floats(FloatFunction f) {
    return (a, i, to, o, count) -> {
      for (int k = 0; k < count; k++) {
        to.set(FLOAT, o + 4L * k, f.apply(a.get(FLOAT, i + 4L * k)));
      }
    };
  }

  private static Loop.Two floats(FloatBinary f) {
    return (a, i, b, j, to, o, count) -> {
      for (int k = 0; k < count; k++) {
        to.set(FLOAT, o + 4L * k, f.apply(a.get(FLOAT, i + 4L * k), b.get(FLOAT, j + 4L * k)));
      }
    };
  }

  private static Loop.Two relation(FloatRelation f) {
    return (a, i, b, j, to, o, count) -> {
      for (int k = 0; k < count; k++) {
        boolean holds = f.holds(a.get(FLOAT, i + 4L * k), b.get(FLOAT, j + 4L * k));
        to.set(INT, o + 4L * k, holds ? -1 : 0);
      }
    };
  }

  private static Loop.One ints(IntUnaryOperator f) {
    return (a, i, to, o, count) -> {
      for (int k = 0; k < count; k++) {
        to.set(INT, o + 4L * k, f.applyAsInt(a.get(INT, i + 4L * k)));
      }
    };
  }

  private static Loop.Two ints(IntBinaryOperator f) {
    return (a, i, b, j, to, o, count) -> {
      for (int k = 0; k < count; k++) {
        to.set(INT, o + 4L * k, f.applyAsInt(a.get(INT, i + 4L * k), b.get(INT, j + 4L * k)));
      }
    };
  }

  private static Loop.One toInts(FloatToInt f) {
    return (a, i, to, o, count) -> {
      for (int k = 0; k < count; k++) {
        to.set(INT, o + 4L * k, f.apply(a.get(FLOAT, i + 4L * k)));
      }
    };
  }

  private static Loop.One toFloats(IntToFloat f) {
    return (a, i, to, o, count) -> {
      for (int k = 0; k < count; k++) {
        to.set(FLOAT, o + 4L * k, f.apply(a.get(INT, i + 4L * k)));
      }
    };
  }

  @FunctionalInterface
  private interface FloatToInt {
    int apply(float x);
  }

  @FunctionalInterface
  private interface IntToFloat {
    float apply(int x);
  }
}
