package io.ranvier.backend.cpu;

import io.ranvier.op.ArgReduction.Extreme;
import java.lang.foreign.MemorySegment;

/// Inner loops over contiguous rows of float32, once on the Vector API and once without. Offsets
/// and pitches are bytes.
interface RowLoops {
  RowLoops BEST = Simd.AVAILABLE ? new VectorRows() : new ScalarRows();

  /// `y = softmax x`
  void softmax(int n, MemorySegment x, long xo, MemorySegment y, long yo);

  /// `y = log softmax x`
  void logSoftmax(int n, MemorySegment x, long xo, MemorySegment y, long yo);

  /// `−log softmax(x)[label]`
  float crossEntropy(int n, MemorySegment x, long xo, int label);

  /// `y = (softmax x − onehot label) · dy`
  void crossEntropyGrad(
      int n, MemorySegment x, long xo, int label, float dy, MemorySegment y, long yo);

  /// The place of the first extreme number, NaN being the most extreme.
  int extreme(Extreme extreme, int n, MemorySegment x, long xo);

  /// `Σ x`
  float sum(int n, MemorySegment x, long xo);

  /// `Σ (x − mean)²`
  float squares(int n, MemorySegment x, long xo, float mean);

  /// `y += x`
  void add(int n, MemorySegment x, long xo, MemorySegment y, long yo);

  /// `to[r, c] = from[r, c]` for four-byte elements: rows are contiguous in `from`, where columns
  /// are `fromPitch` apart; columns are contiguous in `to`, where rows are `toPitch` apart.
  void transpose(
      int rows,
      int columns,
      MemorySegment from,
      long fo,
      long fromPitch,
      MemorySegment to,
      long t,
      long toPitch);
}
