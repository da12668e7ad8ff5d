package io.ranvier.testing;

import static io.ranvier.testing.Input.any;
import static io.ranvier.testing.Input.distinct;
import static io.ranvier.testing.Input.fixed;
import static io.ranvier.testing.Input.integers;
import static io.ranvier.testing.Input.mask;
import static io.ranvier.testing.Input.nonzero;
import static io.ranvier.testing.Input.signed;
import static io.ranvier.testing.Input.uniform;

import io.ranvier.graph.Value;
import io.ranvier.op.Compare.Relation;
import io.ranvier.op.Logic.Connective;
import io.ranvier.op.Ops;
import io.ranvier.type.DType;
import io.ranvier.type.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;

/// Functions of the elements at one place.
final class ElementwiseSamples {
  private static final double NAN = Double.NaN;
  private static final double INFINITE = Double.POSITIVE_INFINITY;
  private static final double[] SPECIAL = {
    0, -0.0, 1, -1, 0.5, -0.5, 1.5, 2.5, -2.5, 1e-30, 3e4, -3e4, NAN, INFINITE, -INFINITE
  };

  private ElementwiseSamples() {}

  static List<Sample> all() {
    var samples = new ArrayList<Sample>();
    samples.addAll(functions());
    samples.addAll(steps());
    samples.addAll(arithmetic());
    samples.addAll(corners());
    samples.addAll(masks());
    samples.addAll(casts());
    return samples;
  }

  private static List<Sample> functions() {
    return List.of(
        Sample.of("neg", any(3, 7), Ops::neg),
        Sample.of("neg, empty", any(3, 0, 2), Ops::neg),
        Sample.of("abs", nonzero(5, 7), Ops::abs),
        Sample.of("exp", uniform(-3, 3, 37), Ops::exp),
        Sample.of("exp, scalar", any(), Ops::exp),
        Sample.of("expm1", uniform(-2, 2, 5, 11), Ops::expm1),
        Sample.of("log", uniform(0.1, 5, 5, 11), Ops::log),
        Sample.of("log1p", uniform(-0.8, 5, 5, 11), Ops::log1p),
        Sample.of("sqrt", uniform(0.1, 5, 5, 11), Ops::sqrt),
        Sample.of("rsqrt", uniform(0.2, 5, 5, 11), Ops::rsqrt),
        Sample.of("reciprocal", signed(0.4, 3, 2, 3, 5), Ops::reciprocal),
        Sample.of("sin", uniform(-7, 7, 53), Ops::sin),
        Sample.of("cos", uniform(-7, 7, 53), Ops::cos),
        Sample.of("atan", uniform(-5, 5, 53), Ops::atan),
        Sample.of("tanh", uniform(-4, 4, 53), Ops::tanh),
        Sample.of("sigmoid", uniform(-6, 6, 53), Ops::sigmoid),
        Sample.of("erf", uniform(-4, 4, 53), Ops::erf),
        Sample.of("relu", nonzero(7, 9), Ops::relu),
        Sample.of("relu of relu", nonzero(7, 9), x -> Ops.mul(Ops.relu(x), Ops.relu(Ops.neg(x)))));
  }

  /// Their derivative is 0 where there is one.
  private static List<Sample> steps() {
    var betweenIntegers = fixed(TensorType.of(DType.F32, 7), -2.7, -1.3, -0.6, 0.4, 0.7, 1.2, 2.8);
    return List.of(
        Sample.of("sign", nonzero(5, 7), Ops::sign),
        Sample.of("floor", betweenIntegers, Ops::floor),
        Sample.of("ceil", betweenIntegers, Ops::ceil),
        Sample.of("round", betweenIntegers, Ops::round),
        Sample.of("isNaN", special(), Ops::isNaN).withOrder(0),
        Sample.of("detach", any(3, 5), Ops::detach).withOrder(0),
        Sample.of("detach, one factor", any(3, 5), x -> Ops.mul(x, Ops.detach(Ops.exp(x))))
            .withOrder(0));
  }

