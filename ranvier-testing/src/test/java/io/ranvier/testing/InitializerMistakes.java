package io.ranvier.testing;

import io.ranvier.nn.Flatten;
import io.ranvier.nn.Initializer;
import io.ranvier.nn.Linear;
import io.ranvier.nn.Lsuv;
import io.ranvier.tensor.Tensor;
import io.ranvier.type.DType;
import io.ranvier.type.TensorType;
import java.util.List;
import java.util.stream.Stream;

/// Wrong arguments of initial values.
final class InitializerMistakes {
  private InitializerMistakes() {}

  static List<Mistake> all() {
    return Stream.of(randomStarts(), otherStarts()).flatMap(List::stream).toList();
  }

  private static List<Mistake> randomStarts() {
    double nan = Double.NaN;
    return List.of(
        new Mistake(
            "Initializer.constant",
            () -> Initializer.constant(nan),
            "constant: x is NaN, and must be finite"),
        new Mistake(
            "Initializer.uniform",
            () -> Initializer.uniform(1, 0),
            "uniform: low is 1.0, and must not be above high, 0.0, and both finite"),
        new Mistake(
            "Initializer.normal",
            () -> Initializer.normal(0, -1),
            "normal: deviation is -1.0, and must be at least 0, and finite"),
        new Mistake(
            "Initializer.normal",
            () -> Initializer.normal(nan, 1),
            "normal: mean is NaN, and must be finite"),
        new Mistake(
            "Initializer.truncatedNormal",
            () -> Initializer.truncatedNormal(0, 0, -1, 1),
            "truncatedNormal: deviation is 0.0, and must be above 0"),
        new Mistake(
            "Initializer.truncatedNormal",
            () -> Initializer.truncatedNormal(0, 1, 2, 2),
            "truncatedNormal: low is 2.0, and must be below high, 2.0"),
        new Mistake(
            "Initializer.kaimingUniform",
            () -> Initializer.kaimingUniform(Initializer.Fan.IN, nan),
            "kaimingUniform: gain is NaN, and must be at least 0, and finite"),
        new Mistake(
            "Initializer.kaimingNormal",
            () -> Initializer.kaimingNormal(Initializer.Fan.IN, -1),
            "kaimingNormal: gain is -1.0, and must be at least 0, and finite"),
        new Mistake(
            "Initializer.xavierUniform",
            () -> Initializer.xavierUniform(-1),
            "xavierUniform: gain is -1.0, and must be at least 0, and finite"),
        new Mistake(
            "Initializer.xavierNormal",
            () -> draw(Initializer.xavierNormal(1), 3),
            "fan: wants a weight [out, in, …], got [3]"));
  }

  private static List<Mistake> otherStarts() {
    var linear = new Linear(4, 3);
    var x = Tensor.ones(2, 4);
    return List.of(
        new Mistake(
            "Initializer.orthogonal",
            () -> draw(Initializer.orthogonal(1), 3),
            "orthogonal wants a weight [out, in, …], got f32[3]"),
        new Mistake(
            "Initializer.orthogonal",
            () -> Initializer.orthogonal(Double.NaN),
            "orthogonal: gain is NaN, and must be at least 0, and finite"),
        new Mistake(
            "Initializer.sparse",
            () -> Initializer.sparse(1.1, 1),
            "sparse: sparsity is 1.1, and must be in [0, 1]"),
        new Mistake(
            "Initializer.sparse",
            () -> Initializer.sparse(0.1, -1),
            "sparse: deviation is -1.0, and must be at least 0, and finite"),
        new Mistake(
            "Initializer.sparse",
            () -> draw(Initializer.sparse(0.5, 1), 4, 3, 2),
            "sparse wants a matrix, got f32[4, 3, 2]"),
        new Mistake(
            "Initializer.identity",
            () -> draw(Initializer.identity(), 3),
            "identity wants a matrix, got f32[3]"),
        new Mistake(
            "Initializer.dirac",
            () -> Initializer.dirac(0),
            "dirac: 0 groups; there is at least one"),
        new Mistake(
            "Initializer.dirac",
            () -> draw(Initializer.dirac(3), 4, 2, 3),
            "dirac wants a kernel [out, in, taps…] with out in 3 groups, got f32[4, 2, 3]"),
        new Mistake(
            "Lsuv.initialize",
            () -> Lsuv.initialize(linear, x, 0, 10),
            "lsuv: tolerance is 0.0, and must be above 0"),
        new Mistake(
            "Lsuv.initialize",
            () -> Lsuv.initialize(linear, x, 0.1, 0),
            "lsuv: 0 attempts; there is at least one"),
        new Mistake(
            "Lsuv.initialize",
            () -> Lsuv.initialize(new Flatten(), x),
            "lsuv: io.ranvier.nn.Flatten uses no layer that has a weight"),
        new Mistake(
            "Lsuv.initialize",
            () -> Lsuv.initialize(linear.withoutBias(), Tensor.zeros(0, 4)),
            "lsuv: what comes out of the layer with \"weight\" has variance NaN, and must vary"));
  }

  private static void draw(Initializer initializer, int... dims) {
    initializer.initial(TensorType.of(DType.F32, dims), Tensor.key(1, 1));
  }
}
