package io.ranvier.testing;

import io.ranvier.type.DType;
import io.ranvier.type.Shape;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.function.Predicate;

/// What PyTorch computed under one name: `src/test/python/fixture.py` tells the format.
///
/// @param tensors in the order of the file: inputs, outputs, cotangents
record TorchCase(String name, SequencedMap<String, Numbers> tensors) {

  /// A tensor of the file.
  ///
  /// @param dtype `f64`, `i32` for labels and indices, `bool` for masks
  @SuppressWarnings("ArrayRecordComponent") // compared with, never with each other
  record Numbers(DType dtype, Shape shape, double[] values) {}

  /// All cases of a family.
  static List<TorchCase> of(String family) {
    var cases = new ArrayList<TorchCase>();
    var file =
        Objects.requireNonNull(
            TorchCase.class.getResourceAsStream("torch/" + family + ".txt"), family);
    try (var lines = new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8))) {
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("case ")) {
          cases.add(new TorchCase(line.substring(5), new LinkedHashMap<>()));
        } else {
          cases.getLast().add(line.split(" ", -1));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return cases;
  }

  private void add(String[] words) {
    var name = words[0].split(":", -1);
    int[] dims =
        words[1].equals("-")
            ? new int[0]
            : Arrays.stream(words[1].split(",", -1)).mapToInt(Integer::parseInt).toArray();
    var kind = name.length == 1 ? "" : name[1];
    var dtype =
        switch (kind) {
          case "i" -> DType.I32;
          case "b" -> DType.BOOL;
          default -> DType.F64;
        };
    var shape = Shape.of(dims);
    var numbers = Arrays.stream(words).skip(2).mapToDouble(Double::parseDouble);
    var values = kind.equals("p") ? pattern(shape, Long.parseLong(words[2])) : numbers.toArray();
    tensors.put(name[0], new Numbers(dtype, shape, values));
  }

  /// What `pattern` of `fixture.py` makes of this seed.
  private static double[] pattern(Shape shape, long seed) {
    var values = new double[Math.toIntExact(shape.size())];
    for (int i = 0; i < values.length; i++) {
      long drawn = (i + 1000003 * seed) * 2654435761L % (1L << 32) >> 28;
      values[i] = (drawn - 8) / 16.0;
    }
    return values;
  }

  Numbers get(String tensor) {
    return Objects.requireNonNull(tensors.get(tensor), name + ": " + tensor);
  }

  boolean has(String tensor) {
    return tensors.containsKey(tensor);
  }

  /// The names of what is differentiated.
  List<String> variables() {
    return inputs(tensor -> has("d" + tensor));
  }

  /// The names of all inputs.
  List<String> inputs() {
    return inputs(_ -> true);
  }

  private List<String> inputs(Predicate<String> wanted) {
    return tensors.keySet().stream().takeWhile(t -> !t.equals("y")).filter(wanted).toList();
  }

  @Override
  public String toString() {
    return name;
  }
}
