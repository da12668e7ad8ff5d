package io.ranvier.testing;

import static io.ranvier.testing.Input.any;
import static io.ranvier.testing.Input.distinct;
import static io.ranvier.testing.Input.fixed;
import static io.ranvier.testing.Input.integers;
import static io.ranvier.testing.Input.signed;
import static io.ranvier.testing.Operations.axes;

import io.ranvier.op.Ops;
import io.ranvier.type.DType;
import io.ranvier.type.TensorType;
import java.util.ArrayList;
import java.util.List;

/// Sums, products and extremes along axes.
final class ReductionSamples {
  private ReductionSamples() {}

  static List<Sample> all() {
    var samples = new ArrayList<Sample>();
    samples.addAll(sums());
    samples.addAll(extremes());
    samples.addAll(products());
    samples.addAll(integers());
    return samples;
  }

  private static List<Sample> sums() {
    return List.of(
        Sample.of("sum, last axis", any(5, 7), x -> Ops.sum(x, axes(-1))),
        Sample.of("sum, first axis", any(5, 7), x -> Ops.sum(x, axes(0))),
        Sample.of("sum, middle axis", any(3, 5, 7), x -> Ops.sum(x, axes(1))),
        Sample.of("sum, outer axes", any(3, 5, 7), x -> Ops.sum(x, axes(0, 2))),
        Sample.of("sum, channels", any(2, 3, 5, 7), x -> Ops.sum(x, axes(0, 2, 3))),
        Sample.of("sum, all", any(3, 5, 7), x -> Ops.sum(x, axes(0, 1, 2))),
        Sample.of("sum, long", any(2, 1_003), x -> Ops.sum(x, axes(1))),
        Sample.of("sum, of nothing", any(3, 0), x -> Ops.sum(x, axes(1))),
        Sample.of("sum, nothing left", any(3, 0), x -> Ops.sum(x, axes(0))),
        Sample.of("mean", any(3, 5, 7), x -> Ops.mean(x, axes(0, 2))),
        Sample.of("mean, square", any(6, 7), x -> Ops.mean(Ops.mul(x, x), axes(0, 1))));
  }

  private static List<Sample> extremes() {
    var tied = fixed(TensorType.of(DType.F32, 2, 4), 1, 3, 3, 2, -1, -4, -5, -5);
    var withNaN = fixed(TensorType.of(DType.F32, 2, 3), 1, Double.NaN, 3, 4, 5, 6);
    return List.of(
        Sample.of("max", distinct(5, 7), x -> Ops.max(x, axes(1))),
        Sample.of("max, first axis", distinct(5, 7), x -> Ops.max(x, axes(0))),
        Sample.of("max, two axes", distinct(3, 5, 4), x -> Ops.max(x, axes(0, 2))),
        Sample.of("max, ties", tied, x -> Ops.max(x, axes(1))).withOrder(0),
        Sample.of("max, NaN", withNaN, x -> Ops.max(x, axes(1))).withOrder(0),
        Sample.of("max, of nothing", any(3, 0), x -> Ops.max(x, axes(1))).withOrder(0),
        Sample.of("min", distinct(5, 7), x -> Ops.min(x, axes(1))),
        Sample.of("min, two axes", distinct(3, 5, 4), x -> Ops.min(x, axes(0, 2))),
        Sample.of("min, ties", tied, x -> Ops.min(x, axes(1))).withOrder(0),
        Sample.of("min, NaN", withNaN, x -> Ops.min(x, axes(1))).withOrder(0),
        Sample.of("min, of nothing", any(3, 0), x -> Ops.min(x, axes(1))).withOrder(0),
        Sample.of("argMax", distinct(5, 7), x -> Ops.argMax(x, 1)),
        Sample.of("argMax, first axis", distinct(5, 7), x -> Ops.argMax(x, 0)),
        Sample.of("argMax, ties", tied, x -> Ops.argMax(x, 1)),
        Sample.of("argMax, NaN", withNaN, x -> Ops.argMax(x, 1)).withOrder(0),
        Sample.of("argMin", distinct(3, 5, 4), x -> Ops.argMin(x, 1)),
        Sample.of("argMin, ties", tied, x -> Ops.argMin(x, 1)),
        Sample.of("argMin, NaN", withNaN, x -> Ops.argMin(x, 1)).withOrder(0),
        Sample.of("argMin, nothing left", any(0, 4), x -> Ops.argMin(x, 1)));
  }

  private static List<Sample> products() {
    var zeros = fixed(TensorType.of(DType.F32, 3, 4), 1, 2, 3, 4, 0, 2, 3, 4, 0, 2, 0, 4);
    return List.of(
        Sample.of("prod", signed(0.5, 1.5, 3, 5), x -> Ops.prod(x, axes(1))),
        Sample.of("prod, first axis", signed(0.5, 1.5, 6, 3), x -> Ops.prod(x, axes(0))),
        Sample.of("prod, two axes", signed(0.5, 1.5, 3, 2, 3), x -> Ops.prod(x, axes(0, 2))),
        Sample.of("prod, zeros", zeros, x -> Ops.prod(x, axes(1))),
        Sample.of("prod, one factor", any(3, 1), x -> Ops.prod(x, axes(1))),
        Sample.of("prod, of nothing", any(3, 0), x -> Ops.prod(x, axes(1))));
  }

  private static List<Sample> integers() {
    var samples = new ArrayList<Sample>();
    for (var dtype : List.of(DType.I32, DType.I64, DType.U8)) {
      var name = ", " + dtype;
      var x = Input.integers(dtype, 0, 9, 3, 5);
      var none = Input.integers(dtype, 0, 9, 2, 0);
      samples.add(Sample.of("sum" + name, x, v -> Ops.sum(v, axes(1))));
      samples.add(Sample.of("prod" + name, x, v -> Ops.prod(v, axes(0))));
      samples.add(Sample.of("max" + name, x, v -> Ops.max(v, axes(0))));
      samples.add(Sample.of("min" + name, x, v -> Ops.min(v, axes(1))));
      samples.add(Sample.of("max, of nothing" + name, none, v -> Ops.max(v, axes(1))));
      samples.add(Sample.of("min, of nothing" + name, none, v -> Ops.min(v, axes(1))));
      samples.add(Sample.of("argMax" + name, x, v -> Ops.argMax(v, 1)));
      samples.add(Sample.of("argMin" + name, x, v -> Ops.argMin(v, 0)));
    }
    return samples;
  }
}
