package io.ranvier.backend.cpu;

import java.lang.foreign.MemorySegment;

/// One side of a product, which a kernel reads block by block: in place, or packed into scratch
/// memory.
interface Side {

  /// Makes a block readable and tells where it lies.
  ///
  /// For the left side a line is a row of A; for the right side the lines are columns of B, of
  /// which `stride` leads from panel to panel.
  ///
  /// @param line the first row of A, or column of B
  /// @param k the first step of the sum
  /// @param scratch private memory of this worker, from byte `w` on
  void load(int line, int lines, int k, int depth, MemorySegment scratch, long w, Block block);

  /// Where a loaded block lies. Bytes.
  final class Block {
    MemorySegment data = MemorySegment.NULL;
    long offset;

    /// From one line (or panel) to the next.
    long stride;

    /// From one k to the next.
    long step;

    void set(MemorySegment data, long offset, long stride, long step) {
      this.data = data;
      this.offset = offset;
      this.stride = stride;
      this.step = step;
    }
  }
}
