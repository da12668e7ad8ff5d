package io.ranvier.backend.cpu;

import java.lang.foreign.MemorySegment;

/// One operation over a stretch of elements: a step of a [FusedKernel]. Elements take four bytes:
/// floats, ints, or masks with all bits equal.
///
/// Operands are a segment and an offset in bytes each. `count` is a multiple of [Loops#lanes], and
/// operands have room for it. The result may lie exactly where an operand lies.
sealed interface Loop {

  /// `to = f(a)`
  @FunctionalInterface
  non-sealed interface One extends Loop {
    void run(MemorySegment a, long i, MemorySegment to, long o, int count);
  }

  /// `to = f(a, b)`
  @FunctionalInterface
  non-sealed interface Two extends Loop {
    void run(MemorySegment a, long i, MemorySegment b, long j, MemorySegment to, long o, int count);

    /// `to = f(b, a)`
    default Two swapped() {
      return (a, i, b, j, to, o, count) -> run(b, j, a, i, to, o, count);
    }
  }

  /// `to = f(a, b, c)`
  @FunctionalInterface
  non-sealed interface Three extends Loop {
    void run(
        MemorySegment a,
        long i,
        MemorySegment b,
        long j,
        MemorySegment c,
        long k,
        MemorySegment to,
        long o,
        int count);
  }

  /// `to[i] = combine(to[i], from[i])` over `periods` stretches of `width` elements that lie one
  /// after another in `from`, all into one stretch of `to`. Any `width`.
  @FunctionalInterface
  interface Accumulation {
    void run(MemorySegment from, long i, MemorySegment to, long o, int width, int periods);
  }

  /// `to[c] = Σ from[c]` over `rows` rows, `stride` bytes apart, of `width` elements, whole
  /// vectors: in double precision, every fourth row by itself, as (0 + 2) + (1 + 3).
  @FunctionalInterface
  interface Columns {
    void run(
        MemorySegment from, long i, long stride, MemorySegment to, long o, int width, int rows);
  }
}