  private static List<Sample> arithmetic() {
    var i32 = integers(DType.I32, -50, 50, 6, 7);
    var i64 = integers(DType.I64, -50, 50, 6, 7);
    var u8 = integers(DType.U8, 0, 256, 6, 7);
    var samples = new ArrayList<Sample>();
    samples.add(Sample.of("add", any(5, 7), any(5, 7), Ops::add));
    samples.add(Sample.of("add, broadcast", any(4, 1, 3), any(5, 1), Ops::add));
    samples.add(Sample.of("add, twice the same", any(5, 7), x -> Ops.add(x, x)));
    samples.add(Sample.of("sub", any(5, 7), any(7), Ops::sub));
    samples.add(Sample.of("mul", any(5, 7), any(5, 7), Ops::mul));
    samples.add(Sample.of("mul, square", any(5, 7), x -> Ops.mul(x, x)));
    samples.add(Sample.of("div", any(5, 7), signed(0.5, 2, 5, 7), Ops::div));
    samples.add(Sample.of("div, scalar", any(), nonzero(3, 0, 2), Ops::div));
    samples.add(Sample.of("pow", uniform(0.3, 2, 5, 7), uniform(-2, 3, 5, 7), Ops::pow));
    var bases = fixed(TensorType.of(DType.F32, 4), -1.5, -0.5, 0, 2);
    for (double exponent : new double[] {0, 1, 2, 3}) {
      samples.add(
          Sample.of(
              "pow, exponent " + (int) exponent,
              bases,
              x -> Ops.pow(x, Ops.fill(exponent, x.type()))));
    }
    samples.add(Sample.of("maximum", distinct(5, 7), Input.fixed(scalar(), 0.01), Ops::maximum));
    samples.add(Sample.of("minimum", distinct(5, 7), Input.fixed(scalar(), 0.01), Ops::minimum));
    BinaryOperator<Value> tied = (a, b) -> Ops.maximum(Ops.mul(a, b), Ops.mul(b, a));
    samples.add(Sample.of("maximum, ties", any(5), any(5), tied).withOrder(1));
    for (var x : List.of(i32, i64, u8)) {
      var y = new Input(x.type(), new Draw.Integers(0, 5));
      var name = ", " + x.type().dtype();
      samples.add(Sample.of("add" + name, x, x, Ops::add));
      samples.add(Sample.of("sub" + name, x, x, Ops::sub));
      samples.add(Sample.of("mul" + name, x, x, Ops::mul));
      samples.add(Sample.of("div" + name, x, y, Ops::div));
      samples.add(Sample.of("pow" + name, y, y, Ops::pow));
      samples.add(Sample.of("maximum" + name, x, y, Ops::maximum));
      samples.add(Sample.of("minimum" + name, x, y, Ops::minimum));
      samples.add(Sample.of("neg" + name, x, Ops::neg));
      samples.add(Sample.of("abs" + name, x, Ops::abs));
      samples.add(Sample.of("sign" + name, x, Ops::sign));
      samples.add(Sample.of("relu" + name, x, Ops::relu));
    }
    return samples;
  }

  /// Signed zeros, infinities and NaN.
  private static List<Sample> corners() {
    var samples = new ArrayList<Sample>();
    samples.add(Sample.of("maximum, special", special(), reversed(), Ops::maximum));
    samples.add(Sample.of("minimum, special", special(), reversed(), Ops::minimum));
    samples.add(Sample.of("div, special", special(), reversed(), Ops::div));
    samples.add(Sample.of("mul, special", special(), reversed(), Ops::mul));
    samples.add(Sample.of("relu, special", special(), Ops::relu));
    samples.add(Sample.of("sign, special", special(), Ops::sign));
    samples.add(Sample.of("round, special", special(), Ops::round));
    samples.add(Sample.of("floor, special", special(), Ops::floor));
    samples.add(Sample.of("ceil, special", special(), Ops::ceil));
    samples.add(Sample.of("exp, special", special(), Ops::exp));
    samples.add(Sample.of("log, special", special(), Ops::log));
    samples.add(Sample.of("sqrt, special", special(), Ops::sqrt));
    samples.add(Sample.of("tanh, special", special(), Ops::tanh));
    samples.add(Sample.of("sigmoid, special", special(), Ops::sigmoid));
    samples.add(Sample.of("erf, special", special(), Ops::erf));
    return samples.stream().map(sample -> sample.withOrder(0)).toList();
  }

