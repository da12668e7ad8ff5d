package io.ranvier.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ranvier.tensor.Tensor;
import io.ranvier.type.Shape;
import org.junit.jupiter.api.Test;

class MemoryTest {

  @Test
  void blocksAreAlignedAndAsLargeAsAsked() {
    for (long bytes : new long[] {0, 1, 63, 64, 65, 1000, 300_000, 5_000_001}) {
      var segment = Memory.allocate(bytes).buffer().segment();
      assertThat(segment.byteSize()).isEqualTo(bytes);
      assertThat(segment.address() % 64).isZero();
    }
  }

  @Test
  void droppedBlocksAreHandedOutAgain() {
    for (int i = 0; i < 4000; i++) {
      assertThat(Memory.allocate(8 << 20).buffer().byteSize()).isEqualTo(8 << 20);
    }
    var stats = Memory.stats();
    assertThat(stats.reserved()).isLessThan(2L << 30).isLessThanOrEqualTo(stats.limit());
  }

  @Test
  void moreThanTheLimitIsRefusedWithItsReason() {
    assertThatThrownBy(() -> Memory.allocate(1L << 45))
        .isInstanceOf(OutOfMemoryError.class)
        .hasMessageContaining("-Dranvier.memory=");
    assertThat(Memory.allocate(1000).buffer().byteSize()).isEqualTo(1000);
  }

  @Test
  void manySmallResultsDoNotPileUp() {
    var x = Tensor.of(Shape.of(3), 1f, 2f, 3f);
    for (int i = 0; i < 20_000; i++) assertThat(x.add(i).sum().item()).isEqualTo(6 + 3f * i);
    assertThat(Memory.stats().inUse()).isLessThan(512 << 20);
  }
}
