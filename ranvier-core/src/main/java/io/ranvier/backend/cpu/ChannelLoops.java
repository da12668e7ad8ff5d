package io.ranvier.backend.cpu;

import java.lang.foreign.MemorySegment;

/// Inner loops of batch normalisation over a matrix of float32 with contiguous rows of `width`,
/// whose columns are normalised each on its own; once on the Vector API and once without. Offsets
/// are bytes. Numbers that belong to the columns lie in a workspace `w`, in rows that are `span`
/// apart.
interface ChannelLoops {
  ChannelLoops BEST = Simd.AVAILABLE ? new VectorChannels() : new ScalarChannels();

  /// `sum += Σ x` over the rows.
  void sum(int rows, int width, MemorySegment x, long xo, MemorySegment w, long sum);

  /// `squares += Σ (x − mean)²` over the rows.
  void squares(
      int rows, int width, MemorySegment x, long xo, MemorySegment w, long mean, long squares);

  /// `y = (x − mean) · scale + bias`, the three of them in rows from `wo` on.
  void normalize(
      int rows,
      int width,
      MemorySegment x,
      long xo,
      MemorySegment w,
      long wo,
      long span,
      MemorySegment y,
      long yo);

  /// `sum += Σ dy` and, in the next row, `sum += Σ dy · (x − mean)` over the rows.
  void gradSums(
      int rows,
      int width,
      MemorySegment x,
      long xo,
      MemorySegment dy,
      long dyo,
      MemorySegment w,
      long mean,
      long sum,
      long span);

  /// `dx = a · dy + b · (x − mean) + c`, with `mean`, `a`, `b` and `c` in rows from `wo` on.
  void gradApply(
      int rows,
      int width,
      MemorySegment x,
      long xo,
      MemorySegment dy,
      long dyo,
      MemorySegment w,
      long wo,
      long span,
      MemorySegment dx,
      long dxo);
}