  private static List<Sample> masks() {
    var samples = new ArrayList<Sample>();
    for (var relation : Relation.values()) {
      samples.add(
          Sample.of(
              "compare " + relation, special(), reversed(), (a, b) -> Ops.compare(relation, a, b)));
      var x = integers(DType.I32, -2, 3, 5, 9);
      samples.add(
          Sample.of("compare " + relation + ", i32", x, x, (a, b) -> Ops.compare(relation, a, b)));
    }
    for (var connective : Connective.values()) {
      samples.add(
          Sample.of(
              "logic " + connective, mask(5, 9), mask(9), (a, b) -> Ops.logic(connective, a, b)));
    }
    samples.add(Sample.of("not", mask(5, 9), Ops::not));
    samples.add(
        Sample.of(
            "select",
            List.of(mask(5, 9), any(5, 9), any(9)),
            in -> List.of(Ops.select(in.get(0), in.get(1), in.get(2)))));
    samples.add(
        Sample.of(
            "select, i64",
            List.of(mask(5, 9), integers(DType.I64, -9, 9, 5, 9), integers(DType.I64, 0, 9, 1)),
            in -> List.of(Ops.select(in.get(0), in.get(1), in.get(2)))));
    samples.add(
        Sample.of(
                "select, away from NaN",
                special(),
                x -> Ops.select(Ops.isNaN(x), Ops.fill(0, x.type()), x))
            .withOrder(0));
    return samples;
  }

  private static List<Sample> casts() {
    var samples = new ArrayList<Sample>();
    for (var to : DType.values()) {
      // Beyond f16's range and i32's, with NaN: every rule of the cast has a number here.
      var numbers =
          fixed(TensorType.of(DType.F32, 9), 0, -0.9, 1.7, 300, -300, 7e4, 3e9, NAN, 1e-6);
      samples.add(Sample.of("cast, f32 to " + to, numbers, x -> Ops.cast(x, to)).withOrder(0));
      for (var from : List.of(DType.BOOL, DType.U8, DType.I32, DType.I64)) {
        int low = from == DType.I32 || from == DType.I64 ? -70_000 : 0;
        int high = from == DType.BOOL ? 2 : from == DType.U8 ? 256 : 70_000;
        samples.add(
            Sample.of(
                    "cast, %s to %s".formatted(from, to),
                    integers(from, low, high, 3, 7),
                    x -> Ops.cast(x, to))
                .withOrder(0));
      }
      for (var from : List.of(DType.F16, DType.BF16, DType.F64)) {
        samples.add(
            Sample.of(
                    "cast, %s to %s".formatted(from, to),
                    new Input(TensorType.of(from, 3, 7), new Draw.Uniform(-300, 300)),
                    x -> Ops.cast(x, to))
                .withOrder(0));
      }
    }
    samples.add(
        Sample.of(
            "cast, through f64", any(3, 7), x -> Ops.mul(Ops.cast(Ops.exp(x), DType.F64), 3)));
    return samples;
  }

  private static Input special() {
    return fixed(TensorType.of(DType.F32, SPECIAL.length), SPECIAL);
  }

  private static Input reversed() {
    var numbers = new double[SPECIAL.length];
    for (int i = 0; i < numbers.length; i++) numbers[i] = SPECIAL[numbers.length - 1 - i];
    return fixed(TensorType.of(DType.F32, numbers.length), numbers);
  }

  private static TensorType scalar() {
    return TensorType.of(DType.F32);
  }
}
