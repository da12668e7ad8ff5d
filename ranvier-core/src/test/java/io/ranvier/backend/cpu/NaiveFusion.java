package io.ranvier.backend.cpu;

import io.ranvier.backend.Fusion;
import io.ranvier.op.Arithmetic;
import io.ranvier.op.Cast;
import io.ranvier.op.Compare;
import io.ranvier.op.Fill;
import io.ranvier.op.IsNaN;
import io.ranvier.op.Logic;
import io.ranvier.op.Not;
import io.ranvier.op.Op;
import io.ranvier.op.Reduction;
import io.ranvier.op.Select;
import io.ranvier.op.Unary;
import io.ranvier.type.DType;
import io.ranvier.type.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What a fusion means, element by element in double precision, each step rounded to its type.
final class NaiveFusion {

  private NaiveFusion() {}

  /// The values of all inputs and steps, row-major.
  static List<double[]> values(FusionCase c) {
    var fusion = c.fusion();
    var values = new ArrayList<double[]>();
    for (int i = 0; i < fusion.inputs().size(); i++) {
      values.add(FusionCase.read(fusion.inputs().get(i), c.inputs().get(i)));
    }
    int size = Math.toIntExact(fusion.shape().size());
    for (var step : fusion.steps()) {
      var y = new double[size];
      for (int n = 0; n < size; n++) {
        int element = n;
        var x = step.arguments().stream().mapToDouble(a -> values.get(a)[element]).toArray();
        var from = step.arguments().isEmpty() ? step.dtype() : dtype(fusion, step);
        y[n] = round(apply(step.op(), from, step.dtype(), x), step.dtype());
      }
      values.add(y);
    }
    return values;
  }

  private static DType dtype(Fusion fusion, Fusion.Step step) {
    return fusion.dtype(step.arguments().getFirst());
  }

  static double round(double y, DType dtype) {
    // Integers have no −0.
    return dtype == DType.F32 ? (float) y : y + 0.0;
  }

  static double apply(Op op, DType from, DType to, double[] x) {
    return switch (op) {
      case Unary u -> unary(u, x[0]);
      case Arithmetic a -> arithmetic(a, from, x[0], x[1]);
      case Compare(var relation) -> compare(relation, x[0], x[1]) ? 1 : 0;
      case Logic(var connective) ->
          switch (connective) {
            case AND -> x[0] * x[1];
            case OR -> Math.max(x[0], x[1]);
            case XOR -> x[0] == x[1] ? 0 : 1;
          };
      case Not _ -> 1 - x[0];
      case IsNaN _ -> Double.isNaN(x[0]) ? 1 : 0;
      case Select _ -> x[0] != 0 ? x[1] : x[2];
      case Cast _ -> cast(x[0], from, to);
      case Fill f -> f.value();
      default -> throw new AssertionError(op);
    };
  }

  private static double cast(double x, DType from, DType to) {
    return switch (to) {
      case BOOL -> x != 0 ? 1 : 0;
      case I32 -> (int) x;
      case U8 -> from == DType.F32 ? Math.clamp((int) x, 0, 255) : (int) x & 255;
      default -> x;
    };
  }

  private static boolean compare(Compare.Relation relation, double x, double y) {
    return switch (relation) {
      case EQUAL -> x == y;
      case NOT_EQUAL -> x != y;
      case LESS -> x < y;
      case LESS_EQUAL -> x <= y;
      case GREATER -> x > y;
      case GREATER_EQUAL -> x >= y;
    };
  }

  private static double arithmetic(Arithmetic op, DType dtype, double x, double y) {
    if (dtype != DType.F32) return integer(op, (int) x, (int) y);
    return switch (op) {
      case Arithmetic.Add _ -> x + y;
      case Arithmetic.Sub _ -> x - y;
      case Arithmetic.Mul _ -> x * y;
      case Arithmetic.Div _ -> x / y;
      case Arithmetic.Pow _ -> Math.pow(x, y);
      case Arithmetic.Maximum _ -> Math.max(x, y);
      case Arithmetic.Minimum _ -> Math.min(x, y);
    };
  }

