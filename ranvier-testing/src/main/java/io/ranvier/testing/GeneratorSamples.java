package io.ranvier.testing;

import static io.ranvier.testing.Input.any;
import static io.ranvier.testing.Input.fixed;

import io.ranvier.graph.Value;
import io.ranvier.op.Ops;
import io.ranvier.type.DType;
import io.ranvier.type.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// Tensors that come from nothing, or from a key.
final class GeneratorSamples {
  private static final Input KEY = fixed(TensorType.of(DType.I64, 2), 0x1234_5678_9ABCL, 77);

  private GeneratorSamples() {}

  static List<Sample> all() {
    var samples = new ArrayList<Sample>();
    samples.add(Sample.of("a leaf alone", any(3, 4), x -> x));
    for (var dtype : DType.values()) {
      var type = TensorType.of(dtype, 3, 5);
      samples.add(constant("fill, " + dtype, () -> Ops.fill(1, type)));
      if (dtype == DType.BOOL) continue;
      samples.add(constant("iota, " + dtype, () -> Ops.iota(type, 1)));
    }
    samples.add(constant("fill, empty", () -> Ops.fill(1, TensorType.of(DType.F32, 0, 5))));
    samples.add(constant("fill, scalar", () -> Ops.fill(-2.5, TensorType.of(DType.F32))));
    samples.add(constant("iota, first axis", () -> Ops.iota(TensorType.of(DType.F32, 4, 3, 2), 0)));
    for (var dtype : List.of(DType.F32, DType.F64)) {
      // No multiples of four, nor of two.
      for (int[] dims : new int[][] {{}, {7}, {5, 13}, {3, 0}, {1, 259}}) {
        var type = TensorType.of(dtype, dims);
        samples.add(Sample.of("uniform, " + type, KEY, key -> Ops.uniform(key, type)));
        samples.add(Sample.of("normal, " + type, KEY, key -> Ops.normal(key, type)));
      }
    }
    return samples;
  }

  private static Sample constant(String name, Supplier<Value> build) {
    return Sample.of(name, List.of(), _ -> List.of(build.get()));
  }
}
