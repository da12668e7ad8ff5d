package io.ranvier.backend.reference;

import io.ranvier.op.Compare.Relation;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;

/// Operations on the elements at one place, and folds of them.
final class Pointwise {
  private Pointwise() {}

  /// A function of floating point alone.
  static Loop map(DoubleUnaryOperator f) {
    return map(f, x -> (long) f.applyAsDouble((double) x));
  }

  /// A function of masks, whose elements are 0 or 1.
  static Loop masks(LongUnaryOperator f) {
    return map(x -> f.applyAsLong((long) x), f);
  }

  /// A function of two masks.
  static Loop masks(LongBinaryOperator f) {
    return zip((a, b) -> f.applyAsLong((long) a, (long) b), f);
  }

  static Loop map(DoubleUnaryOperator f, LongUnaryOperator integers) {
    return Loop.once(
        (in, y) -> {
          var x = in[0];
          var walk = new Walk(y.shape(), x.layout(), y.layout());
          while (walk.next()) {
            long from = walk.at(0);
            long to = walk.at(1);
            if (x.isFloating()) y.put(to, f.applyAsDouble(x.number(from)));
            else y.putInteger(to, integers.applyAsLong(x.integer(from)));
          }
        });
  }

  static Loop zip(DoubleBinaryOperator f, LongBinaryOperator integers) {
    return Loop.once(
        (in, y) -> {
          var a = in[0];
          var b = in[1];
          var walk = new Walk(y.shape(), a.layout(), b.layout(), y.layout());
          while (walk.next()) {
            long i = walk.at(0);
            long j = walk.at(1);
            long to = walk.at(2);
            if (a.isFloating()) y.put(to, f.applyAsDouble(a.number(i), b.number(j)));
            else y.putInteger(to, integers.applyAsLong(a.integer(i), b.integer(j)));
          }
        });
  }

  static Loop compare(Relation relation) {
    return zip(
        (a, b) -> holds(relation, a, b) ? 1 : 0,
        (a, b) -> holds(relation, Long.compare(a, b), 0) ? 1 : 0);
  }

  private static boolean holds(Relation relation, double a, double b) {
    return switch (relation) {
      case EQUAL -> a == b;
      case NOT_EQUAL -> a != b;
      case LESS -> a < b;
      case LESS_EQUAL -> a <= b;
      case GREATER -> a > b;
      case GREATER_EQUAL -> a >= b;
    };
  }

  static void select(View[] in, View y) {
    var mask = in[0];
    var a = in[1];
    var b = in[2];
    var walk = new Walk(y.shape(), mask.layout(), a.layout(), b.layout(), y.layout());
    while (walk.next()) {
      if (mask.integer(walk.at(0)) != 0) y.copy(walk.at(3), a, walk.at(1));
      else y.copy(walk.at(3), b, walk.at(2));
    }
  }

  /// `aᵇ` by repeated squaring; below zero, the exponent asks for the reciprocal, rounded towards
  /// 0.
  static long power(long a, long b) {
    if (b < 0) return a == 1 ? 1 : a == -1 ? (b % 2 == 0 ? 1 : -1) : 0;
    long power = 1;
    for (; b > 0; b >>= 1, a *= a) if ((b & 1) != 0) power *= a;
    return power;
  }

  static long divide(long a, long b) {
    return b == 0 ? 0 : a / b;
  }

  /// Folds `x` into `y`, which has extent one along the axes that disappear and is filled with the
  /// identity of `f`.
  static void fold(View x, View y, DoubleBinaryOperator f, LongBinaryOperator integers) {
    var walk = new Walk(x.shape(), x.layout(), Movement.stretched(y, x.shape()));
    while (walk.next()) {
      long from = walk.at(0);
      long to = walk.at(1);
      if (x.isFloating()) y.put(to, f.applyAsDouble(y.number(to), x.number(from)));
      else y.putInteger(to, integers.applyAsLong(y.integer(to), x.integer(from)));
    }
  }
}
