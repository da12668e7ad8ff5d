package io.ranvier.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The gradients of every layer, loss and function against differences, in `f64` on the reference:
/// all numbers of inputs and parameters together along a random direction, to second order, and
/// some of each by themselves.
final class PartGradientsTest {
  private static final long SEED = 20_260_101;

  /// Of each input and parameter.
  private static final int ELEMENTS = 3;

  /// What counts as a constant on the way back, so that differences say something else.
  private static final Map<String, String> DETACHED =
      Map.of(
          "spectralNorm, in training", "what power iteration has found of the weight",
          "spectralNorm, transposed, in training", "what power iteration has found of the weight",
          "embedding, padded, in training", "the padding row, and the length of the others",
          "embedding, padded, in inference", "the padding row, and the length of the others",
          "hardGumbelSoftmax", "the gradient is that of the soft draw: straight through");

  static List<Sample> samples() {
    return PartSamples.all();
  }

  @ParameterizedTest
  @MethodSource("samples")
  void agreeWithDifferences(Sample sample) {
    var why = DETACHED.get(sample.name());
    if (why != null) {
      assertThatThrownBy(() -> GradientCheck.check(sample, SEED))
          .as("without the constant, which is %s", why)
          .hasMessageContaining("differences say");
    } else {
      GradientCheck.check(sample, SEED);
      GradientCheck.checkElements(sample, ELEMENTS, SEED);
    }
  }

  @Test
  void whatIsDetachedIsInTheTable() {
    assertThat(samples()).extracting(Sample::name).containsAll(DETACHED.keySet());
  }
}
