package io.ranvier.backend.cpu;

import java.lang.foreign.MemorySegment;

/// The right side of a product, which is read panel by panel: in place, or packed into scratch
/// memory.
interface RightSide {

  /// Makes columns `[line, line + lines)` of rows `[k, k + depth)` of B readable and tells where
  /// they lie.
  ///
  /// @param line a multiple of [Microkernel#panel()]
  /// @param scratch private memory of this worker, from byte `w` on
  void load(int line, int lines, int k, int depth, MemorySegment scratch, long w, Block block);

  /// Where a loaded block lies. Bytes.
  final class Block {
    MemorySegment data = MemorySegment.NULL;
    long offset;

    /// From one panel to the next.
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
