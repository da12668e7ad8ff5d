package io.ranvier.testing;

import static org.assertj.core.api.Assertions.assertThatCode;

import io.ranvier.backend.cpu.CpuBackend;
import io.ranvier.type.DType;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The processor's kernels compute what the reference defines.
final class CpuBackendTest {
  private static final long SEED = 20_260_102;

  static List<Sample> samples() {
    return Samples.all();
  }

  @ParameterizedTest
  @MethodSource("samples")
  void conformsToTheReference(Sample sample) {
    var conformance = new BackendConformance(new CpuBackend());
    assertThatCode(
            () -> {
              conformance.check(sample, DType.F32, SEED);
              conformance.check(sample, DType.F64, SEED);
            })
        .doesNotThrowAnyException();
  }
}
