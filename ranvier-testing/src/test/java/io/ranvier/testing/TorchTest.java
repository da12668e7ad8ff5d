package io.ranvier.testing;

import static io.ranvier.type.Window.window;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ranvier.autograd.Gradients;
import io.ranvier.backend.reference.Interpreter;
import io.ranvier.graph.Node;
import io.ranvier.graph.Value;
import io.ranvier.op.Data;
import io.ranvier.op.Ops;
import io.ranvier.type.DType;
import io.ranvier.type.Shape;
import io.ranvier.type.TensorType;
import io.ranvier.type.Window;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Results and gradients, to second order, against those of PyTorch: `src/test/python` makes the
/// file.
final class TorchTest {
  /// Results are written with 12 digits.
  private static final double TOLERANCE = 1e-10;

  private static final List<Integer> LAST = List.of(1);

  private static final Map<String, Function<List<Value>, Value>> FUNCTIONS =
      Map.ofEntries(
          entry("conv2d plain", conv2d(window(3), 1)),
          entry("conv2d stride 2 padding 1", conv2d(window(3).stride(2).padding(1), 1)),
          entry("conv2d dilation 2", conv2d(window(3).dilation(2), 1)),
          entry("conv2d groups 2", conv2d(window(3).padding(1), 2)),
          entry("conv2d depthwise stride 2", conv2d(window(3).stride(2), 4)),
          entry(
              "conv2d 2x3 stride 2,1 padding 1,2 dilation 1,2",
              conv2d(window(2, 3).stride(2, 1).padding(1, 2).dilation(1, 2), 1)),
          entry("maxPool 2 stride 2", maxPool(window(2).stride(2))),
          entry("maxPool 3 stride 2 padding 1", maxPool(window(3).stride(2).padding(1))),
          entry("avgPool 2 stride 2", avgPool(window(2).stride(2), true)),
          entry("avgPool 3 stride 2 padding 1", avgPool(window(3).stride(2).padding(1), true)),
          entry(
              "avgPool 3 stride 2 padding 1 without padding",
              avgPool(window(3).stride(2).padding(1), false)),
          entry("batchNorm", in -> Ops.batchNorm(in.get(0), in.get(1), in.get(2), 1e-3).getFirst()),
          entry("crossEntropy", in -> Ops.crossEntropy(in.get(0), in.get(1))),
          entry("softmax 1", in -> Ops.softmax(in.getFirst(), 1)),
          entry("softmax 0", in -> Ops.softmax(in.getFirst(), 0)),
          entry("logSoftmax 1", in -> Ops.logSoftmax(in.getFirst(), 1)),
          entry("gelu", in -> Ops.gelu(in.getFirst())),
          entry("erf", in -> Ops.erf(in.getFirst())),
          entry("sigmoid", in -> Ops.sigmoid(in.getFirst())),
          entry("tanh", in -> Ops.tanh(in.getFirst())),
          entry("expm1", in -> Ops.expm1(in.getFirst())),
          entry("log1p", in -> Ops.log1p(in.getFirst())),
          entry("atan", in -> Ops.atan(in.getFirst())),
          entry("rsqrt", in -> Ops.rsqrt(in.getFirst())),
          entry("pow", in -> Ops.pow(in.get(0), in.get(1))),
          entry("prod", in -> Ops.prod(in.getFirst(), LAST)),
          entry("prod zeros", in -> Ops.prod(in.getFirst(), LAST)),
          entry("max", in -> Ops.max(in.getFirst(), LAST)),
          entry("max two axes", in -> Ops.max(in.getFirst(), List.of(0, 2))),
          entry("max ties", in -> Ops.max(in.getFirst(), LAST)),
          entry("min", in -> Ops.min(in.getFirst(), List.of(0))),
          entry("matmul", in -> Ops.matmul(in.get(0), in.get(1))),
          entry("matmul stretched", in -> Ops.matmul(in.get(0), in.get(1))),
          entry("gather 1", in -> Ops.gather(in.get(0), in.get(1), 1)),
          entry("scatterAdd 0", in -> Ops.scatterAdd(in.get(1), in.get(0), 0, 5)));

  private static Function<List<Value>, Value> conv2d(Window window, int groups) {
    return in -> Ops.conv2d(in.get(0), in.get(1), window, groups);
  }

