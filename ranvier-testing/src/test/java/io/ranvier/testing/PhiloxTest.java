package io.ranvier.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.ranvier.backend.Philox;
import io.ranvier.tensor.Tensor;
import io.ranvier.type.DType;
import io.ranvier.type.Shape;
import io.ranvier.type.TensorType;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

final class PhiloxTest {

  /// The vectors that come with Random123, the authors' own implementation.
  @Test
  void knownAnswers() {
    assertThat(block(0, 0, 0)).containsExactly(0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8);
    assertThat(block(-1, -1, -1)).containsExactly(0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD);
    // Counter 243f6a88 85a308d3 13198a2e 03707344, key a4093822 299f31d0: the digits of π.
    assertThat(block(0x299F31D0_A4093822L, 0x03707344_13198A2EL, 0x85A308D3_243F6A88L))
        .containsExactly(0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1);
  }

  /// A block cipher: another counter, another block.
  @Property
  void neighboursDiffer(@ForAll long seed, @ForAll long stream, @ForAll long block) {
    assertThat(block(seed, stream, block))
        .isNotEqualTo(block(seed, stream, block + 1))
        .isNotEqualTo(block(seed, stream + 1, block))
        .isNotEqualTo(block(seed + 1, stream, block));
  }

  /// However many at once: to the bit.
  @Property(tries = 200)
  void uniformNumbersAreWordsOfBlocks(
      @ForAll long seed, @ForAll long stream, @ForAll @IntRange(max = 40_000) int count) {
    var type = TensorType.of(DType.F32, count);
    var drawn = Tensor.uniform(Tensor.of(Shape.of(2), seed, stream), type).toFloats();
    var expected = new float[count];
    for (int i = 0; i < count; i++) {
      expected[i] = (block(seed, stream, i / 4)[i % 4] >>> 8) * 0x1p-24f;
    }
    assertThat(drawn).isEqualTo(expected);
  }

  private static int[] block(long seed, long stream, long block) {
    var words = new int[4];
    Philox.block(seed, stream, block, words);
    return words;
  }
}
