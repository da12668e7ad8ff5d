package io.ranvier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ranvier.bench.CeilingBenchmark;
import io.ranvier.bench.PartBenchmark;
import io.ranvier.bench.part.Part;
import io.ranvier.bench.part.Parts;
import io.ranvier.bench.part.Sizes;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Each part that the page of all parts lists is timed, or it is said why not; and each that is
/// timed can be.
class RatesTest {

  private static List<Part> parts() {
    return Parts.families(Sizes.SMALL).values().stream().flatMap(List::stream).toList();
  }

  @TestFactory
  Stream<DynamicTest> everyPartRunsOnFastKernels() {
    var benchmark = new PartBenchmark(0, new CeilingBenchmark());
    return parts().stream()
        .map(
            part ->
                DynamicTest.dynamicTest(
                    part.name() + " " + part.size(),
                    () -> {
                      for (var pass : part.passes()) {
                        var rate = benchmark.rate(part, pass);
                        assertThat(rate.milliseconds()).isPositive();
                        assertThat(rate.bytes()).isPositive();
                        assertThat(rate.flops() > 0).isEqualTo(part.multiplies());
                        assertThat(rate.reference()).as("reference kernels, %s", pass).isEmpty();
                      }
                    }));
  }

  @Test
  void everyPartOfThePageHasARowOrAReason() throws IOException {
    var families = Parts.families(Sizes.SMALL);
    var accounted = new HashSet<>(Parts.reasons().keySet());
    for (var part : parts()) accounted.add(part.name());
    var listed = new HashSet<String>();
    for (var row : PartsPage.rows()) {
      if (families.containsKey(row.heading())) listed.addAll(row.names());
    }
    assertThat(listed).as("parts without a row or a reason").isSubsetOf(accounted);
    assertThat(accounted).as("what docs/parts.md does not list").isSubsetOf(listed);
  }

  @Test
  void nothingHasBothARowAndAReason() {
    var timed = parts().stream().map(Part::name).toList();
    assertThat(Parts.reasons().keySet()).doesNotContainAnyElementsOf(Set.copyOf(timed));
  }

  @Test
  void theCommandPrintsARowForEachPass() {
    var call = Call.ranvier("rates", "tensor.relu", "--small", "--seconds", 0);

    assertThat(call.code()).isZero();
    assertThat(call.out()).contains("GFLOP/s").contains("Activations");
    assertThat(call.out().lines().filter(line -> line.startsWith("Tensor.relu ")))
        .hasSize(2)
        .anyMatch(line -> line.contains("forward"))
        .anyMatch(line -> line.contains("training"))
        .allMatch(line -> line.contains("memory") && line.contains("%"));
  }

  @Test
  void theCommandPrintsJson() {
    var call = Call.ranvier("rates", "Linear", "--small", "--seconds", 0, "--json");

    assertThat(call.code()).isZero();
    assertThat(call.out().lines())
        .anyMatch(
            line ->
                line.startsWith(
                    "{\"family\":\"Linear and convolution\",\"part\":\"Linear\",\"size\":\"6x16\","
                        + "\"pass\":\"training\",\"median_ms\":"));
  }

  @Test
  void aPartThatIsNotThereIsRefused() {
    var call = Call.ranvier("rates", "no such part");
    assertThat(call.code()).isEqualTo(2);
    assertThat(call.err()).contains("no part that is timed is called 'no such part'");
  }
}
