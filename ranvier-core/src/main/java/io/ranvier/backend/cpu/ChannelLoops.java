package io.ranvier.backend.cpu;

import java.lang.foreign.MemorySegment;

/// Inner loops of the statistics of batch normalisation over a matrix of float32 with contiguous
/// rows of `width`, `span` bytes apart, each column on its own; once on the Vector API and once
/// without. Offsets are bytes. Numbers that belong to the columns lie in rows of a workspace `w`.
interface ChannelLoops {
  ChannelLoops BEST = Simd.AVAILABLE ? new VectorChannels() : new ScalarChannels();

  /// `sum += Σ x` over the rows.
  void sum(int rows, int width, long span, MemorySegment x, long xo, MemorySegment w, long sum);

  /// `squares += Σ (x − mean)²` over the rows.
  void squares(
      int rows,
      int width,
      long span,
      MemorySegment x,
      long xo,
      MemorySegment w,
      long mean,
      long squares);
}
