package io.ranvier.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.ranvier.backend.HostBuffer;
import io.ranvier.backend.Storage;
import io.ranvier.backend.reference.Interpreter;
import io.ranvier.backend.reference.ReferenceBackend;
import io.ranvier.graph.Value;
import io.ranvier.plan.Device;
import io.ranvier.plan.Options;
import io.ranvier.tensor.Tensor;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/// However a graph is planned, the same numbers come out.
class PlanPropertiesTest {
  private static final Device PLAIN =
      new Device(new ReferenceBackend(), new Options(false, false, false));
  private static final Device REFERENCE = new Device(new ReferenceBackend(), Options.DEFAULT);

  @Property(tries = 300)
  void aPlanOfReferenceKernelsComputesWhatTheInterpreterDoes(@ForAll long seed) throws Exception {
    var roots = RandomGraph.of(seed);
    var interpreter = new Interpreter(PlanPropertiesTest::numbers);
    var expected = roots.stream().map(t -> interpreter.numbers(t.value())).toList();
    assertThat(computed(PLAIN, seed)).usingRecursiveComparison().isEqualTo(expected);
  }

  @Property(tries = 300)
  void reuseOfMemoryAndCachingChangeNothing(@ForAll long seed) throws Exception {
    var plain = computed(PLAIN, seed);
    assertThat(computed(REFERENCE, seed)).usingRecursiveComparison().isEqualTo(plain);
    assertThat(computed(REFERENCE, seed)).usingRecursiveComparison().isEqualTo(plain);
  }

  private static List<double[]> computed(Device device, long seed) throws Exception {
    return device.run(
        () -> {
          var roots = RandomGraph.of(seed);
          Tensor.eval(roots);
          return roots.stream().map(Tensor::toDoubles).toList();
        });
  }

  private static HostBuffer numbers(Value leaf) {
    if (leaf.source() instanceof Storage storage) return storage.buffer();
    throw new IllegalStateException("no numbers for " + leaf);
  }
}
