package io.ranvier.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.ranvier.backend.cpu.CpuBackend;
import io.ranvier.backend.reference.ReferenceBackend;
import io.ranvier.graph.Node;
import io.ranvier.graph.Value;
import io.ranvier.op.Composite;
import io.ranvier.plan.Device;
import io.ranvier.plan.Options;
import io.ranvier.tensor.Devices;
import io.ranvier.type.DType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The checks that run over the whole table of samples.
final class SamplesTest {
  private static final long SEED = 20_260_101;
  private static final Device CPU = new Device(new CpuBackend(), Options.DEFAULT);

  static List<Sample> samples() {
    return Samples.all();
  }

  @Test
  void everyOperationHasASample() {
    assertThat(Operations.all()).hasSizeGreaterThan(60);
    assertThat(Operations.missing(samples())).isEmpty();
  }

  @Test
  void namesAreUnique() {
    assertThat(samples()).extracting(Sample::name).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @MethodSource("samples")
  void gradientsAgreeWithDifferencesToTheirOrder(Sample sample) {
    GradientCheck.check(sample, SEED);
    GradientCheck.check(sample, SEED + 1);
  }

  @Test
  void mostSamplesAreDifferentiatedTwice() {
    var twice = samples().stream().filter(sample -> sample.order() == 2).toList();
    assertThat(Operations.missing(twice))
        .extracting(Class::getSimpleName)
        .containsOnly("IsNaN", "Detach");
  }

  @Test
  void namedGradientsAreThoseOfTheDecomposition() {
    int named = 0;
    for (var sample : samples()) named += GradientCheck.checkNamedGradients(sample, SEED);
    assertThat(named).isGreaterThan(10);
  }

  @ParameterizedTest
  @MethodSource("samples")
  void compositesHaveTheTypesOfTheirDecomposition(Sample sample) {
    for (var node : Node.order(new Trial(sample, DType.F32, SEED).outputs(), _ -> false)) {
      if (!(node.op() instanceof Composite composite)) continue;
      assertThat(composite.decompose(node.inputs()))
          .extracting(Value::type)
          .isEqualTo(node.outputs().stream().map(Value::type).toList());
    }
  }

  @ParameterizedTest
  @MethodSource("samples")
  void theReferenceReadsEveryLayout(Sample sample) {
    var conformance = new BackendConformance(new ReferenceBackend());
    conformance.check(sample, DType.F32, SEED);
    conformance.check(sample, DType.F64, SEED);
  }

  @ParameterizedTest
  @MethodSource("samples")
  void plansComputeWhatTheReferenceDoes(Sample sample) {
    for (var device : List.of(Devices.reference(), CPU)) {
      var conformance = new DeviceConformance(device);
      conformance.check(sample, DType.F32, SEED);
      conformance.check(sample, DType.F64, SEED);
    }
  }

  /// When an operation is printed differently on purpose, the file follows.
  @Test
  void operationsPrintAsTheyDid() throws IOException {
    var printed =
        samples().stream()
            .map(s -> "# " + s + "\n" + String.join("\n", Operations.printed(s)) + "\n")
            .collect(Collectors.joining("\n"));
    try (var golden = SamplesTest.class.getResourceAsStream("operations.txt")) {
      assertThat(golden).as("operations.txt").isNotNull();
      var expected = new String(golden.readAllBytes(), StandardCharsets.UTF_8);
      assertThat(printed).isEqualTo(expected);
    }
  }
}