  private static int integer(Arithmetic op, int x, int y) {
    return switch (op) {
      case Arithmetic.Add _ -> x + y;
      case Arithmetic.Sub _ -> x - y;
      case Arithmetic.Mul _ -> x * y;
      case Arithmetic.Div _ -> y == 0 ? 0 : x / y;
      case Arithmetic.Maximum _ -> Math.max(x, y);
      case Arithmetic.Minimum _ -> Math.min(x, y);
      case Arithmetic.Pow _ -> throw new AssertionError("pow of integers");
    };
  }

  static double unary(Unary op, double x) {
    return switch (op) {
      case Unary.Neg _ -> x == Integer.MIN_VALUE ? x : -x;
      case Unary.Abs _ -> x == Integer.MIN_VALUE ? x : Math.abs(x);
      case Unary.Sign _ -> Math.signum(x);
      case Unary.Exp _ -> Math.exp(x);
      case Unary.Expm1 _ -> Math.expm1(x);
      case Unary.Log _ -> Math.log(x);
      case Unary.Log1p _ -> Math.log1p(x);
      case Unary.Sqrt _ -> Math.sqrt(x);
      case Unary.Rsqrt _ -> 1 / Math.sqrt(x);
      case Unary.Reciprocal _ -> 1 / x;
      case Unary.Sin _ -> Math.sin(x);
      case Unary.Cos _ -> Math.cos(x);
      case Unary.Atan _ -> Math.atan(x);
      case Unary.Tanh _ -> Math.tanh(x);
      case Unary.Sigmoid _ -> 1 / (1 + Math.exp(-x));
      case Unary.Erf _ -> erf(x);
      case Unary.Relu _ -> Math.max(x, 0);
      case Unary.Floor _ -> Math.floor(x);
      case Unary.Ceil _ -> Math.ceil(x);
      case Unary.Round _ -> Math.rint(x);
    };
  }

  /// By its series near 0, by a continued fraction far from it (Abramowitz and Stegun, 7.1.6 and
  /// 7.1.14).
  private static double erf(double x) {
    double a = Math.abs(x);
    if (Double.isNaN(x)) return x;
    if (a > 6) return Math.signum(x);
    if (a < 2.5) {
      double term = x;
      double sum = x;
      for (int n = 1; n < 100; n++) {
        term *= 2 * x * x / (2 * n + 1);
        sum += term;
      }
      return 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * sum;
    }
    double fraction = a;
    for (int n = 80; n > 0; n--) fraction = a + n / 2.0 / fraction;
    return Math.signum(x) * (1 - Math.exp(-x * x) / Math.sqrt(Math.PI) / fraction);
  }

  /// The reduction of `x`, in double precision.
  static double[] reduce(Reduction reduction, Shape shape, double[] x) {
    var axes = reduction.axes();
    var small = shape.reduced(axes);
    var strides = small.strides();
    var y = new double[Math.toIntExact(small.size())];
    Arrays.fill(
        y,
        switch (reduction) {
          case Reduction.Sum _ -> 0;
          case Reduction.Prod _ -> 1;
          case Reduction.Max _ -> Double.NEGATIVE_INFINITY;
          case Reduction.Min _ -> Double.POSITIVE_INFINITY;
        });
    FusionCase.forEach(
        shape,
        (n, index) -> {
          int to = 0;
          for (int axis = 0; axis < index.length; axis++) {
            if (small.dim(axis) != 1) to += (int) (index[axis] * strides[axis]);
          }
          y[to] =
              switch (reduction) {
                case Reduction.Sum _ -> y[to] + x[n];
                case Reduction.Prod _ -> y[to] * x[n];
                case Reduction.Max _ -> Math.max(y[to], x[n]);
                case Reduction.Min _ -> Math.min(y[to], x[n]);
              };
        });
    return y;
  }
}
