package io.ranvier.backend.cpu;

import static io.ranvier.backend.cpu.Simd.KERNEL;

import java.lang.foreign.MemorySegment;

/// The right side of a product, `[k, n]`, that was packed whole into panels of
/// [Microkernel#panel()] columns, one after the other from byte `start` on: row `r` of panel `p`
/// begins at `start + 4 · panel · (p·k + r)`.
record PackedSide(MemorySegment data, long start, int k) implements RightSide {

  static int panels(int n) {
    return (n + KERNEL.panel() - 1) / KERNEL.panel();
  }

  static long bytes(int n, int k) {
    return 4L * panels(n) * KERNEL.panel() * k;
  }

  /// The byte at which row `row` of panel `panel` begins.
  long at(int panel, int row) {
    return start + 4L * KERNEL.panel() * ((long) panel * k + row);
  }

  @Override
  public void load(
      int line, int lines, int first, int depth, MemorySegment scratch, long w, Block block) {
    int panel = KERNEL.panel();
    block.set(data, at(line / panel, first), 4L * panel * k, 4L * panel);
  }
}