  private static Function<List<Value>, Value> maxPool(Window window) {
    return in -> Ops.maxPool2d(in.getFirst(), window).getFirst();
  }

  private static Function<List<Value>, Value> avgPool(Window window, boolean countPadding) {
    return in -> Ops.avgPool2d(in.getFirst(), window, countPadding);
  }

  /// A tensor of the file.
  record Tensor(Shape shape, List<Double> numbers) {}

  /// What the file holds under one name.
  record Case(String name, Map<String, Tensor> tensors) {
    Tensor get(String tensor) {
      return Objects.requireNonNull(tensors.get(tensor), tensor);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static List<Case> cases() {
    var cases = new ArrayList<Case>();
    var file = Objects.requireNonNull(TorchTest.class.getResourceAsStream("torch.txt"));
    try (var lines = new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8))) {
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        var words = Arrays.asList(line.split(" ", -1));
        if (words.getFirst().equals("case")) {
          cases.add(
              new Case(String.join(" ", words.subList(1, words.size())), new LinkedHashMap<>()));
        } else {
          cases.getLast().tensors.put(words.getFirst(), tensor(words.subList(1, words.size())));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return cases;
  }

  private static Tensor tensor(List<String> words) {
    var dims = words.getFirst();
    int[] shape =
        dims.equals("-")
            ? new int[0]
            : Arrays.stream(dims.split(",", -1)).mapToInt(Integer::parseInt).toArray();
    return new Tensor(
        Shape.of(shape),
        words.stream().skip(1).filter(w -> !w.isEmpty()).map(Double::valueOf).toList());
  }

  @Test
  void everyFunctionHasACase() {
    assertThat(cases())
        .extracting(Case::name)
        .containsExactlyInAnyOrderElementsOf(FUNCTIONS.keySet());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void agreesWithTorch(Case torch) {
    var leaves = new HashMap<Value, Tensor>();
    var inputs = new LinkedHashMap<String, Value>();
    for (var name : torch.tensors.keySet()) {
      if (name.equals("y")) break;
      inputs.put(name, leaf(torch.get(name), !torch.tensors.containsKey("d" + name), leaves));
    }
    var names = inputs.keySet().stream().filter(n -> torch.tensors.containsKey("d" + n)).toList();
    var variables = names.stream().map(inputs::get).toList();
    var y = Objects.requireNonNull(FUNCTIONS.get(torch.name)).apply(List.copyOf(inputs.values()));

    var dy = leaf(torch.get("dy"), false, leaves);
    var gradients = Gradients.pullBack(List.of(y), List.of(dy), variables);
    var directions = names.stream().map(n -> leaf(torch.get("v" + n), false, leaves)).toList();
    var seconds = Gradients.gradients(Trial.dot(gradients, directions), variables);

    var interpreter =
        new Interpreter(
            leaf -> HostTensors.of(leaf.type(), numbers(Objects.requireNonNull(leaves.get(leaf)))));
    compare("y", torch.get("y"), interpreter.numbers(y));
    for (int i = 0; i < names.size(); i++) {
      compare(
          "d" + names.get(i), torch.get("d" + names.get(i)), interpreter.numbers(gradients.get(i)));
      var second = torch.tensors.get("dd" + names.get(i));
      var actual = interpreter.numbers(seconds.get(i));
      if (second == null) assertThat(actual).containsOnly(0);
      else compare("dd" + names.get(i), second, actual);
    }
  }

  private static Value leaf(Tensor tensor, boolean index, Map<Value, Tensor> leaves) {
    var leaf = Node.of(new Data(new TensorType(index ? DType.I32 : DType.F64, tensor.shape)));
    leaves.put(leaf, tensor);
    return leaf;
  }

  private static double[] numbers(Tensor tensor) {
    return tensor.numbers.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static void compare(String what, Tensor expected, double[] actual) {
    assertThat(actual).as(what).hasSize(expected.numbers.size());
    for (int i = 0; i < actual.length; i++) {
      double e = expected.numbers.get(i);
      assertThat(actual[i])
          .as("%s at %d", what, i)
          .isCloseTo(e, within(TOLERANCE * Math.max(1, Math.abs(e))));
    }
  }
}
