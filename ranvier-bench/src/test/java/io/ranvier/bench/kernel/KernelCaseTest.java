package io.ranvier.bench.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The benchmark of kernels is not run by the build; that it could be is checked here.
class KernelCaseTest {

  static List<String> names() {
    return KernelTable.names();
  }

  @ParameterizedTest
  @MethodSource("names")
  void everyListedKernelCanBeMade(String name) {
    var kernel = KernelCase.of(name);
    assertThat(kernel.bytes()).isPositive();
    if (name.startsWith("gemm") || name.startsWith("conv")) assertThat(kernel.flops()).isPositive();
  }

  @Test
  void costsAreThoseOfTheShape() {
    var gemm = KernelCase.of("gemm 64x120x400");
    assertThat(gemm.flops()).isEqualTo(2L * 64 * 120 * 400);
    assertThat(gemm.bytes()).isEqualTo(4L * (64 * 400 + 400 * 120 + 64 * 120));
    assertThat(KernelCase.of("conv 3x3 2x8x8x4x6").flops()).isEqualTo(2L * 2 * 64 * 9 * 4 * 6);
    assertThat(KernelCase.of("sgd with momentum 1000").bytes()).isEqualTo(4L * (5 * 1000 + 2));
  }

  @Test
  void smallKernelsRun() {
    for (var name :
        List.of(
            "gemm 4x3x2",
            "conv 3x3 stride 2 kernel gradient 1x6x6x2x3",
            "batch norm scale, shift, relu 2x3x3x4",
            "max pool 3x3 stride 2 1x6x6x2",
            "cross entropy 3x4",
            "add, relu 100")) {
      KernelCase.of(name).run();
    }
  }

  @Test
  void anUnknownKernelIsRefused() {
    assertThatThrownBy(() -> KernelCase.of("fft 8x8"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("fft");
  }
}
