package io.ranvier.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.ranvier.nn.Layer;
import io.ranvier.nn.Parameter;
import io.ranvier.nn.Precision;
import io.ranvier.nn.Variables;
import io.ranvier.plan.Device;
import io.ranvier.tensor.Devices;
import io.ranvier.tensor.Tensor;
import io.ranvier.type.DType;
import io.ranvier.type.TensorType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/// Holds a part of the framework to what PyTorch computed: the reference backend in `f64` to all
/// digits of the file, to second order; the CPU's kernels in `f32` to 1e-5 forward and 1e-4
/// backward, relative to the largest number of the tensor.
final class TorchParity {
  /// The file has 12 digits.
  private static final double EXACT = 1e-10;

  private static final double FORWARD = 1e-5;
  private static final double BACKWARD = 1e-4;

  private TorchParity() {}

  /// The inputs of a case as tensors of one type, or as the parameters of a layer.
  static final class Given {
    private final TorchCase torch;
    private final DType dtype;
    private final SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();

    private Given(TorchCase torch, DType dtype) {
      this.torch = torch;
      this.dtype = dtype;
    }

    DType dtype() {
      return dtype;
    }

    boolean has(String name) {
      return torch.has(name);
    }

    /// The input called `name`; labels and indices are `i32`.
    Tensor get(String name) {
      return tensors.computeIfAbsent(name, this::read);
    }

    /// All inputs, in the order of the file.
    List<Tensor> all() {
      return torch.inputs().stream().map(this::get).toList();
    }

    /// The input as a parameter, which is differentiated in its place.
    Parameter parameter(String name) {
      var parameter = new Parameter(read(name));
      tensors.put(name, parameter.value());
      return parameter;
    }

    /// What `maker` makes, with the parameters and states of the file by their names. All
    /// parameters are there.
    <T extends Layer> T layer(Supplier<T> maker) {
      T layer = Precision.in(dtype, maker::get);
      var leaves = Variables.of(layer);
      assertThat(torch.inputs()).containsAll(Variables.parameters(layer).keySet());
      leaves.forEach(
          (path, leaf) -> {
            if (torch.has(path)) leaf.assign(get(path));
          });
      return layer;
    }

    private Tensor read(String name) {
      var numbers = torch.get(name);
      var tensor = Tensor.of(numbers.shape(), numbers.values());
      return tensor.cast(numbers.dtype() == DType.F64 ? dtype : numbers.dtype()).eval();
    }
  }

  /// A test of each case in the fixtures of `family` by the function of its name, and one that no
  /// case lacks its function, no function its case.
  static Stream<DynamicTest> tests(
      String family, Map<String, ? extends Function<Given, Tensor>> functions) {
    var lists = new LinkedHashMap<String, Function<Given, List<Tensor>>>();
    functions.forEach((name, function) -> lists.put(name, given -> List.of(function.apply(given))));
    return listTests(family, lists);
  }

  /// As [#tests], of functions with several outputs.
  static Stream<DynamicTest> listTests(
      String family, Map<String, Function<Given, List<Tensor>>> functions) {
    var cases = TorchCase.of(family);
    var complete =
        DynamicTest.dynamicTest(
            "everyFunctionHasACase",
            () ->
                assertThat(cases)
                    .extracting(TorchCase::name)
                    .containsExactlyInAnyOrderElementsOf(functions.keySet()));
    var tests = new ArrayList<>(List.of(complete));
    for (var torch : cases) {
      var function = functions.get(torch.name());
      if (function == null) continue;
      tests.add(DynamicTest.dynamicTest(torch.name(), () -> check(torch, function)));
    }
    return tests.stream();
  }

  /// Checks what `function` makes of the inputs of `torch`, and the gradients.
  static void check(TorchCase torch, Function<Given, List<Tensor>> function) throws Exception {
    new Check(torch, DType.F64, EXACT, EXACT).on(Devices.reference(), function);
    new Check(torch, DType.F32, FORWARD, BACKWARD).on(Devices.cpu(), function);
  }

  private record Check(TorchCase torch, DType dtype, double forward, double backward) {
    void on(Device device, Function<Given, List<Tensor>> function) throws Exception {
      device.run(
          () -> {
            compare(function);
            return null;
          });
    }

    private void compare(Function<Given, List<Tensor>> function) {
      var given = new Given(torch, dtype);
      var forward = new LinkedHashMap<String, Tensor>();
      var backward = new LinkedHashMap<String, Tensor>();
      var ys = function.apply(given);
      for (var y : ys) forward.put(forward.isEmpty() ? "y" : "y" + (forward.size() + 1), y);
      assertThat(torch.has("y" + (ys.size() + 1))).as("more outputs than these").isFalse();
      if (torch.has("dy")) differentiate(given, ys.getFirst(), backward);
      // Once a tensor is computed it no longer knows from what: so all at once.
      Tensor.eval(Stream.concat(ys.stream(), backward.values().stream()).toList());
      forward.forEach((what, tensor) -> compare(what, tensor, this.forward));
      backward.forEach((what, tensor) -> compare(what, tensor, this.backward));
    }

    private void differentiate(Given given, Tensor y, Map<String, Tensor> to) {
      var names = torch.variables();
      var xs = names.stream().map(given::get).toList();
      var gradients = y.mul(given.read("dy")).sum().gradients(xs);
      for (int i = 0; i < xs.size(); i++) to.put("d" + names.get(i), gradients.get(i));
      if (dtype != DType.F64 || !torch.has("v" + names.getFirst())) return;
      var along = Tensor.fill(0, TensorType.of(dtype));
      for (int i = 0; i < xs.size(); i++) {
        along = along.add(gradients.get(i).mul(given.read("v" + names.get(i))).sum());
      }
      var seconds = along.gradients(xs);
      for (int i = 0; i < xs.size(); i++) to.put("dd" + names.get(i), seconds.get(i));
    }

    private void compare(String what, Tensor tensor, double tolerance) {
      if (what.startsWith("dd") && !torch.has(what)) {
        assertThat(tensor.toDoubles()).as(what).containsOnly(0);
        return;
      }
      var expected = torch.get(what);
      assertThat(tensor.shape()).as("shape of %s", what).isEqualTo(expected.shape());
      if (tensor.dtype().isFloating()) assertThat(tensor.dtype()).as(what).isEqualTo(dtype);
      var actual = tensor.cast(DType.F64).toDoubles();
      double largest = 1e-3;
      for (double value : expected.values()) {
        if (Double.isFinite(value)) largest = Math.max(largest, Math.abs(value));
      }
      for (int i = 0; i < actual.length; i++) {
        double wanted = expected.values()[i];
        boolean same = Double.compare(actual[i], wanted) == 0;
        assertThat(same || Math.abs(actual[i] - wanted) <= tolerance * largest)
            .as("%s at %d in %s: %s, not %s", what, i, dtype, actual[i], wanted)
            .isTrue();
      }
    }
  }
}
